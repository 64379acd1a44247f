# run.mk: what people call. DATA and PORT choose the folder and the port of `make run`.
DATA ?= var
PORT ?= 8080
# What `make test` runs besides the units, in this order; each tests/**/*.mk adds its own: SUITES += NAME.
SUITES ?=
JOBS := $(shell nproc 2>/dev/null || echo 2)

.PHONY: deps deps-test run test test-bin
deps:
	@tools/deps.sh build run
deps-test:
	@tools/deps.sh build run test

# The page of the configuration, from the key table; tests/check_man.sh says when it is due.
.PHONY: man
man: $(BUILD)/bin/postern
	@man/kratos.yml.sh $< > $(BUILD)/kratos.yml.5 && mv $(BUILD)/kratos.yml.5 man/
	@$< config schema | python3 -m json.tool --indent 1 > $(BUILD)/schema.json && mv $(BUILD)/schema.json config/kratos.schema.json

# As many jobs as processors, unless make was told a number.
PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

run: deps
	@[ -x $(BUILD)/bin/postern ] || echo 'Building (5 minutes on two processors, the first time only):'
	@$(MAKE) --no-print-directory --silent $(PARALLEL) all
	@DATA='$(DATA)' PORT='$(PORT)' exec tools/run.sh

test-bin: $(UNIT_FOLDERS:%=$(BUILD)/test-bin/unit-%)
test: deps-test
	@tools/test.sh unit $(SUITES)

help:
	@echo 'make run [PORT=8080] [DATA=var]   installs what is missing, builds, serves http://localhost:PORT until Ctrl-C'
	@echo 'make test                         every test; the last line counts them'
	@echo 'make                              builds the executables into build/bin'
	@echo 'make install [PREFIX=/usr/local]  installs them, the pages, manuals and configurations; DESTDIR=... goes in front'
	@echo 'make dist                         build/dist/postern-VERSION-linux-ARCH.tar.gz, for machines without anything'
	@echo 'make check                        layers, format, lengths, configuration keys, URL lists, binaries'
	@echo 'make coverage                     the sections of the contract, and which tests show each'
	@echo 'make unit | unit-FOLDER           unit tests'
	@echo 'make browser | golden | bench     browser stories, recorded Kratos conversations, speed against the goals'
	@echo 'make clients                      Ory'\''s npm clients through every flow, answers held to config/openapi.yaml'
	@echo 'make pages | screenshots          every page in every state: checked in a browser, or pictures of it (PAGE=word)'
	@echo 'make servers [SERVER=apache-cgi]  the cases behind Apache, nginx and lighttpd, as they ship'
	@echo 'make vectors | fuzz               foreign WebAuthn vectors (VECTORS=DIR); parsers under sanitizers (SECONDS=300)'
	@echo 'make storm                        ten minutes of traffic with handlers killed at random (MINUTES=30)'
	@echo 'make asan                         units and cases under the address and undefined-behaviour sanitizers'
	@echo 'make man                          man/kratos.yml.5 and config/kratos.schema.json, from the table of keys'
	@echo 'make opinion                      the ceremonies of the tests, judged by @simplewebauthn/server too'
	@echo 'make clean                        removes build/'
