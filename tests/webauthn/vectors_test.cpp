// Every ceremony, CBOR and origin vector beside the repository. What is declined on purpose is named with its reason in
// tests/support/ceremony_vectors.cpp; `make vectors` prints each line.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>

#include "tests/support/webauthn_vectors.h"

BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(every_vector_is_judged_right) {
  int files = 0, declined = 0;
  for (const auto& file : testing::vector_files(testing::vectors_folder())) {
    if (file.filename().string().starts_with("wycheproof")) continue;  // tests/crypto/signature_test.cpp
    ++files;
    const auto outcomes = testing::run_vectors(file);
    BOOST_TEST(!outcomes.empty(), file);
    for (const auto& outcome : outcomes) {
      if (!outcome.declined.empty() && outcome.expected == "accept") {
        BOOST_TEST(outcome.got == "reject", outcome.name << " is accepted: take it off the list");
        ++declined;
        continue;
      }
      BOOST_TEST(outcome.is_right(), outcome.set << " " << outcome.name << ": expected " << outcome.expected << ", got "
                                                 << outcome.got << " " << outcome.reason);
    }
  }
  if (files == 0) std::fprintf(stderr, "skipped: 6 files of vectors, none in %s\n", testing::vectors_folder().c_str());
  BOOST_TEST(declined <= 12);
}

BOOST_AUTO_TEST_SUITE_END()
