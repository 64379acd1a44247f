// Keys and challenges of WebAuthn.
// contract: B4.4 B4.11
#include "fixture.h"
#include "store/challenges.h"
#include "store/webauthn_keys.h"

using namespace store_test;
using store::Tx;

namespace {

struct Keys : Database {
  Keys() {
    with_identity(1);
    with_identity(2);
    write([](Tx& tx) { insert_flow(tx, flow_of(1)); });
  }
};

store::WebauthnKeyRow key_of(int n, int identity) {
  return {.id = id_of(n),
          .identity_id = id_of(identity),
          .credential_id = {1, static_cast<std::uint8_t>(n)},
          .public_key = {2},
          .name = "Blue key",
          .counter = 7,
          .flags = 3,
          .transports = "usb,nfc",
          .aaguid = base::Bytes(16, 0),
          .user_handle = {9},
          .added_at = kNow + std::chrono::seconds(n)};
}

store::ChallengeRow challenge_of(int n) { return {id_of(1), hash_of(n), sealed("challenge"), kNow + 10min}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webauthn, Keys)

BOOST_AUTO_TEST_CASE(keys_are_listed_oldest_first_and_found_by_credential) {
  write([](Tx& tx) {
    insert_webauthn_key(tx, key_of(5, 1));
    insert_webauthn_key(tx, key_of(4, 1));
    const auto keys = webauthn_keys(tx, id_of(1));
    BOOST_REQUIRE(keys.size() == 2u);
    BOOST_TEST((keys.front().id == id_of(4)));
    BOOST_TEST(keys.front().name == "Blue key");
    BOOST_TEST(keys.front().transports == "usb,nfc");
    BOOST_TEST((find_webauthn_key(tx, key_of(5, 1).credential_id)->id == id_of(5)));
    BOOST_TEST(!find_webauthn_key(tx, base::Bytes{8}));
    BOOST_TEST((store::find_identity(tx, id_of(1))->factors & store::kWebauthn) != 0u);
  });
}

BOOST_AUTO_TEST_CASE(passkeys_stand_apart_and_are_found_by_their_handle) {
  auto passkey = key_of(5, 1), alone = key_of(6, 2), second = key_of(7, 2);
  passkey.passkey = passkey.passwordless = alone.passwordless = true;
  write([&](Tx& tx) {
    for (const auto& key : {passkey, alone, second}) insert_webauthn_key(tx, key);
    BOOST_TEST(webauthn_keys(tx, id_of(1)).empty());
    BOOST_REQUIRE(passkeys(tx, id_of(1)).size() == 1U);
    BOOST_TEST(passkeys(tx, id_of(1)).front().passkey);
    BOOST_TEST(passkeys(tx, id_of(2)).empty());
    BOOST_TEST((store::find_identity(tx, id_of(1))->factors & (store::kPasskey | store::kWebauthnPasswordless)) ==
               store::kPasskey);
    const auto found = keys_by_user_handle(tx, base::Bytes{9});
    BOOST_REQUIRE(found.size() == 2U);  // never a second factor
    BOOST_TEST((found.front().id == id_of(5) && found.back().id == id_of(6)));
    BOOST_TEST(keys_by_user_handle(tx, base::Bytes{8}).empty());
    BOOST_TEST(has_passwordless_keys(tx));
    BOOST_TEST(delete_webauthn_key(tx, id_of(2), id_of(6)));
    BOOST_TEST(!has_passwordless_keys(tx));  // a passkey has a button of its own
    BOOST_TEST(delete_webauthn_key(tx, id_of(1), id_of(5)));
    BOOST_TEST(store::find_identity(tx, id_of(1))->factors == 0U);
  });
}

BOOST_AUTO_TEST_CASE(nobody_is_found_by_an_empty_handle) {
  auto nameless = key_of(5, 1);
  nameless.passkey = nameless.passwordless = true;
  nameless.user_handle.clear();
  write([&](Tx& tx) {
    insert_webauthn_key(tx, nameless);
    BOOST_TEST(keys_by_user_handle(tx, {}).empty());
  });
}

BOOST_AUTO_TEST_CASE(an_identity_has_a_credential_once) {
  write([](Tx& tx) { insert_webauthn_key(tx, key_of(5, 1)); });
  auto copy = key_of(6, 1);
  copy.credential_id = key_of(5, 1).credential_id;
  BOOST_CHECK_THROW(write([&](Tx& tx) { insert_webauthn_key(tx, copy); }), store::UniqueViolation);
}

BOOST_AUTO_TEST_CASE(only_the_owner_removes_and_renames) {
  write([](Tx& tx) {
    insert_webauthn_key(tx, key_of(5, 1));
    BOOST_TEST(!rename_webauthn_key(tx, id_of(2), id_of(5), "mine now"));
    BOOST_TEST(rename_webauthn_key(tx, id_of(1), id_of(5), "Red key"));
    BOOST_TEST(webauthn_keys(tx, id_of(1)).front().name == "Red key");
    BOOST_TEST(!delete_webauthn_key(tx, id_of(2), id_of(5)));
    BOOST_TEST(delete_webauthn_key(tx, id_of(1), id_of(5)));
    BOOST_TEST((store::find_identity(tx, id_of(1))->factors & store::kWebauthn) == 0u);
  });
}

BOOST_AUTO_TEST_CASE(of_two_uses_with_one_counter_one_wins) {
  write([](Tx& tx) {
    insert_webauthn_key(tx, key_of(5, 1));
    BOOST_TEST(use_webauthn_key(tx, id_of(5), 7, 8, 3, kNow));
    BOOST_TEST(!use_webauthn_key(tx, id_of(5), 7, 8, 3, kNow));
    BOOST_TEST((webauthn_keys(tx, id_of(1)).front().last_used_at == kNow));
  });
}

BOOST_AUTO_TEST_CASE(a_challenge_is_kept_until_it_is_taken_and_taken_once) {
  write([](Tx& tx) {
    BOOST_TEST(put_challenge(tx, challenge_of(1), kNow));
    BOOST_TEST(!put_challenge(tx, challenge_of(2), kNow));
    BOOST_TEST((find_challenge(tx, id_of(1), kNow)->hash == hash_of(1)));
    BOOST_TEST(!take_challenge(tx, id_of(1), hash_of(2), kNow));
    BOOST_TEST(take_challenge(tx, id_of(1), hash_of(1), kNow));
    BOOST_TEST(!take_challenge(tx, id_of(1), hash_of(1), kNow));
    BOOST_TEST(put_challenge(tx, challenge_of(2), kNow));
  });
}

BOOST_AUTO_TEST_CASE(an_expired_challenge_is_gone) {
  write([](Tx& tx) {
    BOOST_TEST(put_challenge(tx, challenge_of(1), kNow));
    const auto late = kNow + 10min;
    BOOST_TEST(!find_challenge(tx, id_of(1), late));
    BOOST_TEST(!take_challenge(tx, id_of(1), hash_of(1), late));
    BOOST_TEST(put_challenge(tx, challenge_of(2), late));
  });
}

BOOST_AUTO_TEST_SUITE_END()
