# cases.mk: handlers under test, and the runner that asks them (tests/cases/README.md).
TEST_HANDLERS := $(HANDLERS:%=$(BUILD)/test-bin/%)
RUN_CASES     := $(BUILD)/test-bin/run-cases

# A handler with its clock and randomness from files.
$(TEST_HANDLERS): $(BUILD)/test-bin/%: $(BUILD)/obj/handlers/%.o $(BUILD)/obj/tests/support/main_test.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

$(BUILD)/test-bin/echo: $(BUILD)/obj/tests/support/echo_handler.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

$(RUN_CASES): $(BUILD)/obj/tests/support/case_main.o $(SUPPORT) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

# `make cases CASE=login/` runs the files whose path contains one of the words.
SUITES += cases
.PHONY: cases
test-bin: $(TEST_HANDLERS) $(BUILD)/test-bin/echo $(RUN_CASES)
cases: $(TEST_HANDLERS) $(BUILD)/test-bin/echo $(RUN_CASES) $(if $(TOOLS_SRC),$(BUILD)/bin/postern)
	@$(RUN_CASES) . $(BUILD) $(CASE)
