# An independent opinion: the ceremonies of tests/webauthn and of the foreign vectors, judged by @simplewebauthn/server
# too. It is installed below build/, never in the tree.
SIMPLEWEBAUTHN := $(BUILD)/opinion/node_modules/@simplewebauthn/server/package.json
CEREMONIES     := $(BUILD)/opinion/ceremonies.jsonl

$(SIMPLEWEBAUTHN): tests/opinion/package.json tests/opinion/package-lock.json
	@mkdir -p $(BUILD)/opinion
	@cp tests/opinion/package.json tests/opinion/package-lock.json $(BUILD)/opinion/
	@cd $(BUILD)/opinion && npm ci --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@

SUITES += opinion
.PHONY: opinion
opinion: $(BUILD)/test-bin/unit-webauthn $(SIMPLEWEBAUTHN)
	@rm -f $(CEREMONIES)
	@POSTERN_CEREMONIES=$(CEREMONIES) $< --log_level=nothing --report_level=no
	@node tests/opinion/judge.mjs $(CEREMONIES)
