#include "crypto/seal.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "base/encoding.h"

namespace {

using crypto::Keyring;

const std::string kFirst(32, 'a'), kSecond(32, 'b');

struct Fixture {
  base::SystemRandom random;
  base::Uuid identity = base::make_uuid(random), row = base::make_uuid(random);
  Keyring keys{{kFirst}, {}};
  crypto::SealPlace place{"totp.key", identity, row};
  base::Sealed sealed = keys.seal(base::as_bytes("secret"), place, random);
};

template <class Exception>
auto has_slug(std::string slug) {
  return [slug = std::move(slug)](const Exception& error) { return error.slug() == slug; };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(seal, Fixture)

BOOST_AUTO_TEST_CASE(opens_what_it_sealed) {
  BOOST_TEST(keys.open(sealed, place).text() == "secret");
  BOOST_TEST(sealed.bytes.size() == 1 + 4 + 12 + 6 + 16U);
  const base::Sealed empty = keys.seal({}, place, random);
  BOOST_TEST(keys.open(empty, place).empty());
  BOOST_TEST((keys.seal(base::as_bytes("secret"), place, random) != sealed), "a nonce of its own");
}

// The expected bytes were made with two other implementations of AES-256-GCM.
BOOST_AUTO_TEST_CASE(is_aes_256_gcm_in_the_documented_layout) {
  struct Sevens final : base::Random {
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), std::uint8_t{7}); }
  } sevens;
  base::Uuid low, high;
  for (std::uint8_t i = 0; i < 16; ++i) low.bytes[i] = i, high.bytes[i] = static_cast<std::uint8_t>(16 + i);
  const base::Sealed known = keys.seal(base::as_bytes("secret"), {"totp.key", low, high}, sevens);
  BOOST_TEST(base::encode_hex(known.bytes) ==
             "013ba3f5f4070707070707070707070707205d79b2e71418b08e3be9dc647b07b2c3d859119c9a");
  BOOST_TEST(Keyring::key_id_text(known) == "3ba3f5f4");
}

BOOST_AUTO_TEST_CASE(every_byte_counts) {
  for (std::size_t i = 0; i < sealed.bytes.size(); ++i) {
    base::Sealed spoiled = sealed;
    spoiled.bytes[i] ^= 1;
    const bool is_id = i >= 1 && i < 5;
    if (is_id) {
      BOOST_CHECK_EXCEPTION(static_cast<void>(keys.open(spoiled, place)), base::Unavailable,
                            has_slug<base::Unavailable>("seal.unknown_key"));
    } else {
      BOOST_CHECK_EXCEPTION(static_cast<void>(keys.open(spoiled, place)), base::Broken,
                            has_slug<base::Broken>("seal.damaged"));
    }
  }
  base::Sealed cut = sealed;
  cut.bytes.resize(32);
  BOOST_CHECK_EXCEPTION(static_cast<void>(keys.open(cut, place)), base::Broken, has_slug<base::Broken>("seal.damaged"));
}

BOOST_AUTO_TEST_CASE(does_not_open_elsewhere) {
  const crypto::SealPlace others[] = {
      {"totp.kez", identity, row}, {"totp.key", row, row}, {"totp.key", identity, identity}, {"", identity, row}};
  for (const crypto::SealPlace& other : others) {
    BOOST_CHECK_EXCEPTION(static_cast<void>(keys.open(sealed, other)), base::Broken,
                          has_slug<base::Broken>("seal.damaged"));
  }
}

BOOST_AUTO_TEST_CASE(keys_rotate) {
  const Keyring rotated({kSecond, kFirst}, {});
  BOOST_TEST(rotated.open(sealed, place).text() == "secret");
  BOOST_TEST(!rotated.is_current(sealed));
  BOOST_TEST(keys.is_current(sealed));
  BOOST_TEST(rotated.is_current(rotated.seal({}, place, random)));
  const Keyring other({kSecond}, {});
  BOOST_CHECK_EXCEPTION(static_cast<void>(other.open(sealed, place)), base::Unavailable,
                        has_slug<base::Unavailable>("seal.unknown_key"));
}

BOOST_AUTO_TEST_CASE(falls_back_to_default_secrets) {
  const Keyring derived({}, {"a default secret"});
  BOOST_TEST(derived.open(derived.seal(base::as_bytes("x"), place, random), place).text() == "x");
  const Keyring none({}, {});
  BOOST_CHECK_EXCEPTION(static_cast<void>(none.seal({}, place, random)), base::Unavailable,
                        has_slug<base::Unavailable>("config.invalid"));
  BOOST_CHECK_EXCEPTION(Keyring({"short"}, {}), base::Unavailable, has_slug<base::Unavailable>("config.invalid"));
}

BOOST_AUTO_TEST_CASE(macs_verify_with_every_secret) {
  const base::ByteView data = base::as_bytes("data");
  const crypto::MacKeys old_keys({"one"}, "csrf"), keys_now({"two", "one"}, "csrf"), other({"one"}, "logout");
  const auto tag = old_keys.mac(data);
  BOOST_TEST(keys_now.verify(data, tag));
  BOOST_TEST((keys_now.mac(data) != tag));
  BOOST_TEST(!other.verify(data, tag));
  BOOST_TEST(!keys_now.verify(base::as_bytes("date"), tag));
  BOOST_TEST(!keys_now.verify(data, base::ByteView(tag).first(31)));
  BOOST_TEST(keys_now.all(data).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
