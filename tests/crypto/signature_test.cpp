#include "crypto/signature.h"

#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "base/encoding.h"
#include "tests/support/webauthn_vectors.h"

namespace {

using crypto::KeyFault;
using crypto::SignatureAlgorithm;
using crypto::SignatureError;

base::Bytes hex(std::string_view text) { return base::decode_hex(text).value(); }

// RFC 6979 appendix A.2.5: P-256, SHA-256, message "sample"
const crypto::EcKey kP256{crypto::Curve::p256, hex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"),
                          hex("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")};
const base::Bytes kSample =
    hex("3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
// RFC 8032 section 7.1, test 2
const crypto::Ed25519Key kEd25519{hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")};
const base::Bytes kEd25519Signature =
    hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");

template <class T, class E>
bool fails_with(const base::Result<T, E>& result, E error) {
  return !result.ok() && result.error() == error;
}

crypto::RsaKey rsa(std::size_t bytes, std::uint8_t last, base::Bytes e = {1, 0, 1}) {
  base::Bytes n(bytes, 0xC3);
  n.back() = last;
  return {n, std::move(e)};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signature)

BOOST_AUTO_TEST_CASE(ecdsa) {
  const base::ByteView sample = base::as_bytes("sample");
  BOOST_TEST(crypto::verify_signature(SignatureAlgorithm::es256, kP256, sample, kSample).ok());
  BOOST_TEST(fails_with(crypto::verify_signature(SignatureAlgorithm::es256, kP256, base::as_bytes("samplf"), kSample),
                        SignatureError::invalid));
  BOOST_TEST(fails_with(crypto::verify_signature(SignatureAlgorithm::es384, kP256, sample, kSample),
                        SignatureError::wrong_key));
  BOOST_TEST(
      fails_with(crypto::verify_signature(SignatureAlgorithm::es256, kP256, sample, {}), SignatureError::invalid));
  base::Bytes longer = kSample;
  longer.push_back(0);
  BOOST_TEST(
      fails_with(crypto::verify_signature(SignatureAlgorithm::es256, kP256, sample, longer), SignatureError::invalid));
}

BOOST_AUTO_TEST_CASE(ed25519) {
  const base::Bytes message = {0x72};
  BOOST_TEST(crypto::verify_signature(SignatureAlgorithm::eddsa, kEd25519, message, kEd25519Signature).ok());
  BOOST_TEST(fails_with(crypto::verify_signature(SignatureAlgorithm::eddsa, kEd25519, {}, kEd25519Signature),
                        SignatureError::invalid));
  BOOST_TEST(fails_with(crypto::verify_signature(SignatureAlgorithm::es256, kEd25519, message, kEd25519Signature),
                        SignatureError::wrong_key));
}

BOOST_AUTO_TEST_CASE(numbers_of_algorithms) {
  for (const int number : {-7, -35, -36, -8, -37, -38, -39, -257, -258, -259, -65535}) {
    BOOST_REQUIRE(crypto::find_algorithm(number).has_value());
    BOOST_TEST(static_cast<int>(*crypto::find_algorithm(number)) == number);
  }
  BOOST_TEST(!crypto::find_algorithm(-47).has_value());  // ES256K
  BOOST_TEST(!crypto::find_algorithm(0).has_value());
}

BOOST_AUTO_TEST_CASE(faults_of_points) {
  BOOST_TEST(!crypto::find_fault(kP256).has_value());
  crypto::EcKey moved = kP256;
  moved.y.back() ^= 1;
  BOOST_TEST((crypto::find_fault(moved) == KeyFault::not_on_curve));
  crypto::EcKey beyond = kP256;  // x + p is the same point to who reduces it
  beyond.x = hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  BOOST_TEST((crypto::find_fault(beyond) == KeyFault::not_on_curve));
  crypto::EcKey cut = kP256;
  cut.x.pop_back();
  BOOST_TEST((crypto::find_fault(cut) == KeyFault::malformed));
  crypto::EcKey other = kP256;
  other.curve = crypto::Curve::p384;
  BOOST_TEST((crypto::find_fault(other) == KeyFault::malformed));
}

BOOST_AUTO_TEST_CASE(faults_of_edwards_points) {
  const auto fault = [](std::string_view text) { return crypto::find_fault(crypto::Ed25519Key{hex(text)}); };
  BOOST_TEST(!crypto::find_fault(kEd25519).has_value());
  // y = 1, 0, -1, both of order 8, each with the sign of x clear or set
  for (const char* small : {"0100000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000080",
                            "0000000000000000000000000000000000000000000000000000000000000000",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}) {
    BOOST_TEST((fault(small) == KeyFault::not_on_curve), small);
  }
  // not a point; y = p + 1, not reduced
  BOOST_TEST((fault("0200000000000000000000000000000000000000000000000000000000000000") == KeyFault::not_on_curve));
  BOOST_TEST((fault("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f") == KeyFault::not_on_curve));
  BOOST_TEST((fault("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af466") == KeyFault::malformed));
}

BOOST_AUTO_TEST_CASE(faults_of_rsa_keys) {
  BOOST_TEST(!crypto::find_fault(rsa(256, 1)).has_value());
  BOOST_TEST(!crypto::find_fault(rsa(1024, 1, {3})).has_value());
  BOOST_TEST((crypto::find_fault(rsa(256, 2)) == KeyFault::weak_rsa));   // even
  BOOST_TEST((crypto::find_fault(rsa(255, 1)) == KeyFault::weak_rsa));   // short
  BOOST_TEST((crypto::find_fault(rsa(1025, 1)) == KeyFault::weak_rsa));  // a burden
  for (const base::Bytes& e : {base::Bytes{0}, {1}, {2}, {1, 0, 0}, {1, 0, 0, 0, 1}}) {
    BOOST_TEST((crypto::find_fault(rsa(256, 1, e)) == KeyFault::weak_rsa));
  }
  BOOST_TEST((crypto::find_fault(rsa(256, 1, {})) == KeyFault::malformed));
  BOOST_TEST((crypto::find_fault(rsa(256, 1, {0, 3})) == KeyFault::malformed));
}

BOOST_AUTO_TEST_CASE(foreign_vectors) {
  int files = 0;
  for (const auto& file : testing::vector_files(testing::vectors_folder())) {
    if (!file.filename().string().starts_with("wycheproof")) continue;
    ++files;
    for (const auto& outcome : testing::run_vectors(file)) {
      BOOST_TEST((outcome.is_right() || !outcome.declined.empty()),
                 outcome.set << " " << outcome.name << ": expected " << outcome.expected << ", got " << outcome.got);
    }
  }
  if (files == 0) std::fprintf(stderr, "skipped: 16 files of vectors, none in %s\n", testing::vectors_folder().c_str());
}

BOOST_AUTO_TEST_SUITE_END()
