# `make race`: many processes, one code, one winner (race_spend.cpp).
SUITES += race
.PHONY: race
race: $(BUILD)/test-bin/race_spend
	$<

$(BUILD)/test-bin/race_spend: $(call obj,tests/race/race_spend.cpp) $(LIB)
	@mkdir -p $(@D)
	tools/link.sh $(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@
