# Templates, words and the script for other interfaces become part of the library; style.css and the scripts of our own
# pages stay files for the web server.
WWW_EMBED := $(sort $(wildcard www/*.html)) $(sort $(wildcard www/*.txt))
WWW_GEN   := $(BUILD)/gen/www.cpp

WWW_SCRIPT := $(BUILD)/gen/webauthn_script.cpp

$(LIB): $(call obj,$(WWW_GEN) $(WWW_SCRIPT))

# One raw string literal a file.
$(WWW_GEN): $(WWW_EMBED) www/words.awk www/www.mk
	@mkdir -p $(@D)
	@awk -f www/words.awk www/en.txt $(filter-out www/en.txt,$(wildcard www/*.txt))
	@awk 'BEGIN { print "#include \"api/page_files.h\"\n\nnamespace api {\n"; \
	              print "const Templates::Files& page_files() {\n  static const Templates::Files kFiles = {" } \
	      FNR == 1 { if (NR > 1) print ")__\"},"; n = FILENAME; sub(/.*\//, "", n); printf "      {\"%s\", R\"__(", n } \
	      { print } \
	      END { print ")__\"},\n  };\n  return kFiles;\n}\n\n}  // namespace api" }' $(WWW_EMBED) > $@.tmp
	@mv $@.tmp $@

$(WWW_SCRIPT): www/ory-webauthn.js www/www.mk
	@mkdir -p $(@D)
	@{ printf '#include "webauthn/script.h"\n\nnamespace webauthn {\n\nstd::string_view script() {\n  return R"__('; \
	   cat $<; printf ')__";\n}\n\n}  // namespace webauthn\n'; } > $@.tmp
	@mv $@.tmp $@

# The units of the page walk the samples too.
$(BUILD)/test-bin/unit-page: $(call obj,$(wildcard tests/page/samples*.cpp))

# `make mockups` prints every page in every state to build/mockups, to look at.
$(BUILD)/test-bin/mockups: $(call obj,tests/page/mockups.cpp $(wildcard tests/page/samples*.cpp)) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

.PHONY: mockups
mockups: $(BUILD)/test-bin/mockups
	@mkdir -p $(BUILD)/mockups
	cp www/style.css www/codes.js www/webauthn.js $(BUILD)/mockups/
	$< $(BUILD)/mockups
