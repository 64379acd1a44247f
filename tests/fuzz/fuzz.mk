# Mutated ceremonies under the address and undefined-behaviour sanitizers: `make fuzz`, longer `make fuzz SECONDS=300
# SEED=2`, one parser of webauthn_fuzz.cpp alone `make fuzz SECONDS=300 PARSER=1`. -Wmaybe-uninitialized is mistaken about
# std::variant in code with sanitizers (GCC 12).
SUITES  += fuzz
SECONDS ?= 10
SEED    ?= 1
FUZZ_SRC := $(filter-out common/webauthn/script.cpp,$(wildcard common/base/*.cpp common/webauthn/*.cpp)) \
            $(patsubst %,common/crypto/%.cpp,sha256 seal signature public_key certificate) \
            $(patsubst %,tests/support/%.cpp,soft_authenticator soft_key) tests/fuzz/webauthn_fuzz.cpp tests/fuzz/fuzz_main.cpp
FUZZ_OBJ := $(patsubst %.cpp,$(BUILD)/fuzz/%.o,$(FUZZ_SRC))
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

$(BUILD)/fuzz/%.o: %.cpp | $(JSONCPP)/libjsoncpp.a
	@mkdir -p $(@D)
	$(call step,sanitize $<) $(CCACHE) $(CXX) $(filter-out $(OPT) -D_FORTIFY_SOURCE=2,$(CXXFLAGS)) \
	  -O1 -g1 -Wno-maybe-uninitialized $(SANITIZE) -c $< -o $@

$(BUILD)/test-bin/fuzz: $(FUZZ_OBJ)
	@mkdir -p $(@D)
	$(call step,link $@) $(CXX) $(SANITIZE) $^ $(JSONCPP)/libjsoncpp.a -lcrypto -o $@

$(BUILD)/test-bin/fuzz-seeds: $(call obj,tests/fuzz/seeds_main.cpp) $(SUPPORT) $(LIB)
	@mkdir -p $(@D)
	$(LINK) -Wl,--start-group $^ -Wl,--end-group $(LDLIBS) -o $@

.PHONY: fuzz
fuzz: $(BUILD)/test-bin/fuzz $(BUILD)/test-bin/fuzz-seeds
	$(Q)$(BUILD)/test-bin/fuzz-seeds | $(BUILD)/test-bin/fuzz $(SECONDS) $(SEED) $(PARSER)

-include $(FUZZ_OBJ:.o=.d)
