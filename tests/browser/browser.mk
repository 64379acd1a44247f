# browser.mk: stories in a real browser against tools/run.sh. playwright-core is installed below build/, never in the tree.
PLAYWRIGHT := $(BUILD)/browser/node_modules/playwright-core/package.json

$(PLAYWRIGHT): tests/browser/package.json tests/browser/package-lock.json
	@mkdir -p $(BUILD)/browser
	@cp tests/browser/package.json tests/browser/package-lock.json $(BUILD)/browser/
	@cd $(BUILD)/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@

# `make browser STORY=totp` runs the stories whose name contains the word.
SUITES += browser leak
.PHONY: browser leak
browser: all $(PLAYWRIGHT)
	@node tests/browser/run.mjs $(STORY)

# What the stories used as secrets must stand nowhere in clear; needs the data of a `make browser` before it.
leak:
	@node tests/browser/leaks.mjs $(BUILD)/browser
