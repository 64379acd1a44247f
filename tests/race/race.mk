# `make race`: many processes, one code, one winner: of the statement (race_spend), of the sign-in (race_login)
# and of a rescue file (race_rescue).
SUITES += race race-http
.PHONY: race race-http
race: $(BUILD)/test-bin/race
	$<

# The same through lighttpd and the executables.
race-http: all
	@node tests/race/http.mjs

$(BUILD)/test-bin/race: $(call obj,$(wildcard tests/race/*.cpp) handlers/site.cpp) $(SUPPORT) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--start-group $^ -Wl,--end-group $(LDLIBS) -o $@
