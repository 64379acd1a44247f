// Section 8: a good statement of every format, and for every condition one that spoils it alone.
// contract: B4.10
#include "webauthn/attestation.h"

#include <boost/test/unit_test.hpp>

#include "crypto/sha256.h"
#include "tests/support/cbor_writer.h"
#include "tests/support/soft_authenticator.h"
#include "tests/webauthn/verdict.h"
#include "webauthn/der.h"

namespace {

using crypto::SignatureAlgorithm;
using testing::der;
using testing::SoftCertificate;
using testing::SoftExtension;
using testing::SoftKey;
using testing::SoftRegistration;
namespace cbor = testing::cbor;

const SoftKey& key() {
  static const SoftKey kKey(SignatureAlgorithm::es256);
  return kKey;
}
const SoftKey& root() {
  static const SoftKey kKey(SignatureAlgorithm::es256);
  return kKey;
}
const SoftKey& vendor() {
  static const SoftKey kKey(SignatureAlgorithm::es256);
  return kKey;
}

base::Bytes root_certificate() {
  return testing::make_certificate({.subject = {{"CN", "A test root"}}, .is_ca = true}, root(), root());
}

base::Bytes number(SignatureAlgorithm algorithm) { return cbor::integer(static_cast<std::int32_t>(algorithm)); }

using Members = std::vector<std::pair<std::string, base::Bytes>>;
base::Bytes statement_of(const Members& members) {
  std::vector<std::pair<base::Bytes, base::Bytes>> encoded;
  for (const auto& [name, value] : members) encoded.emplace_back(cbor::text(name), value);
  return cbor::map(encoded);
}

// A statement whose members a test may change after they are made.
struct Statement {
  std::string format;
  std::function<Members(base::ByteView data, base::ByteView hash)> make;
  std::function<void(Members&)> change = [](Members&) {};

