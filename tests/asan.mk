# `make asan`: every unit and every case once more under the address and undefined-behaviour sanitizers, in build/asan.
# What they find ends the process, and so fails the test. The sanitizers need shared libraries; Boost's one stays static,
# because its shared one has no main(). Not part of `make test`: building it takes as long as everything else.
ASAN_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

.PHONY: asan sanitized
asan: $(JSONCPP)/libjsoncpp.a
	@$(MAKE) --no-print-directory BUILD='$(BUILD)/asan' JSONCPP='$(JSONCPP)' HARDEN=-D_GLIBCXX_ASSERTIONS \
	  OPT='-O1 -g1 -Wno-maybe-uninitialized $(ASAN_FLAGS)' LDFLAGS='$(ASAN_FLAGS)' \
	  BOOST=-l:libboost_unit_test_framework.a sanitized
sanitized:
	@tools/test.sh unit cases
