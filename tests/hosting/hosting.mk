# hosting.mk: the release on an Apache that belongs to somebody else, set up only as the README says, with and without suEXEC.
SUITES += hosting
.PHONY: hosting
hosting: all
	@tests/hosting/hosting_test.sh $(BUILD)