  [[nodiscard]] std::string verdict(const SoftKey& credential = key(), bool is_trusted = false) const {
    SoftRegistration registration(credential);
    registration.format = format;
    if (format == "fido-u2f") registration.aaguid = {};  // U2F knows none
    registration.statement = [this](base::ByteView data, base::ByteView hash) {
      Members members = make(data, hash);
      change(members);
      return statement_of(members);
    };
    auto ceremony = testing::this_test();
    auto expected = testing::expected_registration();
    if (is_trusted) {
      ceremony.anchors = {root_certificate()};
      expected.attestation.trust_anchors = {crypto::Certificate::parse(ceremony.anchors.front()).value()};
    }
    return testing::verdict(testing::verify(ceremony, registration.response(), expected));
  }
  [[nodiscard]] Statement without(const std::string& name) const {
    Statement copy = *this;
    copy.change = [name](Members& members) { std::erase_if(members, [&](auto& m) { return m.first == name; }); };
    return copy;
  }
  [[nodiscard]] Statement with(const std::string& name, const base::Bytes& value) const {
    Statement copy = *this;
    copy.change = [name, value](Members& members) {
      for (auto& member : members) {
        if (member.first == name) member.second = value;
      }
    };
    return copy;
  }
};

base::Bytes x5c(const SoftCertificate& certificate, const SoftKey& subject) {
  return cbor::array({cbor::bytes(testing::make_certificate(certificate, subject, root()))});
}

Statement packed(const SoftCertificate& certificate = {}, const SoftKey& signer = vendor()) {
  return {"packed", [=](base::ByteView data, base::ByteView hash) {
            const base::Bytes message = cbor::joined({data.begin(), data.end()}, hash);
            return Members{{"alg", number(signer.algorithm())},
                           {"sig", cbor::bytes(signer.sign(message))},
                           {"x5c", x5c(certificate, signer)}};
          }};
}

Statement u2f(const SoftKey& signer = vendor(), std::uint8_t reserved = 0) {
  return {"fido-u2f", [=](base::ByteView data, base::ByteView hash) {
            const auto& point = std::get<crypto::EcKey>(key().parts());
            base::Bytes message = {reserved};
            for (const base::ByteView part : {data.first(32), hash, base::ByteView(data.subspan(55, 32))}) {
              message = cbor::joined(std::move(message), part);
            }
            message.push_back(0x04);
            message = cbor::joined(cbor::joined(std::move(message), point.x), point.y);
            return Members{{"sig", cbor::bytes(signer.sign(message))}, {"x5c", x5c({}, signer)}};
          }};
}

base::Bytes apple_extension(base::ByteView nonce) { return der({0x30}, der({0xA1}, der({0x04}, nonce))); }

Statement apple(const SoftKey& subject, bool has_extension = true, std::uint8_t flip = 0) {
  return {"apple", [=](base::ByteView data, base::ByteView hash) {
            crypto::Digest nonce = crypto::sha256(cbor::joined({data.begin(), data.end()}, hash));
            nonce[0] ^= flip;
            SoftCertificate certificate;
            if (has_extension) certificate.extensions = {{"1.2.840.113635.100.8.2", false, apple_extension(nonce)}};
            return Members{{"x5c", x5c(certificate, subject)}};
          }};
}

struct Description {
  base::Bytes challenge;  // empty: clientDataHash
  base::Bytes software, hardware;
};
const base::Bytes kSign = der({0xA1}, der({0x31}, base::Bytes{0x02, 0x01, 0x02}));
const base::Bytes kVerifyOnly = der({0xA1}, der({0x31}, base::Bytes{0x02, 0x01, 0x03}));
const base::Bytes kAllApplications = der({0xBF, 0x84, 0x58}, base::Bytes{0x05, 0x00});  // [600]
const base::Bytes kGenerated = der({0xBF, 0x85, 0x3E}, base::Bytes{0x02, 0x01, 0x00});  // [702] 0
const base::Bytes kImported = der({0xBF, 0x85, 0x3E}, base::Bytes{0x02, 0x01, 0x02});   // [702] 2

Statement android_key(const Description& description, const SoftKey& signer = key()) {
  return {"android-key", [=](base::ByteView data, base::ByteView hash) {
            const base::Bytes version = {0x02, 0x01, 0x03}, level = {0x0A, 0x01, 0x01};
            base::Bytes content;
            const base::ByteView challenge = description.challenge.empty() ? hash : description.challenge;
            for (const base::Bytes& element : {version, level, version, level, der({0x04}, challenge), der({0x04}, {}),
                                               der({0x30}, description.software), der({0x30}, description.hardware)}) {
              content = cbor::joined(std::move(content), element);
            }
            SoftCertificate certificate{.extensions = {{"1.3.6.1.4.1.11129.2.1.17", false, der({0x30}, content)}}};
            const base::Bytes message = cbor::joined({data.begin(), data.end()}, hash);
            return Members{{"alg", number(signer.algorithm())},
                           {"sig", cbor::bytes(signer.sign(message))},
                           {"x5c", x5c(certificate, signer)}};
          }};
}

const SoftExtension kAaguidExtension{"1.3.6.1.4.1.45724.1.1.4", false,
                                     der({0x04}, base::Bytes{1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})};

}  // namespace

BOOST_AUTO_TEST_SUITE(attestation)

BOOST_AUTO_TEST_CASE(packed_with_a_certificate) {
  BOOST_TEST(packed().verdict() == "accepted");
  BOOST_TEST(packed().verdict(key(), true) == "accepted");
  BOOST_TEST(packed({.extensions = {kAaguidExtension}}).verdict() == "accepted");
  BOOST_TEST(packed({}, SoftKey(SignatureAlgorithm::rs256)).verdict() == "accepted");
  BOOST_TEST(packed({}, SoftKey(SignatureAlgorithm::eddsa)).verdict() == "accepted");

  for (const char* member : {"alg", "sig"}) {
    BOOST_TEST(packed().without(member).verdict() == "webauthn.attestation_malformed");
    BOOST_TEST(packed().with(member, cbor::text("x")).verdict() == "webauthn.attestation_malformed");
  }
  BOOST_TEST(packed().with("x5c", cbor::array({})).verdict() == "webauthn.attestation_malformed");
  BOOST_TEST(packed().with("x5c", cbor::array({cbor::text("x")})).verdict() == "webauthn.attestation_malformed");
  BOOST_TEST(packed().with("x5c", cbor::array({cbor::bytes({})})).verdict() == "webauthn.attestation_malformed");
  BOOST_TEST(packed().with("alg", cbor::integer(-1)).verdict() == "webauthn.attestation_signature");
  BOOST_TEST(packed().with("alg", number(SignatureAlgorithm::es384)).verdict() == "webauthn.attestation_signature");
  BOOST_TEST(packed().with("sig", cbor::bytes({})).verdict() == "webauthn.attestation_signature");
  Statement ecdaa = packed();
  ecdaa.change = [](Members& members) { members.emplace_back("ecdaaKeyId", cbor::bytes({})); };
  BOOST_TEST(ecdaa.verdict() == "webauthn.attestation_malformed");
}

