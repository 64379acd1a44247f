# `make race`: many processes, one code, one winner: of the statement (race_spend) and of the sign-in (race_login).
SUITES += race
.PHONY: race
race: $(BUILD)/test-bin/race
	$<

$(BUILD)/test-bin/race: $(call obj,$(wildcard tests/race/*.cpp) handlers/site.cpp) $(SUPPORT) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--start-group $^ -Wl,--end-group $(LDLIBS) -o $@
