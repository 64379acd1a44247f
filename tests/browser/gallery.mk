# gallery.mk: every page in every state, looked at and checked in a real browser. `make pages PAGE=login` and
# `make screenshots PAGE=login` take those whose name contains the word.
SUITES += pages
.PHONY: pages screenshots
pages: mockups $(PLAYWRIGHT)
	@node tests/browser/pages.mjs $(PAGE)

screenshots: mockups $(PLAYWRIGHT)
	@node tests/browser/screenshots.mjs $(PAGE)
