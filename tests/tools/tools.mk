# tools.mk: the command `postern` as people call it. Sessions come from the handlers, so those are built too.
SUITES += command
.PHONY: command
command: $(BUILD)/bin/postern $(BUILD)/bin/login $(BUILD)/bin/lookup
	@tests/tools/command_test.sh $(BUILD)/bin
