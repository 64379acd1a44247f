# The units of tests/trouble start the executables.
unit-trouble: $(BUILD)/bin/site $(BUILD)/bin/postern $(BUILD)/bin/breach-check
