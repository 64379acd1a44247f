# `make storm MINUTES=30`: traffic with handlers killed at random, ten minutes of it unless told; twenty seconds in `make test`.
SUITES += storm-short
MINUTES ?= 10
.PHONY: storm storm-short
storm: all
	@SECONDS=$$(($(MINUTES) * 60)) node tests/storm/storm.mjs
storm-short: all
	@SECONDS=20 node tests/storm/storm.mjs
