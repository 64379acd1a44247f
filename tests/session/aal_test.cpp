// contract: A3.1 A3.5 B4.9
#include "session/aal.h"

#include <boost/test/unit_test.hpp>

#include "store/identities.h"

using namespace std::chrono_literals;
using config::RequiredAal;
using session::Aal;
using session::Completed;

namespace {

const base::Time kNow = base::from_micros(1'700'000'000'000'000);

config::Essentials all_enabled() {
  config::Essentials essentials;
  essentials.password_enabled = essentials.totp_enabled = essentials.lookup_secret_enabled = true;
  essentials.webauthn_enabled = essentials.passkey_enabled = true;
  return essentials;
}

Completed first(base::Time at = kNow) { return {"password", Aal::aal1, at}; }
Completed second(base::Time at = kNow) { return {"totp", Aal::aal2, at}; }

}  // namespace

namespace session {
std::ostream& operator<<(std::ostream& out, Aal aal) { return out << to_string(aal); }
}  // namespace session

BOOST_AUTO_TEST_SUITE(aal)

BOOST_AUTO_TEST_CASE(level_of_methods) {
  struct Row {
    std::vector<Completed> methods;
    Aal level;
  };
  const Row rows[] = {
      {{}, Aal::aal0},
      {{first()}, Aal::aal1},
      {{first(), first()}, Aal::aal1},
      {{second()}, Aal::aal1},
      {{second(), {"lookup_secret", Aal::aal2, kNow}}, Aal::aal1},
      {{first(), second()}, Aal::aal2},
      {{second(), first()}, Aal::aal2},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(session::encode_methods(row.methods)) {
      BOOST_TEST(session::level_of(row.methods) == row.level);
    }
  }
}

BOOST_AUTO_TEST_CASE(available_level) {
  struct Row {
    const char* what;
    std::uint32_t factors;
    void (*change)(config::Essentials&);
    Aal level;
  };
  const auto none = [](config::Essentials&) {};
  const Row rows[] = {
      {"nothing", 0, none, Aal::aal0},
      {"password", store::kPassword, none, Aal::aal1},
      {"password disabled", store::kPassword, [](auto& e) { e.password_enabled = false; }, Aal::aal0},
      {"totp", store::kPassword | store::kTotp, none, Aal::aal2},
      {"totp without a first factor", store::kTotp, none, Aal::aal2},
      {"totp disabled", store::kPassword | store::kTotp, [](auto& e) { e.totp_enabled = false; }, Aal::aal1},
      {"codes", store::kPassword | store::kLookupSecret, none, Aal::aal2},
      {"codes disabled", store::kPassword | store::kLookupSecret, [](auto& e) { e.lookup_secret_enabled = false; },
       Aal::aal1},
      {"totp disabled, codes left", store::kTotp | store::kLookupSecret, [](auto& e) { e.totp_enabled = false; },
       Aal::aal2},
      {"second-factor key", store::kPassword | store::kWebauthn, none, Aal::aal2},
      {"webauthn disabled", store::kPassword | store::kWebauthn, [](auto& e) { e.webauthn_enabled = false; },
       Aal::aal1},
      {"second-factor key, passwordless configured", store::kPassword | store::kWebauthn,
       [](auto& e) { e.webauthn_passwordless = true; }, Aal::aal2},
      {"first-factor key", store::kWebauthnPasswordless, [](auto& e) { e.webauthn_passwordless = true; }, Aal::aal1},
      {"first-factor key, not passwordless", store::kWebauthnPasswordless, none, Aal::aal1},
      {"passkey", store::kPasskey, none, Aal::aal1},
      {"passkey disabled", store::kPasskey, [](auto& e) { e.passkey_enabled = false; }, Aal::aal0},
  };
  for (const Row& row : rows) {
    config::Essentials essentials = all_enabled();
    row.change(essentials);
    BOOST_TEST_CONTEXT(row.what) { BOOST_TEST(session::available_aal(row.factors, essentials) == row.level); }
  }
}

BOOST_AUTO_TEST_CASE(gate) {
  struct Row {
    Aal current, available;
    bool aal1, highest;
  };
  const Row rows[] = {
      {Aal::aal0, Aal::aal0, false, false}, {Aal::aal0, Aal::aal1, false, false}, {Aal::aal0, Aal::aal2, false, false},
      {Aal::aal1, Aal::aal0, true, true},   {Aal::aal1, Aal::aal1, true, true},   {Aal::aal1, Aal::aal2, true, false},
      {Aal::aal2, Aal::aal0, true, true},   {Aal::aal2, Aal::aal1, true, true},   {Aal::aal2, Aal::aal2, true, true},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.current << " of " << row.available) {
      BOOST_TEST(session::satisfies(row.current, row.available, RequiredAal::aal1) == row.aal1);
      BOOST_TEST(session::satisfies(row.current, row.available, RequiredAal::highest_available) == row.highest);
    }
  }
}

BOOST_AUTO_TEST_CASE(methods_round_trip) {
  const std::vector<Completed> methods{first(), second(kNow + 3s)};
  const std::string text = session::encode_methods(methods);
  BOOST_TEST(text == "password:1:1700000000000000;totp:2:1700000003000000");
  BOOST_TEST((session::decode_methods(text) == methods));
  BOOST_TEST(session::decode_methods("").empty());
}

BOOST_AUTO_TEST_CASE(damaged_entries_do_not_count) {
  for (const char* text : {"totp", "totp:2", "totp:2:x", ":2:1", "totp:3:1", "totp:0:1", "totp:2:1:1", "totp:two:1"}) {
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST(session::decode_methods(text).empty());
      BOOST_TEST(session::decode_methods(std::string("password:1:1;") + text).size() == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(list_stays_short) {
  std::vector<Completed> methods{first(), second()};
  for (int i = 1; i <= 100; ++i) session::append_completed(methods, first(kNow + std::chrono::hours(i)));
  BOOST_TEST(methods.size() == session::kMaxCompleted);
  BOOST_TEST(session::level_of(methods) == Aal::aal2);
  BOOST_TEST((methods.front() == second()));
  BOOST_TEST((methods.back() == first(kNow + 100h)));
  BOOST_TEST((methods[1] == first(kNow + 86h)));
}

BOOST_AUTO_TEST_CASE(newest_second_factor) {
  BOOST_TEST((session::newest_second_factor({}) == base::Time{}));
  BOOST_TEST((session::newest_second_factor({first()}) == base::Time{}));
  BOOST_TEST((session::newest_second_factor({second(kNow + 5s), first(kNow + 9s), second(kNow)}) == kNow + 5s));
}

BOOST_AUTO_TEST_SUITE_END()