BOOST_AUTO_TEST_CASE(packed_certificate_requirements) {
  const std::string refused = "webauthn.attestation_certificate";
  BOOST_TEST(packed({.version = 1}).verdict() == refused);
  BOOST_TEST(packed({.is_ca = true}).verdict() == refused);
  BOOST_TEST(packed({.is_ca = std::nullopt}).verdict() == refused);
  const auto subject = SoftCertificate().subject;
  for (std::size_t i = 0; i < subject.size(); ++i) {
    SoftCertificate lacking;
    lacking.subject.erase(lacking.subject.begin() + static_cast<std::ptrdiff_t>(i));
    BOOST_TEST(packed(lacking).verdict() == refused, subject[i].first);
  }
  SoftCertificate renamed;
  renamed.subject[2].second = "Authenticator attestation";
  BOOST_TEST(packed(renamed).verdict() == refused);
  renamed = {};
  renamed.subject[0].second = "A1";
  BOOST_TEST(packed(renamed).verdict() == refused);

  SoftExtension other = kAaguidExtension;
  other.value.back() = 9;
  BOOST_TEST(packed({.extensions = {other}}).verdict() == "webauthn.attestation_aaguid_mismatch");
  other.value = base::Bytes(16, 0);
  BOOST_TEST(packed({.extensions = {other}}).verdict() == "webauthn.attestation_aaguid_mismatch");
  other = kAaguidExtension;
  other.critical = true;
  BOOST_TEST(packed({.extensions = {other}}).verdict() == refused);
}

