# browser.mk: stories in a real browser against tools/run.sh, and against the web servers of tools/serve.sh. playwright-core is installed below build/, never in the tree.
PLAYWRIGHT := $(BUILD)/browser/node_modules/playwright-core/package.json

$(PLAYWRIGHT): tests/browser/package.json tests/browser/package-lock.json
	@mkdir -p $(BUILD)/browser
	@cp tests/browser/package.json tests/browser/package-lock.json $(BUILD)/browser/
	@cd $(BUILD)/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --loglevel=error --no-audit --no-fund --ignore-scripts
	@touch $@

# `make browser STORY=totp` runs the stories whose name contains the word; `make browser SERVER=apache-fcgid` all of them
# behind that server.
SUITES += browser leak browser-servers
.PHONY: browser leak browser-servers
browser: all $(PLAYWRIGHT)
	@SERVER='$(SERVER)' node tests/browser/run.mjs '$(STORY)'

# Behind every server signing in, each kind of second factor, and signing up, once; all stories would take ten minutes.
SERVERS := lighttpd-cgi apache-fcgid apache-cgi apache-htaccess apache-htaccess-fcgid nginx-fcgi nginx-fcgiwrap
SERVER_STORIES := password only|enrol totp|recovery codes|keys: add|sign up
browser-servers: all $(PLAYWRIGHT)
	@tests/browser/servers.sh '$(SERVERS)' '$(SERVER_STORIES)'

# What the stories used as secrets must stand nowhere in clear; needs the data of a `make browser` before it.
leak:
	@node tests/browser/leaks.mjs $(BUILD)/browser
