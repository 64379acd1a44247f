# snippets.mk: what the README offers to copy, run as it stands there.
SUITES += snippets
.PHONY: snippets
snippets: all $(PLAYWRIGHT)
	@node tests/snippets/run.mjs
