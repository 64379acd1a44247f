# golden.mk: `make golden SCENARIO=login-unknown-user` replays one.
SUITES += golden
.PHONY: golden
golden: all
	@tests/golden.sh $(SCENARIO)
