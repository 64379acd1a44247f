# servers.mk: the cases once more, over HTTP, and what only a web server can do wrong, behind each server with the
# configuration that ships for it. `make servers SERVER=apache-cgi CASE=login/` for one of them, and some of the cases.
SUITES += servers
.PHONY: servers
servers: all $(TEST_HANDLERS) $(BUILD)/test-bin/echo $(RUN_CASES)
	@tests/servers/servers.sh $(BUILD) '$(SERVER)' '$(CASE)'
