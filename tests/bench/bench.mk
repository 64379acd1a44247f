# bench.mk: `make bench` prints each goal against its null in the same alternating run.
BENCH_SRC := $(filter-out tests/bench/null.cpp tests/bench/empty.cpp,$(wildcard tests/bench/*.cpp))

$(BUILD)/test-bin/bench: $(call obj,$(BENCH_SRC)) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

$(BUILD)/test-bin/bench-null: $(call obj,tests/bench/null.cpp) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

$(BUILD)/test-bin/bench-empty: $(call obj,tests/bench/empty.cpp)
	@mkdir -p $(@D)
	$(LINK) $^ -o $@

.PHONY: bench
bench: all $(BUILD)/test-bin/bench $(BUILD)/test-bin/bench-null $(BUILD)/test-bin/bench-empty $(BUILD)/test-bin/bench-verify
	@rm -rf $(BUILD)/bench
	@tools/new_site.sh $(BUILD)/bench >/dev/null
	@$(BUILD)/test-bin/bench $(BUILD)/bench
	@$(BUILD)/test-bin/bench-verify
