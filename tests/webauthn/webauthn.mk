# Foreign vectors through the real code: `make vectors`, or with VECTORS=DIR other files of the same format.
VECTORS ?= $(or $(POSTERN_SHARED),../shared)/vectors

$(BUILD)/test-bin/vectors: $(call obj,tests/webauthn/vectors_main.cpp) $(SUPPORT) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--start-group $^ -Wl,--end-group $(LDLIBS) -o $@

.PHONY: vectors
vectors: $(BUILD)/test-bin/vectors
	$(Q)$< $(VECTORS)
