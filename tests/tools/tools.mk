# tools.mk: the command `postern` as people call it. Sessions come from the handlers, so those are built too.
SUITES += command completion init setup
.PHONY: command completion init setup
command: $(BUILD)/bin/postern $(BUILD)/bin/login $(BUILD)/bin/lookup
	@tests/tools/command_test.sh $(BUILD)/bin

completion: $(BUILD)/bin/postern
	@tests/tools/completion_test.sh $(BUILD)/bin

init: $(BUILD)/bin/postern $(BUILD)/bin/site
	@tests/tools/init_test.sh $(BUILD)/bin

setup: $(BUILD)/bin/postern $(BUILD)/bin/site
	@tests/tools/setup_test.sh $(BUILD)/bin
