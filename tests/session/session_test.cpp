// contract: A3.2 A3.4
#include "session/session.h"

#include <boost/test/unit_test.hpp>

#include "base/result.h"
#include "crypto/sha256.h"
#include "tests/store/fixture.h"

using namespace std::chrono_literals;
using session::Aal;
using store_test::id_of;
using store_test::kNow;

namespace {

struct Counting final : base::Random {
  std::uint8_t next = 0;
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = next++;
  }
};

struct Issuer : session::ProofIssuer {
  static session::Proof password(int identity, base::Time at = kNow) {
    return issue(id_of(identity), {"password", Aal::aal1, at});
  }
  static session::Proof totp(int identity, base::Time at = kNow) {
    return issue(id_of(identity), {"totp", Aal::aal2, at});
  }
};

// Alice is 1, Bob is 2.
struct House : store_test::Database {
  Counting random;
  House() {
    with_identity(1);
    with_identity(2);
  }

  session::Opened signs_in(int identity, bool by_cookie = true) {
    session::Opening opening;
    opening.by_cookie = by_cookie;
    opening.lifespan = 24h;
    opening.device.ip_address = "10.0.0.7:51234";
    std::optional<session::Opened> opened;
    write([&](store::Tx& tx) {
      opened = session::open(tx, *store::find_identity(tx, id_of(identity)), Issuer::password(identity), opening, kNow,
                             random);
    });
    return std::move(*opened);
  }
  std::optional<session::Opened> raise(const session::Session& session, const session::Proof& proof, base::Time now) {
    std::optional<session::Opened> opened;
    write([&](store::Tx& tx) { opened = session::raise(tx, session, proof, 24h, now, random); });
    return opened;
  }
  std::optional<session::Session> find(const std::string& token, base::Time now) {
    std::optional<session::Session> found;
    db.read([&](store::Tx& tx) { found = session::find_by_token(tx, token, now); });
    return found;
  }
};

std::string json_of(const session::Session& session, session::IdentityShown shown, base::Time now = kNow) {
  base::JsonWriter out;
  session::write_session(out, session, "http://localhost:8080/", shown, now);
  return out.take();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sessions, House)

BOOST_AUTO_TEST_CASE(opened_and_found) {
  const session::Opened opened = signs_in(1);
  BOOST_TEST(opened.token.size() == 39U);
  BOOST_TEST(opened.token.starts_with("ory_st_"));
  const auto found = find(opened.token, kNow + 1h);
  BOOST_REQUIRE(found);
  BOOST_TEST((found->id() == opened.session.id()));
  BOOST_TEST((found->aal == Aal::aal1));
  BOOST_TEST((found->row.expires_at == kNow + 24h));
  BOOST_TEST(!found->by_previous_token);
  BOOST_TEST(found->row.devices.size() == 1U);
}

BOOST_AUTO_TEST_CASE(not_found) {
  const session::Opened opened = signs_in(1);
  BOOST_TEST(!find("", kNow));
  BOOST_TEST(!find(opened.token + "x", kNow));
  BOOST_TEST(!find(std::string(129, 'x'), kNow));
  BOOST_TEST(!find(opened.token, kNow + 24h));  // expired
  write([](store::Tx& tx) { store::set_identity_active(tx, id_of(1), false, kNow); });
  BOOST_TEST(!find(opened.token, kNow + 1s));  // disabled
}

BOOST_AUTO_TEST_CASE(revoked_is_not_found) {
  const session::Opened opened = signs_in(1);
  write([&](store::Tx& tx) { store::revoke_session(tx, opened.session.id(), id_of(1), kNow); });
  BOOST_TEST(!find(opened.token, kNow + 1s));
}

BOOST_AUTO_TEST_CASE(proof_of_another_identity_opens_nothing) {
  session::Opening opening;
  opening.lifespan = 24h;
  const std::string slug = store_test::slug_of([&] {
    write([&](store::Tx& tx) {
      (void)session::open(tx, *store::find_identity(tx, id_of(1)), Issuer::password(2), opening, kNow, random);
    });
  });
  BOOST_TEST(slug == "session.foreign_proof");
}

BOOST_AUTO_TEST_CASE(raise_renews_a_cookie_session) {
  const session::Opened opened = signs_in(1);
  const base::Time later = kNow + 1h;
  const auto raised = raise(opened.session, Issuer::totp(1, later), later);
  BOOST_REQUIRE(raised);
  BOOST_TEST((raised->token != opened.token));
  const auto found = find(raised->token, later);
  BOOST_REQUIRE(found);
  BOOST_TEST((found->id() == opened.session.id()));
  BOOST_TEST((found->aal == Aal::aal2));
  BOOST_TEST((found->row.authenticated_at == later));
  BOOST_TEST((found->row.expires_at == later + 24h));
  BOOST_TEST((found->row.issued_at == kNow));
}

BOOST_AUTO_TEST_CASE(old_token_reads_at_the_old_level_for_the_grace) {
  const session::Opened opened = signs_in(1);
  const base::Time later = kNow + 1h;
  BOOST_REQUIRE(raise(opened.session, Issuer::totp(1, later), later));
  const auto old = find(opened.token, later + session::kGrace - 1us);
  BOOST_REQUIRE(old);
  BOOST_TEST(old->by_previous_token);
  BOOST_TEST((old->aal == Aal::aal1));
  BOOST_TEST(old->methods.size() == 1U);
  BOOST_TEST(!find(opened.token, later + session::kGrace));
}

