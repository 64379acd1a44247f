#include "tests/support/soft_key.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>

#include "crypto/certificate.h"
#include "tests/support/cbor_writer.h"

namespace testing {

namespace {

using crypto::SignatureAlgorithm;

bool is_one_of(SignatureAlgorithm algorithm, std::initializer_list<SignatureAlgorithm> list) {
  return std::find(list.begin(), list.end(), algorithm) != list.end();
}

EVP_PKEY* generate(SignatureAlgorithm algorithm) {
  using enum SignatureAlgorithm;
  if (algorithm == es256) return EVP_EC_gen("P-256");
  if (algorithm == es384) return EVP_EC_gen("P-384");
  if (algorithm == es512) return EVP_EC_gen("P-521");
  if (algorithm == eddsa) return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  return EVP_RSA_gen(2048);
}

const EVP_MD* hash_for(SignatureAlgorithm algorithm) {
  if (algorithm == SignatureAlgorithm::eddsa) return nullptr;
  const crypto::Hash hash = crypto::hash_of(algorithm);
  return hash == crypto::Hash::sha1     ? EVP_sha1()
         : hash == crypto::Hash::sha256 ? EVP_sha256()
         : hash == crypto::Hash::sha384 ? EVP_sha384()
                                        : EVP_sha512();
}

void add_extension(X509* certificate, const SoftExtension& wanted) {
  ASN1_OBJECT* object = OBJ_txt2obj(wanted.oid.c_str(), 1);
  ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(value, wanted.value.data(), static_cast<int>(wanted.value.size()));
  X509_EXTENSION* extension = X509_EXTENSION_create_by_OBJ(nullptr, object, wanted.critical ? 1 : 0, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(value);
  ASN1_OBJECT_free(object);
}

void set_name(X509_NAME* name, const std::vector<std::pair<std::string, std::string>>& entries) {
  for (const auto& [field, value] : entries) {
    X509_NAME_add_entry_by_txt(name, field.c_str(), MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
  }
}

void sign_certificate(X509* certificate, const SoftKey& issuer) {
  if (X509_sign(certificate, issuer.handle(), hash_for(issuer.algorithm())) == 0) {
    throw std::runtime_error("X509_sign");
  }
}

}  // namespace

// The parts are read back through a certificate of the key's own.
SoftKey::SoftKey(SignatureAlgorithm algorithm) : algorithm_(algorithm), handle_(generate(algorithm), EVP_PKEY_free) {
  parts_ = crypto::Certificate::parse(make_certificate({}, *this, *this)).value().public_key().value();
}

base::Bytes cose_of(SignatureAlgorithm algorithm, const crypto::PublicKey& key) {
  const auto number = cbor::integer(static_cast<std::int32_t>(algorithm));
  const auto label = [](int value) { return cbor::integer(value); };
  if (const auto* ec = std::get_if<crypto::EcKey>(&key)) {
    return cbor::map({{label(1), label(2)},
                      {label(3), number},
                      {label(-1), label(1 + static_cast<int>(ec->curve))},
                      {label(-2), cbor::bytes(ec->x)},
                      {label(-3), cbor::bytes(ec->y)}});
  }
  if (const auto* okp = std::get_if<crypto::Ed25519Key>(&key)) {
    return cbor::map(
        {{label(1), label(1)}, {label(3), number}, {label(-1), label(6)}, {label(-2), cbor::bytes(okp->bytes)}});
  }
  const auto& rsa = std::get<crypto::RsaKey>(key);
  return cbor::map(
      {{label(1), label(3)}, {label(3), number}, {label(-1), cbor::bytes(rsa.n)}, {label(-2), cbor::bytes(rsa.e)}});
}

base::Bytes SoftKey::sign(base::ByteView message) const {
  using enum SignatureAlgorithm;
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* parameters = nullptr;
  EVP_DigestSignInit(context.get(), &parameters, hash_for(algorithm_), nullptr, handle_.get());
  if (is_one_of(algorithm_, {ps256, ps384, ps512})) {
    EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
  }
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size());
  base::Bytes signature(size);
  if (EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1) {
    throw std::runtime_error("EVP_DigestSign");
  }
  signature.resize(size);
  return signature;
}

base::Bytes make_certificate(const SoftCertificate& wanted, const SoftKey& key, const SoftKey& issuer) {
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), wanted.version - 1);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), wanted.not_before);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), wanted.not_after);
  set_name(X509_get_subject_name(certificate.get()), wanted.subject);
  set_name(X509_get_issuer_name(certificate.get()), {{"CN", wanted.issuer}});
  X509_set_pubkey(certificate.get(), key.handle());
  if (wanted.is_ca) {
    BASIC_CONSTRAINTS* constraints = BASIC_CONSTRAINTS_new();
    constraints->ca = *wanted.is_ca ? 0xFF : 0;
    X509_add1_ext_i2d(certificate.get(), NID_basic_constraints, constraints, 1, 0);
    BASIC_CONSTRAINTS_free(constraints);
  }
  if (!wanted.extended_usage.empty()) {
    EXTENDED_KEY_USAGE* usages = EXTENDED_KEY_USAGE_new();
    sk_ASN1_OBJECT_push(usages, OBJ_txt2obj(wanted.extended_usage.c_str(), 1));
    X509_add1_ext_i2d(certificate.get(), NID_ext_key_usage, usages, 0, 0);
    EXTENDED_KEY_USAGE_free(usages);
  }
  for (const SoftExtension& extension : wanted.extensions) add_extension(certificate.get(), extension);
  sign_certificate(certificate.get(), issuer);
  unsigned char* encoded = nullptr;
  const int size = i2d_X509(certificate.get(), &encoded);
  base::Bytes out(encoded, encoded + size);
  OPENSSL_free(encoded);
  return out;
}

base::Bytes der(base::Bytes tag, base::ByteView content) {
  if (content.size() < 0x80) {
    tag.push_back(static_cast<std::uint8_t>(content.size()));
  } else {
    tag.push_back(0x82);
    tag.push_back(static_cast<std::uint8_t>(content.size() >> 8));
    tag.push_back(static_cast<std::uint8_t>(content.size() & 0xFF));
  }
  return cbor::joined(std::move(tag), content);
}

}  // namespace testing
