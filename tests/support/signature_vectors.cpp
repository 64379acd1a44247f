// The signature files of Project Wycheproof.
#include <optional>
#include <string>

#include "base/encoding.h"
#include "crypto/signature.h"
#include "tests/support/webauthn_vectors.h"

namespace testing {

namespace {

base::Bytes hex_of(const base::Json& object, std::string_view name) {
  return base::decode_hex(text_or(object, name)).value();
}

base::Bytes without_zeros(base::Bytes number) {
  while (!number.empty() && number.front() == 0) number.erase(number.begin());
  return number;
}

struct Group {
  crypto::SignatureAlgorithm algorithm;
  crypto::PublicKey key;
};

std::optional<Group> ec_group(const base::Json& key) {
  const std::string name = text_or(key, "curve");
  const bool is_p256 = name == "secp256r1", is_p384 = name == "secp384r1";
  if (!is_p256 && !is_p384 && name != "secp521r1") return std::nullopt;
  using enum crypto::SignatureAlgorithm;
  const crypto::Curve curve = is_p256 ? crypto::Curve::p256 : is_p384 ? crypto::Curve::p384 : crypto::Curve::p521;
  const base::Bytes point = hex_of(key, "uncompressed");
  const auto middle = point.begin() + 1 + static_cast<std::ptrdiff_t>(crypto::coordinate_size(curve));
  return Group{is_p256   ? es256
               : is_p384 ? es384
                         : es512,
               crypto::EcKey{curve, base::Bytes(point.begin() + 1, middle), base::Bytes(middle, point.end())}};
}

std::optional<Group> group_of(const base::Json& group) {
  using enum crypto::SignatureAlgorithm;
  const std::string type = text_or(group, "type"), hash = text_or(group, "sha");
  const base::Json& key = *group.find("publicKey");
  if (type == "EcdsaVerify") return ec_group(key);
  if (type == "EddsaVerify" && text_or(key, "curve") == "edwards25519") {
    return Group{eddsa, crypto::Ed25519Key{hex_of(key, "pk")}};
  }
  const bool is_pss = type == "RsassaPssVerify";
  if (!is_pss && type != "RsassaPkcs1Verify") return std::nullopt;
  const bool is_256 = hash == "SHA-256", is_384 = hash == "SHA-384";
  if (!is_256 && !is_384 && hash != "SHA-512") return std::nullopt;
  const auto algorithm = is_pss ? (is_256 ? ps256 : is_384 ? ps384 : ps512) : (is_256 ? rs256 : is_384 ? rs384 : rs512);
  return Group{algorithm,
               crypto::RsaKey{without_zeros(hex_of(key, "modulus")), without_zeros(hex_of(key, "publicExponent"))}};
}

}  // namespace

std::vector<VectorOutcome> run_signatures(const base::Json& file) {
  std::vector<VectorOutcome> outcomes;
  for (const base::Json& group : list_of(file, "testGroups")) {
    const auto known = group_of(group);
    for (const base::Json& test : list_of(group, "tests")) {
      const std::string result = text_or(test, "result");
      VectorOutcome outcome{.name = "tcId-" + test.find("tcId")->number()->text};
      outcome.expected = result == "valid" ? "accept" : result == "invalid" ? "reject" : "policy";
      outcome.got = "unsupported";
      if (!known) {
        outcome.declined = "no credential may have such a key";
      } else if (crypto::find_fault(known->key)) {
        outcome.got = "reject";
        outcome.reason = "key";
      } else {
        const auto verified =
            crypto::verify_signature(known->algorithm, known->key, hex_of(test, "msg"), hex_of(test, "sig"));
        outcome.got = verified ? "accept" : "reject";
        if (!verified) outcome.reason = "signature";
      }
      outcomes.push_back(std::move(outcome));
    }
  }
  return outcomes;
}

}  // namespace testing
