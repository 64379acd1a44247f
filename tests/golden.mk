# golden.mk: `make golden SCENARIO=login-unknown-user` replays one.
.PHONY: golden
golden: all
	@tests/golden.sh $(SCENARIO)
