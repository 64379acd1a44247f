// ECDSA (FIPS 186-4 section 6.4, encoded by RFC 3279 section 2.2.3), RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017
// sections 8.2, 8.1), Ed25519 (RFC 8032 section 5.1.7).
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/signature.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <array>
#include <memory>

#include "crypto/ec_curve.h"
#include "crypto/openssl.h"

namespace crypto {

namespace {

struct Free {
  void operator()(RSA* key) const { RSA_free(key); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using LoadedRsa = std::unique_ptr<RSA, Free>;

template <class Context, std::size_t kSize>
base::Bytes run(base::ByteView data, int (*init)(Context*), int (*update)(Context*, const void*, std::size_t),
                int (*final)(unsigned char*, Context*)) {
  Context context;
  base::Bytes out(kSize);
  init(&context);
  update(&context, data.data(), data.size());
  final(out.data(), &context);
  return out;
}

int nid_of(Hash hash) {
  constexpr std::array<int, 4> kNids = {NID_sha1, NID_sha256, NID_sha384, NID_sha512};
  return kNids.at(static_cast<std::size_t>(hash));
}

const EVP_MD* evp_of(Hash hash) {
  return hash == Hash::sha256 ? EVP_sha256() : hash == Hash::sha384 ? EVP_sha384() : EVP_sha512();
}

bool is_pss(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::ps256 || algorithm == SignatureAlgorithm::ps384 ||
         algorithm == SignatureAlgorithm::ps512;
}

LoadedRsa load_rsa(const RsaKey& parts) {
  LoadedRsa key(RSA_new());
  RSA_set0_key(key.get(), BN_bin2bn(parts.n.data(), static_cast<int>(parts.n.size()), nullptr),
               BN_bin2bn(parts.e.data(), static_cast<int>(parts.e.size()), nullptr), nullptr);
  return key;
}

bool matches(SignatureAlgorithm algorithm, const EcKey& parts, base::ByteView message, base::ByteView signature) {
  const LoadedEcKey key = load_point(parts);
  if (!key) return false;
  const base::Bytes hash = digest(hash_of(algorithm), message);
  return ECDSA_verify(0, hash.data(), static_cast<int>(hash.size()), signature.data(),
                      static_cast<int>(signature.size()), key.get()) == 1;
}

bool matches(SignatureAlgorithm algorithm, const RsaKey& parts, base::ByteView message, base::ByteView signature) {
  const LoadedRsa key = load_rsa(parts);
  if (signature.size() != static_cast<std::size_t>(RSA_size(key.get()))) return false;
  const Hash hash = hash_of(algorithm);
  const base::Bytes hashed = digest(hash, message);
  const auto length = static_cast<unsigned>(signature.size());
  if (!is_pss(algorithm)) {
    return RSA_verify(nid_of(hash), hashed.data(), static_cast<unsigned>(hashed.size()), signature.data(), length,
                      key.get()) == 1;
  }
  base::Bytes encoded(signature.size());
  const int opened =
      RSA_public_decrypt(static_cast<int>(length), signature.data(), encoded.data(), key.get(), RSA_NO_PADDING);
  if (opened != static_cast<int>(encoded.size())) return false;
  return RSA_verify_PKCS1_PSS_mgf1(key.get(), hashed.data(), evp_of(hash), evp_of(hash), encoded.data(),
                                   RSA_PSS_SALTLEN_DIGEST) == 1;
}

bool matches(SignatureAlgorithm, const Ed25519Key& parts, base::ByteView message, base::ByteView signature) {
  const std::unique_ptr<EVP_PKEY, Free> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, parts.bytes.data(), parts.bytes.size()));
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  if (!key || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

}  // namespace

base::Bytes digest(Hash hash, base::ByteView data) {
  switch (hash) {
    case Hash::sha1:
      return run<SHA_CTX, SHA_DIGEST_LENGTH>(data, SHA1_Init, SHA1_Update, SHA1_Final);
    case Hash::sha256:
      return run<SHA256_CTX, SHA256_DIGEST_LENGTH>(data, SHA256_Init, SHA256_Update, SHA256_Final);
    case Hash::sha384:
      return run<SHA512_CTX, SHA384_DIGEST_LENGTH>(data, SHA384_Init, SHA384_Update, SHA384_Final);
    case Hash::sha512:
      break;
  }
  return run<SHA512_CTX, SHA512_DIGEST_LENGTH>(data, SHA512_Init, SHA512_Update, SHA512_Final);
}

std::optional<SignatureAlgorithm> find_algorithm(std::int64_t cose_number) {
  using enum SignatureAlgorithm;
  for (const auto known : {es256, es384, es512, eddsa, ps256, ps384, ps512, rs256, rs384, rs512, rs1}) {
    if (static_cast<std::int64_t>(known) == cose_number) return known;
  }
  return std::nullopt;
}

Hash hash_of(SignatureAlgorithm algorithm) {
  using enum SignatureAlgorithm;
  switch (algorithm) {
    case rs1:
      return Hash::sha1;
    case es256:
    case ps256:
    case rs256:
      return Hash::sha256;
    case es384:
    case ps384:
    case rs384:
      return Hash::sha384;
    case es512:
    case ps512:
    case rs512:
    case eddsa:
      break;
  }
  return Hash::sha512;
}

bool suits(SignatureAlgorithm algorithm, const PublicKey& key) {
  using enum SignatureAlgorithm;
  const auto* ec = std::get_if<EcKey>(&key);
  if (algorithm == es256) return ec != nullptr && ec->curve == Curve::p256;
  if (algorithm == es384) return ec != nullptr && ec->curve == Curve::p384;
  if (algorithm == es512) return ec != nullptr && ec->curve == Curve::p521;
  if (algorithm == eddsa) return std::holds_alternative<Ed25519Key>(key);
  return std::holds_alternative<RsaKey>(key);
}

base::Result<base::Done, SignatureError> verify_signature(SignatureAlgorithm algorithm, const PublicKey& key,
                                                          base::ByteView message, base::ByteView signature) {
  start_openssl();
  if (!suits(algorithm, key)) return base::Error{SignatureError::wrong_key};
  const bool matched =
      std::visit([&](const auto& parts) { return matches(algorithm, parts, message, signature); }, key);
  ERR_clear_error();  // a refusal is no fault of ours
  if (!matched) return base::Error{SignatureError::invalid};
  return base::Done{};
}

}  // namespace crypto
