// Section 8.3, apart from the others for the structures that it takes.
// contract: B4.10
#include <boost/test/unit_test.hpp>

#include "tests/support/cbor_writer.h"
#include "tests/support/soft_authenticator.h"
#include "tests/webauthn/verdict.h"
#include "webauthn/tpm_structures.h"

namespace {

using crypto::SignatureAlgorithm;
using testing::der;
using testing::SoftCertificate;
using testing::SoftKey;
using testing::cbor::joined;
namespace cbor = testing::cbor;

const SoftKey& key() {
  static const SoftKey kKey(SignatureAlgorithm::es256);
  return kKey;
}
const SoftKey& aik() {
  static const SoftKey kKey(SignatureAlgorithm::rs256);
  return kKey;
}

base::Bytes number(std::uint64_t value, int size) {
  base::Bytes out;
  for (int i = size - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  return out;
}
base::Bytes sized(base::ByteView content) { return joined(number(content.size(), 2), content); }
base::Bytes all(std::initializer_list<base::Bytes> parts) {
  base::Bytes out;
  for (const base::Bytes& part : parts) out = joined(std::move(out), part);
  return out;
}

constexpr std::uint16_t kSha256 = 0x000B, kNull = 0x0010;

base::Bytes public_area(const SoftKey& of) {
  const base::Bytes attributes = number(0x00050472, 4), policy = sized({}), none = number(kNull, 2);
  if (const auto* ec = std::get_if<crypto::EcKey>(&of.parts())) {
    return all({number(0x0023, 2), number(kSha256, 2), attributes, policy, none, none, number(0x0003, 2), none,
                sized(ec->x), sized(ec->y)});
  }
  const auto& rsa = std::get<crypto::RsaKey>(of.parts());
  return all({number(0x0001, 2), number(kSha256, 2), attributes, policy, none, none, number(2048, 2), number(0, 4),
              sized(rsa.n)});
}

// OID 2.23.133.2.<last> and a UTF8String, each in a set of its own: a directory name in a subject alternative name. The
// maker is the one that FIDO reserves for tests.
base::Bytes alternative_names(std::initializer_list<std::uint8_t> last = {1, 2, 3}) {
  base::Bytes names;
  for (const std::uint8_t one : last) {
    const base::Bytes oid = {0x06, 0x05, 0x67, 0x81, 0x05, 0x02, one};
    names = joined(std::move(names), der({0x31}, der({0x30}, joined(oid, der({0x0C}, base::as_bytes("id:FFFFF1D0"))))));
  }
  return der({0x30}, der({0xA4}, der({0x30}, names)));
}

SoftCertificate good_certificate() {
  return {.subject = {}, .extended_usage = "2.23.133.8.3", .extensions = {{"2.5.29.17", true, alternative_names()}}};
}

struct Tpm {
  SoftCertificate certificate = good_certificate();
  std::uint32_t magic = webauthn::kTpmGenerated;
  std::uint16_t type = webauthn::kTpmAttestCertify;
  SoftKey certified = key(), named = key(), credential = key(), signer = aik();
  std::string version = "2.0", without;
  base::Bytes more_extra_data, leftover;

  [[nodiscard]] std::string verdict() const {
    testing::SoftRegistration registration(credential);
    registration.format = "tpm";
    registration.statement = [this](base::ByteView data, base::ByteView hash) { return statement(data, hash); };
    return testing::verdict(
        testing::verify(testing::this_test(), registration.response(), testing::expected_registration()));
  }

 private:
  [[nodiscard]] base::Bytes statement(base::ByteView data, base::ByteView hash) const {
    const base::Bytes area = public_area(certified), named_area = public_area(named);
    const base::Bytes nonce =
        crypto::digest(crypto::hash_of(signer.algorithm()), joined({data.begin(), data.end()}, hash));
    const base::Bytes name = joined(number(kSha256, 2), crypto::digest(crypto::Hash::sha256, named_area));
    const base::Bytes info = all({number(magic, 4), number(type, 2), sized({}), sized(joined(nonce, more_extra_data)),
                                  base::Bytes(25, 0), sized(name), sized({}), leftover});
    std::vector<std::pair<base::Bytes, base::Bytes>> members;
    const auto add = [&](std::string_view member, const base::Bytes& value) {
      if (member != without) members.emplace_back(cbor::text(member), value);
    };
    add("alg", cbor::integer(static_cast<std::int32_t>(signer.algorithm())));
    add("sig", cbor::bytes(signer.sign(info)));
    add("ver", cbor::text(version));
    add("x5c", cbor::array({cbor::bytes(testing::make_certificate(certificate, signer, signer))}));
    add("pubArea", cbor::bytes(area));
    add("certInfo", cbor::bytes(info));
    return cbor::map(members);
  }
};

template <class Change>
std::string with(Change change) {
  Tpm tpm;
  change(tpm);
  return tpm.verdict();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attestation_tpm)

BOOST_AUTO_TEST_CASE(good) {
  BOOST_TEST(Tpm().verdict() == "accepted");
  BOOST_TEST(with([](Tpm& t) { t.credential = t.certified = t.named = SoftKey(SignatureAlgorithm::rs256); }) ==
             "accepted");
  BOOST_TEST(with([](Tpm& t) { t.signer = SoftKey(SignatureAlgorithm::rs1); }) == "accepted");  // SHA-1
}

BOOST_AUTO_TEST_CASE(step_1_syntax) {
  for (const char* member : {"alg", "sig", "ver", "x5c", "pubArea", "certInfo"}) {
    BOOST_TEST(with([&](Tpm& t) { t.without = member; }) == "webauthn.attestation_malformed", member);
  }
  BOOST_TEST(with([](Tpm& t) { t.version = "1.2"; }) == "webauthn.attestation_malformed");
  BOOST_TEST(with([](Tpm& t) { t.leftover = {0}; }) == "webauthn.attestation_malformed");
}

BOOST_AUTO_TEST_CASE(step_2_key) {
  BOOST_TEST(with([](Tpm& t) { t.credential = SoftKey(SignatureAlgorithm::es256); }) ==
             "webauthn.attestation_key_mismatch");
}

BOOST_AUTO_TEST_CASE(step_4_cert_info) {
  BOOST_TEST(with([](Tpm& t) { t.magic = 0xFF544346; }) == "webauthn.attestation_tpm_magic");
  BOOST_TEST(with([](Tpm& t) { t.type = 0x8018; }) == "webauthn.attestation_malformed");
  BOOST_TEST(with([](Tpm& t) { t.more_extra_data = {0}; }) == "webauthn.attestation_nonce_mismatch");
  BOOST_TEST(with([](Tpm& t) { t.named = SoftKey(SignatureAlgorithm::es256); }) == "webauthn.attestation_tpm_name");
}

BOOST_AUTO_TEST_CASE(step_5_certificate) {
  const std::string refused = "webauthn.attestation_certificate";
  BOOST_TEST(with([](Tpm& t) { t.certificate.version = 1; }) == refused);
  BOOST_TEST(with([](Tpm& t) { t.certificate.subject = {{"CN", "x"}}; }) == refused);
  BOOST_TEST(with([](Tpm& t) { t.certificate.is_ca = true; }) == refused);
  BOOST_TEST(with([](Tpm& t) { t.certificate.extended_usage = ""; }) == refused);
  BOOST_TEST(with([](Tpm& t) { t.certificate.extended_usage = "2.23.133.8.1"; }) == refused);
  BOOST_TEST(with([](Tpm& t) { t.certificate.extensions = {}; }) == refused);
  BOOST_TEST(with([](Tpm& t) { t.certificate.extensions[0].value = alternative_names({1, 2}); }) == refused);
  BOOST_TEST(with([](Tpm& t) {
               t.certificate.extensions.push_back({"1.3.6.1.4.1.45724.1.1.4", false, der({0x04}, base::Bytes(16, 9))});
             }) == "webauthn.attestation_aaguid_mismatch");
}

BOOST_AUTO_TEST_CASE(structures_are_read_to_their_end) {
  const base::Bytes good = public_area(key());
  BOOST_REQUIRE(webauthn::parse_tpm_public(good).has_value());
  BOOST_TEST((webauthn::parse_tpm_public(good)->key == key().parts()));
  for (std::size_t size = 0; size < good.size(); ++size) {
    BOOST_TEST(!webauthn::parse_tpm_public(base::ByteView(good).first(size)).has_value());
  }
  BOOST_TEST(!webauthn::parse_tpm_public(joined(good, base::Bytes{0})).has_value());
  BOOST_TEST(!webauthn::parse_tpm_attest(base::Bytes(40, 0xFF)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
