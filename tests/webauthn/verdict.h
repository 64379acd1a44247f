// The verdict on a ceremony, under the name of the test that asks.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/ceremony_notes.h"

namespace testing {

[[nodiscard]] inline Ceremony this_test() {
  const auto& test = boost::unit_test::framework::current_test_case();
  return {.name = boost::unit_test::framework::get<boost::unit_test::test_suite>(test.p_parent_id).p_name.get() + "/" +
                  test.p_name.get()};
}

// The slug, or `accepted`.
template <class Verified>
[[nodiscard]] std::string verdict(const webauthn::Result<Verified>& verified) {
  return verified ? "accepted" : std::string(webauthn::slug(verified.error()));
}

}  // namespace testing
