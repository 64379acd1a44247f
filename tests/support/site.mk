# Units that talk to the whole site (tests/support/world.h) link its route table.
SITE_UNITS := flow methods routes visit
$(SITE_UNITS:%=$(BUILD)/test-bin/unit-%): $(call obj,handlers/site.cpp)
