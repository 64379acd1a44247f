# verify.mk: whole assertions a second against OpenSSL's bare verification, part of `make bench`.
$(BUILD)/test-bin/bench-verify: $(call obj,tests/bench/verify/verify.cpp) $(SUPPORT) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--start-group $^ -Wl,--end-group $(LDLIBS) -o $@

.PHONY: bench-verify
bench-verify: $(BUILD)/test-bin/bench-verify
	@$<
