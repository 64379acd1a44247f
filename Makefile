# Postern: `make run` and `make test` do everything; `make help` lists the rest.
# Sources are found by wildcard: a new file in a folder is a new part of that folder.

BUILD   := build
CXX     ?= g++
CCACHE  := $(shell command -v ccache 2>/dev/null)
export CCACHE_NOHASHDIR := 1
export CCACHE_BASEDIR := $(CURDIR)

WARN    := -Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Werror
HARDEN  := -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS -fstack-protector-strong -fno-plt
OPT     ?= -O2
CXXFLAGS = -std=c++20 $(OPT) $(WARN) $(HARDEN) -Icommon -I. -isystem $(JSONCPP)/include -MMD -MP
LDFLAGS  = -static -Wl,--gc-sections -Wl,-z,relro,-z,now
# libcrypto before libc; getaddrinfo & co. in it are never called, so their static-link warnings do not matter.
LDLIBS   = -lfcgi -lcgicc -lyaml-cpp -lsqlite3 -largon2 -lcrypt -lcrypto -lutf8proc -lqrcodegencpp -lpng -lz $(JSONCPP)/libjsoncpp.a

BOOST    = -lboost_unit_test_framework

JSONCPP := $(BUILD)/jsoncpp
LIB     := $(BUILD)/lib/libpostern.a

# PostgreSQL belongs to a flavour of its own (tools/postgres.mk).
PG_SRC       := $(wildcard common/store/postgres_*.cpp)
COMMON_SRC   := $(filter-out $(PG_SRC),$(wildcard common/*/*.cpp))
HANDLER_SRC  := $(wildcard handlers/*.cpp)
HANDLERS     := $(filter-out main,$(basename $(notdir $(HANDLER_SRC))))
TOOLS_SRC    := $(wildcard tools/*.cpp)
# tests/<folder>/*_test.cpp make one Boost.Test runner a folder
UNIT_FOLDERS := $(filter-out support,$(sort $(patsubst tests/%/,%,$(dir $(wildcard tests/*/*_test.cpp)))))
# What tests share: everything in tests/support but the programs.
SUPPORT      := $(BUILD)/lib/libsupport.a
SUPPORT_SRC  := $(filter-out %_main.cpp %main_test.cpp %_handler.cpp,$(wildcard tests/support/*.cpp))

# One short line a step; `make V=1` shows the commands instead.
Q    := $(if $(V),,@)
step  = $(if $(V),,@echo '  $(1)';)
LINK  = $(call step,link $@) tools/link.sh $(CXX) $(LDFLAGS)

obj = $(patsubst %.cpp,$(BUILD)/obj/%.o,$(1))

.PHONY: all clean help
all: $(if $(PG),pg,$(HANDLERS:%=$(BUILD)/bin/%) $(if $(TOOLS_SRC),$(BUILD)/bin/postern) $(BUILD)/bin/breach-check)

$(BUILD)/obj/%.o: %.cpp | $(JSONCPP)/libjsoncpp.a
	@mkdir -p $(@D)
	$(call step,compile $<) $(CCACHE) $(CXX) $(CXXFLAGS) -c $< -o $@

# The configuration cache holds for one state of its sources: see common/config/cache.cpp.
CONFIG_SRC := $(wildcard common/config/*.h common/config/*.cpp)
$(BUILD)/obj/common/config/cache.o: $(CONFIG_SRC)
$(BUILD)/obj/common/config/cache.o: CXXFLAGS += -DPOSTERN_CONFIG_BUILD='"$(shell cat $(CONFIG_SRC) | sha256sum | cut -c1-16)"'

# `postern --version`; the only other place that knows it is the name of the archive.
$(BUILD)/obj/tools/postern.o: VERSION
$(BUILD)/obj/tools/postern.o: CXXFLAGS += -DPOSTERN_VERSION='"$(shell cat VERSION)"'

$(LIB): $(call obj,$(COMMON_SRC))
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^

# What a new site begins with (api/new_site.h) is part of the executables.
NEW_SITE := $(BUILD)/gen/new_site.cpp
$(LIB): $(call obj,$(NEW_SITE))
$(NEW_SITE): common/api/new_site.yml config/identity.schema.json Makefile
	@mkdir -p $(@D)
	@{ printf '#include "api/new_site.h"\n\nnamespace api {\n\nstd::string_view new_site_template() {\n  return R"__('; \
	   cat common/api/new_site.yml; printf ')__";\n}\n\nstd::string_view new_identity_schema() {\n  return R"__('; \
	   cat config/identity.schema.json; printf ')__";\n}\n\n}  // namespace api\n'; } > $@.tmp
	@mv $@.tmp $@

$(SUPPORT): $(call obj,$(SUPPORT_SRC))
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^

# jsoncpp: Debian ships no static library, so its source package is compiled here (tests/../tools do the fetching).
$(JSONCPP)/libjsoncpp.a: tools/build-jsoncpp.sh
	$(call step,fetch and compile jsoncpp) tools/build-jsoncpp.sh $(JSONCPP)

$(BUILD)/bin/postern: $(call obj,$(TOOLS_SRC)) $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

# The one with shared libraries, on purpose: libcurl brings the certificates and name resolution of the host along.
$(BUILD)/bin/breach-check: $(call obj,$(wildcard tools/breach-check/*.cpp))
	@mkdir -p $(@D)
	$(call step,link $@) $(CXX) $(filter-out -static,$(LDFLAGS)) $^ -lcurl -o $@

$(BUILD)/bin/%: $(BUILD)/obj/handlers/%.o $(BUILD)/obj/handlers/main.o $(LIB)
	@mkdir -p $(@D)
	$(LINK) $^ $(LDLIBS) -o $@

define UNIT_RULE
$(BUILD)/test-bin/unit-$(1): $(call obj,$(wildcard tests/$(1)/*_test.cpp) tests/support/boost_main.cpp) $(SUPPORT) $(LIB)
	@mkdir -p $$(@D)
	$$(LINK) -Wl,--start-group $$^ -Wl,--end-group $(LDLIBS) $(BOOST) -o $$@
endef
$(foreach f,$(UNIT_FOLDERS),$(eval $(call UNIT_RULE,$(f))))

# `make unit-base` builds and runs one folder's units, `make unit` all.
.PHONY: unit $(UNIT_FOLDERS:%=unit-%)
$(UNIT_FOLDERS:%=unit-%): unit-%: $(BUILD)/test-bin/unit-%
	$< --log_level=error
unit: $(UNIT_FOLDERS:%=unit-%)

include tools/postgres.mk

# What people call (run.mk), and one file a kind of test: a new one is found by itself.
include run.mk $(wildcard tests/*.mk tests/*/*.mk)

include www/www.mk
include tools/dist.mk

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
