# dist.mk: the archive and the installation, and both at work where nothing else is. The chroot needs root.
SUITES += archive
.PHONY: archive
archive: all
	@tests/dist/dist_test.sh $(BUILD)
