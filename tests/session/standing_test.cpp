#include "session/standing.h"

#include <boost/test/unit_test.hpp>

#include "store/identities.h"

using namespace std::chrono_literals;
using config::RequiredAal;
using session::Aal;
using session::Missing;

namespace {

const base::Time kNow = base::from_micros(1'700'000'000'000'000);

config::Essentials asks(RequiredAal whoami, RequiredAal settings = RequiredAal::aal1) {
  config::Essentials essentials;
  essentials.password_enabled = essentials.totp_enabled = true;
  essentials.whoami_aal = whoami;
  essentials.settings_aal = settings;
  return essentials;
}

session::Session signed_in(Aal level, std::uint32_t factors) {
  session::Session session;
  session.aal = level;
  session.identity.factors = factors;
  session.identity.created_at = kNow - 1h;
  return session;
}

const std::uint32_t kNone = store::kPassword, kWithTotp = store::kPassword | store::kTotp;

}  // namespace

BOOST_AUTO_TEST_SUITE(standing)

BOOST_AUTO_TEST_CASE(what_is_missing) {
  struct Row {
    RequiredAal required;
    Aal level;
    std::uint32_t factors;
    Missing missing;
  };
  const Row rows[] = {
      {RequiredAal::aal1, Aal::aal1, kNone, Missing::nothing},
      {RequiredAal::aal1, Aal::aal1, kWithTotp, Missing::nothing},
      {RequiredAal::highest_available, Aal::aal1, kNone, Missing::nothing},
      {RequiredAal::highest_available, Aal::aal1, kWithTotp, Missing::second_step},
      {RequiredAal::highest_available, Aal::aal2, kWithTotp, Missing::nothing},
      {RequiredAal::aal2, Aal::aal1, kNone, Missing::enrolment},
      {RequiredAal::aal2, Aal::aal1, kWithTotp, Missing::second_step},
      {RequiredAal::aal2, Aal::aal2, kWithTotp, Missing::nothing},
      // The factor went away (an operator removed it) and the session still stands on it.
      {RequiredAal::aal2, Aal::aal2, kNone, Missing::nothing},
      {RequiredAal::aal2, Aal::aal0, kNone, Missing::second_step},
  };
  const auto essentials = asks(RequiredAal::aal2);
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(static_cast<int>(row.required) << " at " << to_string(row.level) << " with " << row.factors) {
      const auto found = session::missing_for(signed_in(row.level, row.factors), row.required, essentials, kNow);
      BOOST_TEST(static_cast<int>(found) == static_cast<int>(row.missing));
    }
  }
}

BOOST_AUTO_TEST_CASE(only_a_rule_for_everybody_restricts_anybody) {
  const auto alone = signed_in(Aal::aal1, kNone);
  BOOST_TEST(!session::must_enrol(alone, asks(RequiredAal::highest_available, RequiredAal::highest_available), kNow));
  BOOST_TEST(session::must_enrol(alone, asks(RequiredAal::aal2), kNow));
  BOOST_TEST(session::must_enrol(alone, asks(RequiredAal::aal1, RequiredAal::aal2), kNow));
  BOOST_TEST(!session::must_enrol(signed_in(Aal::aal1, kWithTotp), asks(RequiredAal::aal2), kNow));
  BOOST_TEST(!session::must_enrol(signed_in(Aal::aal2, kWithTotp), asks(RequiredAal::aal2), kNow));
}

BOOST_AUTO_TEST_CASE(a_disabled_method_is_no_factor) {
  auto essentials = asks(RequiredAal::aal2);
  essentials.totp_enabled = false;
  essentials.lookup_secret_enabled = true;
  BOOST_TEST(session::must_enrol(signed_in(Aal::aal1, kWithTotp), essentials, kNow));
}

BOOST_AUTO_TEST_CASE(grace_ends_with_the_later_of_both) {
  const auto alone = signed_in(Aal::aal1, kNone);  // made an hour ago
  auto essentials = asks(RequiredAal::aal2);
  BOOST_TEST(!session::grace_end(alone.identity, essentials, kNow).has_value());
  essentials.enrolment_grace = 1h;
  BOOST_TEST(!session::grace_end(alone.identity, essentials, kNow).has_value());
  BOOST_TEST((session::grace_end(alone.identity, essentials, kNow - 1us) == kNow));
  essentials.enrolment_until = kNow + 5s;
  BOOST_TEST((session::grace_end(alone.identity, essentials, kNow) == kNow + 5s));
  BOOST_TEST(!session::must_enrol(alone, essentials, kNow));
  BOOST_TEST(session::must_enrol(alone, essentials, kNow + 5s));
  essentials.whoami_aal = RequiredAal::highest_available;
  BOOST_TEST(!session::grace_end(alone.identity, essentials, kNow).has_value());
}

BOOST_AUTO_TEST_CASE(in_grace_a_factor_that_exists_is_still_asked_for) {
  auto essentials = asks(RequiredAal::aal2);
  essentials.enrolment_until = kNow + 24h;
  const auto found = session::missing_for(signed_in(Aal::aal1, kWithTotp), RequiredAal::aal2, essentials, kNow);
  BOOST_TEST(static_cast<int>(found) == static_cast<int>(Missing::second_step));
}

BOOST_AUTO_TEST_CASE(a_remembered_browser_lets_in_and_no_more) {
  auto essentials = asks(RequiredAal::highest_available, RequiredAal::highest_available);
  auto session = signed_in(Aal::aal1, kWithTotp);
  session.methods = {{"password", Aal::aal1, kNow}, {std::string(session::kRememberedDevice), Aal::aal1, kNow}};
  const auto let_in = [&] { return static_cast<int>(session::missing_to_be_let_in(session, essentials, kNow)); };
  BOOST_TEST(let_in() == static_cast<int>(Missing::second_step));  // switched off
  essentials.remember_device = 1h;
  BOOST_TEST(let_in() == static_cast<int>(Missing::nothing));
  BOOST_TEST(static_cast<int>(session::missing_for(session, essentials.settings_aal, essentials, kNow)) ==
             static_cast<int>(Missing::second_step));
  essentials.whoami_aal = RequiredAal::aal2;
  session.identity.factors = kNone;  // it stands in for a second step, not for having one
  BOOST_TEST(let_in() == static_cast<int>(Missing::enrolment));
}

BOOST_AUTO_TEST_SUITE_END()
