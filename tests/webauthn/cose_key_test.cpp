#include "webauthn/cose_key.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/cbor_writer.h"
#include "tests/support/soft_key.h"

namespace {

using crypto::SignatureAlgorithm;
using testing::SoftKey;
namespace cbor = testing::cbor;
using Members = std::vector<std::pair<base::Bytes, base::Bytes>>;

std::string verdict(const Members& members) {
  const base::Bytes bytes = cbor::map(members);
  const auto key = webauthn::parse_cose_key(base::ByteView(bytes));
  return key ? "accepted" : std::string(webauthn::slug(key.error()));
}

base::Bytes label(int value) { return cbor::integer(value); }

// Without the member `left_out`, or with another value for it.
Members with(Members members, int changed, const std::optional<base::Bytes>& value) {
  std::erase_if(members, [&](const auto& member) { return !value && member.first == label(changed); });
  for (auto& [name, old] : members) {
    if (value && name == label(changed)) old = *value;
  }
  return members;
}

const crypto::EcKey& p256() {
  static const SoftKey kKey(SignatureAlgorithm::es256);
  return std::get<crypto::EcKey>(kKey.parts());
}
Members ec() {
  return {{label(1), label(2)},
          {label(3), label(-7)},
          {label(-1), label(1)},
          {label(-2), cbor::bytes(p256().x)},
          {label(-3), cbor::bytes(p256().y)}};
}

Members rsa(base::Bytes n, base::Bytes e = {1, 0, 1}) {
  return {{label(1), label(3)}, {label(3), label(-257)}, {label(-1), cbor::bytes(n)}, {label(-2), cbor::bytes(e)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cose_key)

BOOST_AUTO_TEST_CASE(every_algorithm_is_stored_and_read_back) {
  for (const SignatureAlgorithm algorithm : webauthn::kOfferedAlgorithms) {
    const base::Bytes cose = SoftKey(algorithm).cose();
    const auto key = webauthn::parse_cose_key(base::ByteView(cose));
    BOOST_REQUIRE(key.ok());
    const base::Bytes packed = webauthn::pack_key(*key);
    BOOST_TEST(packed.size() < cose.size());
    BOOST_TEST((webauthn::unpack_key(packed) == *key));
    BOOST_TEST(!webauthn::unpack_key(base::ByteView(packed).first(packed.size() / 2)).has_value());
  }
  BOOST_TEST(!webauthn::unpack_key({}).has_value());
  BOOST_TEST(!webauthn::unpack_key(base::Bytes(66, 0)).has_value());  // no such algorithm
}

BOOST_AUTO_TEST_CASE(refused_ec_keys) {
  BOOST_TEST(verdict(ec()) == "accepted");
  BOOST_TEST(verdict(with(ec(), 1, std::nullopt)) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(ec(), 1, label(3))) == "webauthn.cose_alg_mismatch");
  BOOST_TEST(verdict(with(ec(), 3, std::nullopt)) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(ec(), 3, cbor::text("ES256"))) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(ec(), 3, label(-47))) == "webauthn.cose_alg_mismatch");  // ES256K
  BOOST_TEST(verdict(with(ec(), 3, label(-35))) == "webauthn.cose_crv_mismatch");
  BOOST_TEST(verdict(with(ec(), 3, label(-257))) == "webauthn.cose_alg_mismatch");
  BOOST_TEST(verdict(with(ec(), -1, std::nullopt)) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(ec(), -1, label(8))) == "webauthn.cose_key_invalid");  // secp256k1
  BOOST_TEST(verdict(with(ec(), -2, std::nullopt)) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(ec(), -3, base::Bytes{0xF5})) == "webauthn.cose_key_invalid");  // compressed
  BOOST_TEST(verdict(with(ec(), -3, cbor::bytes(base::Bytes(31, 1)))) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(ec(), -3, cbor::bytes(p256().x))) == "webauthn.cose_point_not_on_curve");
  BOOST_TEST(verdict({}) == "webauthn.cose_key_invalid");
}

BOOST_AUTO_TEST_CASE(refused_rsa_and_okp_keys) {
  const base::Bytes n(256, 0xC3);
  BOOST_TEST(verdict(rsa(n)) == "accepted");
  BOOST_TEST(verdict(rsa(base::Bytes(128, 0xC3))) == "webauthn.cose_rsa_weak");
  BOOST_TEST(verdict(rsa(n, {2})) == "webauthn.cose_rsa_weak");
  BOOST_TEST(verdict(rsa(n, {})) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(rsa(n), -2, label(3))) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(rsa(n), 3, label(-65535))) == "webauthn.cose_alg_mismatch");  // RS1

  const SoftKey ed(SignatureAlgorithm::eddsa);
  const auto bytes = cbor::bytes(std::get<crypto::Ed25519Key>(ed.parts()).bytes);
  const Members okp = {{label(1), label(1)}, {label(3), label(-8)}, {label(-1), label(6)}, {label(-2), bytes}};
  BOOST_TEST(verdict(okp) == "accepted");
  BOOST_TEST(verdict(with(okp, -1, label(4))) == "webauthn.cose_crv_mismatch");  // X25519
  BOOST_TEST(verdict(with(okp, -2, cbor::bytes(base::Bytes(31, 1)))) == "webauthn.cose_key_invalid");
  BOOST_TEST(verdict(with(okp, -2, cbor::bytes(base::Bytes(32, 0)))) == "webauthn.cose_point_not_on_curve");
}

BOOST_AUTO_TEST_CASE(written_as_authenticators_write_it) {
  using enum SignatureAlgorithm;
  for (const SignatureAlgorithm algorithm : {es256, es384, es512, rs256, eddsa}) {
    const SoftKey key(algorithm);
    BOOST_TEST(webauthn::encode_cose_key({algorithm, key.parts()}) == key.cose(), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
