# postgres.mk: the store's tests once more, on a PostgreSQL server of their own (tests/postgres/server.sh).
SUITES += postgres
PG_UNIT := $(BUILD)/pg/test-bin/unit-store
PG_TESTS := $(wildcard tests/postgres/*.cpp)
# What SQLite alone does is not asked of PostgreSQL.
PG_ALIKE := $(filter-out tests/store/sqlite_%,$(wildcard tests/store/*_test.cpp))
$(call obj,$(PG_TESTS)): CXXFLAGS += -isystem $(PG_INCLUDE)

$(PG_UNIT): $(call obj,$(PG_ALIKE) $(PG_TESTS) tests/support/boost_main.cpp) $(SUPPORT) $(PG_LIB)
	@mkdir -p $(@D)
	$(PG_LINK) -Wl,--start-group $^ -Wl,--end-group $(PG_LDLIBS) -l:libboost_unit_test_framework.a -o $@

.PHONY: postgres
test-bin: $(PG_UNIT)
postgres: $(PG_UNIT)
	@tests/postgres/units.sh $(PG_UNIT)
