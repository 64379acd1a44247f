#include "crypto/sha256.h"

#include <boost/test/unit_test.hpp>

#include "base/encoding.h"
#include "base/result.h"

namespace {

template <class Bytes>
std::string hex(const Bytes& bytes) {
  return base::encode_hex(bytes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sha256)

BOOST_AUTO_TEST_CASE(fips_180_examples) {
  BOOST_TEST(hex(crypto::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(hex(crypto::sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_TEST(
      hex(crypto::sha512(base::as_bytes("abc"))) ==
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e"
      "2a9ac94fa54ca49f");
  BOOST_TEST(hex(crypto::sha1(base::as_bytes("abc"))) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  BOOST_TEST(hex(crypto::hash_token("abc").bytes) == hex(crypto::sha256("abc")));
}

// RFC 4231 sections 4.3 (short key) and 4.7 (key longer than a block), RFC 2202 section 3 for SHA-1
BOOST_AUTO_TEST_CASE(hmac_examples) {
  const base::ByteView jefe = base::as_bytes("Jefe"), what = base::as_bytes("what do ya want for nothing?");
  BOOST_TEST(hex(crypto::hmac_sha256(jefe, what)) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(hex(crypto::hmac_sha1(jefe, what)) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  BOOST_TEST(
      hex(crypto::hmac_sha512(jefe, what)) ==
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d"
      "4a6b4b636e070a38bce737");
  const base::Bytes long_key(131, 0xaa);
  const base::ByteView text = base::as_bytes("Test Using Larger Than Block-Size Key - Hash Key First");
  BOOST_TEST(hex(crypto::hmac_sha256(long_key, text)) ==
             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 5869 appendix A.3: no salt, no info
BOOST_AUTO_TEST_CASE(hkdf_example) {
  const base::Bytes key(22, 0x0b);
  BOOST_TEST(hex(crypto::hkdf_sha256(key, "", 42).view()) ==
             "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  BOOST_TEST(hex(crypto::hkdf_sha256(key, "a", 42).view()) != hex(crypto::hkdf_sha256(key, "b", 42).view()));
  BOOST_TEST(crypto::hkdf_sha256(key, "", 8160).view().size() == 8160U);
  BOOST_CHECK_THROW(static_cast<void>(crypto::hkdf_sha256(key, "", 8161)), base::Broken);
}

BOOST_AUTO_TEST_SUITE_END()
