# `make storm`: ten minutes of traffic with handlers killed at random (SECONDS=60 for less); twenty seconds of it in `make test`.
SUITES += storm-short
.PHONY: storm storm-short
storm: all
	@SECONDS=$(if $(filter command line,$(origin SECONDS)),$(SECONDS),600) node tests/storm/storm.mjs
storm-short: all
	@SECONDS=20 node tests/storm/storm.mjs