BOOST_AUTO_TEST_CASE(trust) {
  const std::string refused = "webauthn.attestation_trust";
  BOOST_TEST(packed({.not_after = 1'700'000'001}).verdict(key(), true) == refused);
  BOOST_TEST(packed({.not_before = 1'899'999'999}).verdict(key(), true) == refused);
  BOOST_TEST(packed({.issuer = "Another root"}).verdict(key(), true) == refused);
  // signed by itself, whatever it says
  Statement forged = packed();
  forged = forged.with("x5c", cbor::array({cbor::bytes(testing::make_certificate({}, vendor(), vendor()))}));
  BOOST_TEST(forged.verdict() == "accepted");
  BOOST_TEST(forged.verdict(key(), true) == refused);
}

BOOST_AUTO_TEST_CASE(packed_by_itself) {
  const auto self = [](const SoftKey& signer, SignatureAlgorithm algorithm) {
    return Statement{"packed", [=](base::ByteView data, base::ByteView hash) {
                       const base::Bytes message = cbor::joined({data.begin(), data.end()}, hash);
                       return Members{{"alg", number(algorithm)}, {"sig", cbor::bytes(signer.sign(message))}};
                     }};
  };
  BOOST_TEST(self(key(), SignatureAlgorithm::es256).verdict() == "accepted");
  BOOST_TEST(self(key(), SignatureAlgorithm::es256).verdict(key(), true) == "webauthn.attestation_trust");
  BOOST_TEST(self(key(), SignatureAlgorithm::es384).verdict() == "webauthn.attestation_alg_mismatch");
  BOOST_TEST(self(vendor(), SignatureAlgorithm::es256).verdict() == "webauthn.attestation_signature");
}

BOOST_AUTO_TEST_CASE(fido_u2f) {
  BOOST_TEST(u2f().verdict() == "accepted");
  BOOST_TEST(u2f().verdict(key(), true) == "accepted");
  BOOST_TEST(u2f().without("sig").verdict() == "webauthn.attestation_malformed");
  BOOST_TEST(u2f().without("x5c").verdict() == "webauthn.attestation_malformed");
  const auto certificate = cbor::bytes(testing::make_certificate({}, vendor(), root()));
  BOOST_TEST(u2f().with("x5c", cbor::array({certificate, certificate})).verdict() == "webauthn.attestation_malformed");
  BOOST_TEST(u2f(SoftKey(SignatureAlgorithm::es384)).verdict() == "webauthn.attestation_certificate");
  BOOST_TEST(u2f().verdict(SoftKey(SignatureAlgorithm::eddsa)) == "webauthn.attestation_key_mismatch");
  BOOST_TEST(u2f().verdict(SoftKey(SignatureAlgorithm::es256)) == "webauthn.attestation_signature");
  BOOST_TEST(u2f(vendor(), 5).verdict() == "webauthn.attestation_signature");
}

BOOST_AUTO_TEST_CASE(apple_anonymous) {
  BOOST_TEST(apple(key()).verdict() == "accepted");
  BOOST_TEST(apple(key()).verdict(key(), true) == "accepted");
  BOOST_TEST(apple(key()).without("x5c").verdict() == "webauthn.attestation_malformed");
  BOOST_TEST(apple(key(), false).verdict() == "webauthn.attestation_certificate");
  BOOST_TEST(apple(key(), true, 1).verdict() == "webauthn.attestation_nonce_mismatch");
  BOOST_TEST(apple(vendor()).verdict() == "webauthn.attestation_key_mismatch");
}

BOOST_AUTO_TEST_CASE(android_keystore) {
  const Description good{{}, {}, cbor::joined(kSign, kGenerated)};
  BOOST_TEST(android_key(good).verdict() == "accepted");
  BOOST_TEST(android_key(good).verdict(key(), true) == "accepted");
  BOOST_TEST(android_key({}).verdict() == "accepted");  // says nothing
  for (const char* member : {"alg", "sig", "x5c"}) {
    BOOST_TEST(android_key(good).without(member).verdict() == "webauthn.attestation_malformed");
  }
  BOOST_TEST(android_key(good).with("sig", cbor::bytes(base::Bytes{1})).verdict() == "webauthn.attestation_signature");
  BOOST_TEST(android_key(good, vendor()).verdict() == "webauthn.attestation_key_mismatch");
  BOOST_TEST(android_key(good).with("x5c", x5c({}, key())).verdict() == "webauthn.attestation_certificate");
  BOOST_TEST(android_key({base::Bytes(32, 1), {}, {}}).verdict() == "webauthn.attestation_nonce_mismatch");
  for (const base::Bytes& bad : {kVerifyOnly, kAllApplications, kImported, base::Bytes{0x02}}) {
    BOOST_TEST(android_key({{}, bad, kSign}).verdict() == "webauthn.attestation_certificate");
    BOOST_TEST(android_key({{}, kSign, bad}).verdict() == "webauthn.attestation_certificate");
  }
}

BOOST_AUTO_TEST_CASE(der_is_read_strictly) {
  const auto is_sound = [](const base::Bytes& bytes) { return webauthn::split_der(bytes).has_value(); };
  BOOST_TEST(is_sound({}));
  BOOST_TEST(is_sound({0x04, 0x01, 0xFF, 0x05, 0x00}));
  BOOST_TEST(is_sound(der({0x04}, base::Bytes(200, 1))) == false);  // 0x82 0x00 0xC8: not the shortest length
  BOOST_TEST(is_sound(der({0x04}, base::Bytes(300, 1))));
  BOOST_TEST(!is_sound({0x04}));
  BOOST_TEST(!is_sound({0x04, 0x02, 0xFF}));
  BOOST_TEST(!is_sound({0x04, 0x80, 0x00, 0x00}));  // indefinite
  BOOST_TEST(!is_sound({0x04, 0x81, 0x01, 0x00}));  // not the shortest
  BOOST_TEST(!is_sound({0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF}));
  BOOST_TEST(!is_sound({0xBF, 0x1E, 0x00}));              // 30 has a short form
  BOOST_TEST(!is_sound({0xBF, 0x80, 0x58, 0x00}));        // leading zeros
  BOOST_TEST(!is_sound({0xBF, 0xFF, 0xFF, 0xFF, 0xFF}));  // no end
}

BOOST_AUTO_TEST_SUITE_END()
