# hosting.mk: the release on an Apache that belongs to somebody else, set up only as the README says, with and without suEXEC.
SUITES += hosting own-server
.PHONY: hosting own-server
hosting: all
	@tests/hosting/hosting_test.sh $(BUILD)

# lighttpd and nginx of an ordinary user's own, by the README's lines.
own-server: all
	@tests/hosting/own_server_test.sh $(BUILD)