BOOST_AUTO_TEST_CASE(api_token_is_kept) {
  const session::Opened opened = signs_in(1, false);
  const auto raised = raise(opened.session, Issuer::totp(1), kNow + 1h);
  BOOST_REQUIRE(raised);
  BOOST_TEST(raised->token == "");
  BOOST_TEST((find(opened.token, kNow + 1h)->aal == Aal::aal2));
}

BOOST_AUTO_TEST_CASE(dead_sessions_do_not_rise) {
  const session::Opened opened = signs_in(1);
  BOOST_TEST(!raise(opened.session, Issuer::totp(1), kNow + 24h));  // expired
  write([](store::Tx& tx) { store::set_identity_active(tx, id_of(1), false, kNow); });
  BOOST_TEST(!raise(opened.session, Issuer::totp(1), kNow + 1h));  // disabled
  write([](store::Tx& tx) { store::set_identity_active(tx, id_of(1), true, kNow); });
  write([&](store::Tx& tx) { store::revoke_session(tx, opened.session.id(), id_of(1), kNow); });
  BOOST_TEST(!raise(opened.session, Issuer::totp(1), kNow + 1h));  // revoked
}

BOOST_AUTO_TEST_CASE(foreign_proof_raises_nothing) {
  const session::Opened opened = signs_in(1);
  BOOST_TEST(store_test::slug_of([&] { (void)raise(opened.session, Issuer::totp(2), kNow + 1h); }) ==
             "session.foreign_proof");
  BOOST_TEST((find(opened.token, kNow + 1h)->aal == Aal::aal1));
}

BOOST_AUTO_TEST_CASE(raise_keeps_what_happened_meanwhile) {
  const session::Opened opened = signs_in(1);
  BOOST_REQUIRE(raise(opened.session, Issuer::totp(1, kNow + 1h), kNow + 1h));
  const auto again =
      raise(opened.session, Issuer::password(1, kNow + 2h), kNow + 2h);  // looked up before the first rise
  BOOST_REQUIRE(again);
  BOOST_TEST(again->session.methods.size() == 3U);
  BOOST_TEST((again->session.aal == Aal::aal2));
}

BOOST_AUTO_TEST_CASE(lowering_takes_the_second_factor_from_every_session) {
  const session::Opened one = signs_in(1, false), two = signs_in(1), foreign = signs_in(2, false);
  BOOST_REQUIRE(raise(one.session, Issuer::totp(1), kNow + 1h));
  const auto renewed = raise(two.session, Issuer::totp(1), kNow + 1h);
  const auto twice = raise(renewed->session, Issuer::password(1), kNow + 1h);
  BOOST_REQUIRE(raise(foreign.session, Issuer::totp(2), kNow + 1h));
  write([](store::Tx& tx) { session::lower_sessions(tx, id_of(1), kNow + 1h); });
  BOOST_TEST((find(one.token, kNow + 1h)->aal == Aal::aal1));
  BOOST_TEST((find(twice->token, kNow + 1h)->aal == Aal::aal1));
  BOOST_TEST((find(renewed->token, kNow + 1h)->aal == Aal::aal1));  // the old token, which had been at aal2
  BOOST_TEST((find(foreign.token, kNow + 1h)->aal == Aal::aal2));
}

BOOST_AUTO_TEST_CASE(json) {
  session::Opened opened = signs_in(1);
  opened.session.row.devices.front().user_agent = "A <b>";
  BOOST_TEST(
      json_of(opened.session, session::IdentityShown::full) ==
      R"({"id":")" + base::to_string(opened.session.id()) +
          R"(","active":true,"expires_at":"2023-11-15T22:13:20Z","authenticated_at":"2023-11-14T22:13:20Z",)"
          R"("authenticator_assurance_level":"aal1","authentication_methods":[{"method":"password","aal":"aal1",)"
          R"("completed_at":"2023-11-14T22:13:20Z"}],"issued_at":"2023-11-14T22:13:20Z","identity":{"id":")" +
          base::to_string(id_of(1)) +
          R"(","schema_id":"default","schema_url":"http://localhost:8080/schemas/ZGVmYXVsdA","state":"active",)"
          R"("traits":{"email":"a@example.org"},"metadata_public":null,"created_at":"2023-11-14T22:13:20Z",)"
          R"("updated_at":"2023-11-14T22:13:20Z","organization_id":null},"devices":[{"id":")" +
          base::to_string(opened.session.row.devices.front().id) +
          R"(","ip_address":"10.0.0.7:51234","user_agent":"A \u003cb\u003e","location":""}]})");
}

BOOST_AUTO_TEST_CASE(json_variants) {
  session::Session session = signs_in(1).session;
  session.identity.verifiable_addresses = R"([{"id":"x"}])";
  const auto contains = [](const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
  };
  BOOST_TEST(contains(json_of(session, session::IdentityShown::full), R"("verifiable_addresses":[{"id":"x"}])"));
  const std::string raw = json_of(session, session::IdentityShown::raw);
  BOOST_TEST(contains(raw, R"("schema_url":"")"));
  BOOST_TEST(!contains(raw, "verifiable_addresses"));
  BOOST_TEST(contains(json_of(session, session::IdentityShown::withheld), R"("identity":null)"));
  BOOST_TEST(contains(json_of(session, session::IdentityShown::full), R"("user_agent":null)"));
  BOOST_TEST(contains(json_of(session, session::IdentityShown::full, kNow + 24h), R"("active":false)"));
  session.methods.clear();
  BOOST_TEST(contains(json_of(session, session::IdentityShown::full), R"("authentication_methods":null)"));
}

BOOST_AUTO_TEST_SUITE_END()
