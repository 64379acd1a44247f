# dist.mk: Postern for other machines: into the system (`make install`), or as an archive (`make dist`).
PREFIX  ?= /usr/local
DESTDIR ?=

.PHONY: install dist
install: all
	@tools/install.sh $(BUILD) '$(DESTDIR)' '$(PREFIX)'

dist: all
	@tools/dist.sh $(BUILD)

# What the linker is given, for the test of the licence list.
.PHONY: print-LDLIBS
print-LDLIBS:
	@echo $(LDLIBS)
