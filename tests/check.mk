# check.mk: what can be said about the tree and the executables without running a server.
SUITES += check
.PHONY: check
check: all
	@tests/check.sh
# Which tests show which section of the contract (tests/contract_sections).
.PHONY: coverage
coverage:
	@tests/coverage.sh
