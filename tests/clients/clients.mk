# Ory's own npm clients through every flow, each answer held to config/openapi.yaml. They are installed below build/.
ORY_CLIENTS := $(BUILD)/clients/node_modules/@ory/client/package.json

$(ORY_CLIENTS): tests/clients/package.json tests/clients/package-lock.json
	@mkdir -p $(BUILD)/clients
	@cp tests/clients/package.json tests/clients/package-lock.json $(BUILD)/clients/
	@cd $(BUILD)/clients && npm ci --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@

# `make clients STORY=app` runs the stories whose name contains the word.
SUITES += clients
.PHONY: clients
clients: all $(ORY_CLIENTS)
	@node tests/clients/run.mjs $(STORY)
