# check.mk: what can be said about the tree and the executables without running a server.
SUITES += check
.PHONY: check
check: all
	@tests/check.sh
