# The flavour for PostgreSQL: `make PG=1` builds the same executables into build/pg/bin. libpq comes as a shared library
# only (its Kerberos has no static one in Debian), so these are linked dynamically; everything but the choice of the
# engine (store/db.cpp) and the engine itself are the static flavour's objects, which do not change by a byte.
PG_LIB     := $(BUILD)/pg/lib/libpostern.a
PG_FLAVOUR := common/store/db.cpp $(PG_SRC)
pg_obj      = $(patsubst %.cpp,$(BUILD)/pg/obj/%.o,$(1))
PG_LINK     = $(call step,link $@) $(CXX) $(filter-out -static,$(LDFLAGS))
PG_LDLIBS   = $(LDLIBS) -lpq

PG_INCLUDE := /usr/include/postgresql

.PHONY: pg
pg: $(HANDLERS:%=$(BUILD)/pg/bin/%) $(BUILD)/pg/bin/postern

$(BUILD)/pg/obj/%.o: %.cpp | $(JSONCPP)/libjsoncpp.a
	@mkdir -p $(@D)
	$(call step,compile $< for PostgreSQL) $(CCACHE) $(CXX) $(CXXFLAGS) -DPOSTERN_PG -isystem $(PG_INCLUDE) -c $< -o $@

$(PG_LIB): $(call obj,$(filter-out $(PG_FLAVOUR),$(COMMON_SRC)) $(NEW_SITE)) $(call pg_obj,$(PG_FLAVOUR))
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/pg/bin/postern: $(call obj,$(TOOLS_SRC)) $(PG_LIB)
	@mkdir -p $(@D)
	$(PG_LINK) $^ $(PG_LDLIBS) -o $@

$(BUILD)/pg/bin/%: $(BUILD)/obj/handlers/%.o $(BUILD)/obj/handlers/main.o $(PG_LIB)
	@mkdir -p $(@D)
	$(PG_LINK) $^ $(PG_LDLIBS) -o $@

-include $(shell find $(BUILD)/pg/obj -name '*.d' 2>/dev/null)
