# browser.mk: stories in a real browser against tools/run.sh, and against the web servers of tools/serve.sh. playwright-core is installed below build/, never in the tree.
PLAYWRIGHT := $(BUILD)/browser/node_modules/playwright-core/package.json

$(PLAYWRIGHT): tests/browser/package.json tests/browser/package-lock.json
	@mkdir -p $(BUILD)/browser
	@cp tests/browser/package.json tests/browser/package-lock.json $(BUILD)/browser/
	@cd $(BUILD)/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@

# `make browser STORY=totp` runs the stories whose name contains the word; `make browser SERVER=apache-fcgid` all of them
# behind that server. Three rounds at the same time, each on a site of its own.
SUITES += browser leak browser-servers
.PHONY: browser leak browser-servers
BROWSER_SERVER := $(or $(SERVER),run)
browser: all $(PLAYWRIGHT)
	@tests/browser/rounds.sh '$(foreach round,aal1 highest_available no-scripts,$(BROWSER_SERVER):$(round))' '$(STORY)'

# Every story behind every server, once.
SERVERS := lighttpd-cgi apache-fcgid apache-cgi apache-htaccess apache-htaccess-fcgid nginx-fcgi nginx-fcgiwrap
browser-servers: all $(PLAYWRIGHT)
	@tests/browser/rounds.sh '$(SERVERS:%=%:aal1)' '$(STORY)'

# What the stories used as secrets must stand nowhere in clear; needs the data of a `make browser` before it.
leak:
	@node tests/browser/leaks.mjs $(BUILD)/browser/run-*/
