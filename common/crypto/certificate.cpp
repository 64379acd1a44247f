#include "crypto/certificate.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "crypto/openssl.h"

namespace crypto {

namespace {

struct Free {
  void operator()(::X509* certificate) const { X509_free(certificate); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(ASN1_OBJECT* object) const { ASN1_OBJECT_free(object); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(BASIC_CONSTRAINTS* constraints) const { BASIC_CONSTRAINTS_free(constraints); }
  void operator()(EXTENDED_KEY_USAGE* usages) const { sk_ASN1_OBJECT_pop_free(usages, ASN1_OBJECT_free); }
  void operator()(STACK_OF(X509) * certificates) const { sk_X509_free(certificates); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::string oid_text(const ASN1_OBJECT* object) {
  std::array<char, 80> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return text.data();
}

void append_entries(std::vector<NameEntry>& out, const X509_NAME* name) {
  for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(name, i);
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    std::string value;
    if (size >= 0) value.assign(utf8, utf8 + size);
    OPENSSL_free(utf8);
    out.push_back({oid_text(X509_NAME_ENTRY_get_object(entry)), std::move(value)});
  }
}

// `width` 0: as short as the number is.
std::optional<base::Bytes> number_parameter(const EVP_PKEY* key, const char* name, std::size_t width) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return std::nullopt;
  const Owned<BIGNUM> number(raw);
  base::Bytes bytes(width == 0 ? static_cast<std::size_t>(BN_num_bytes(raw)) : width);
  if (BN_bn2binpad(raw, bytes.data(), static_cast<int>(bytes.size())) < 0) return std::nullopt;
  return bytes;
}

std::optional<PublicKey> ec_key(const EVP_PKEY* key) {
  std::array<char, 40> group{};
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return std::nullopt;
  constexpr std::array<std::string_view, 3> kGroups = {"prime256v1", "secp384r1", "secp521r1"};
  const auto found = std::find(kGroups.begin(), kGroups.end(), std::string_view(group.data()));
  if (found == kGroups.end()) return std::nullopt;
  const auto curve = static_cast<Curve>(found - kGroups.begin());
  auto x = number_parameter(key, OSSL_PKEY_PARAM_EC_PUB_X, coordinate_size(curve));
  auto y = number_parameter(key, OSSL_PKEY_PARAM_EC_PUB_Y, coordinate_size(curve));
  if (!x || !y) return std::nullopt;
  return EcKey{curve, std::move(*x), std::move(*y)};
}

std::optional<PublicKey> rsa_key(const EVP_PKEY* key) {
  auto n = number_parameter(key, OSSL_PKEY_PARAM_RSA_N, 0);
  auto e = number_parameter(key, OSSL_PKEY_PARAM_RSA_E, 0);
  if (!n || !e) return std::nullopt;
  return RsaKey{std::move(*n), std::move(*e)};
}

std::optional<PublicKey> key_of(const ::X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return std::nullopt;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) return ec_key(key);
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) return rsa_key(key);
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) return std::nullopt;
  Ed25519Key parts{base::Bytes(32)};
  std::size_t size = parts.bytes.size();
  if (EVP_PKEY_get_raw_public_key(key, parts.bytes.data(), &size) != 1) return std::nullopt;
  return parts;
}

template <class T>
Owned<T> decoded_extension(const ::X509* certificate, int nid) {
  return Owned<T>(static_cast<T*>(X509_get_ext_d2i(certificate, nid, nullptr, nullptr)));
}

// Key identifiers help to choose among issuers (RFC 5280 section 4.2.1.1); they decide nothing: names and signatures
// do.
int is_issued(X509_STORE_CTX*, ::X509* certificate, ::X509* issuer) {
  const int reason = X509_check_issued(issuer, certificate);
  return reason == X509_V_OK || reason == X509_V_ERR_AKID_SKID_MISMATCH ||
         reason == X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;
}

}  // namespace

struct Certificate::X509 {
  Owned<::X509> pointer;
};

std::optional<Certificate> Certificate::parse(base::ByteView der) {
  start_openssl();
  const unsigned char* at = der.data();
  Owned<::X509> pointer(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  const bool is_whole = pointer && at == der.data() + der.size();
  Certificate certificate;
  if (is_whole) certificate.key_ = key_of(pointer.get());
  ERR_clear_error();  // what a peer sends is no fault of ours
  if (!is_whole) return std::nullopt;
  certificate.x509_ = std::make_shared<const X509>(X509{std::move(pointer)});
  return certificate;
}

int Certificate::version() const { return static_cast<int>(X509_get_version(x509_->pointer.get())) + 1; }

std::vector<NameEntry> Certificate::subject() const {
  std::vector<NameEntry> entries;
  append_entries(entries, X509_get_subject_name(x509_->pointer.get()));
  return entries;
}

std::vector<NameEntry> Certificate::alternative_names() const {
  const auto names = decoded_extension<GENERAL_NAMES>(x509_->pointer.get(), NID_subject_alt_name);
  std::vector<NameEntry> entries;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DIRNAME) append_entries(entries, name->d.directoryName);
  }
  return entries;
}

std::optional<bool> Certificate::is_ca() const {
  if (X509_get_ext_by_NID(x509_->pointer.get(), NID_basic_constraints, -1) < 0) return std::nullopt;
  const auto constraints = decoded_extension<BASIC_CONSTRAINTS>(x509_->pointer.get(), NID_basic_constraints);
  return !constraints || constraints->ca != 0;  // what cannot be read is not taken for a harmless leaf
}

bool Certificate::has_extended_usage(const std::string& oid) const {
  const auto usages = decoded_extension<EXTENDED_KEY_USAGE>(x509_->pointer.get(), NID_ext_key_usage);
  for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    if (oid_text(sk_ASN1_OBJECT_value(usages.get(), i)) == oid) return true;
  }
  return false;
}

std::optional<CertificateExtension> Certificate::find_extension(const std::string& oid) const {
  const Owned<ASN1_OBJECT> object(OBJ_txt2obj(oid.c_str(), 1));
  const ::X509* certificate = x509_->pointer.get();
  const int place = X509_get_ext_by_OBJ(certificate, object.get(), -1);
  if (place < 0) return std::nullopt;
  X509_EXTENSION* extension = X509_get_ext(certificate, place);
  const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(extension);
  const unsigned char* bytes = ASN1_STRING_get0_data(value);
  return CertificateExtension{X509_EXTENSION_get_critical(extension) != 0,
                              base::Bytes(bytes, bytes + ASN1_STRING_length(value))};
}

base::Result<base::Done, std::string> verify_chain(const std::vector<Certificate>& chain,
                                                   const std::vector<Certificate>& anchors, base::Time at) {
  if (chain.empty()) return base::Error{std::string("no certificate")};
  const Owned<X509_STORE> store(X509_STORE_new());
  X509_STORE_set_check_issued(store.get(), is_issued);
  for (const Certificate& anchor : anchors) X509_STORE_add_cert(store.get(), anchor.x509_->pointer.get());
  const Owned<STACK_OF(X509)> others(sk_X509_new_null());
  for (std::size_t i = 1; i < chain.size(); ++i) sk_X509_push(others.get(), chain[i].x509_->pointer.get());

  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), chain.front().x509_->pointer.get(), others.get());
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, base::to_unix(at));
  X509_VERIFY_PARAM_set_depth(parameters, 8);
  const bool is_trusted = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (!is_trusted) {
    return base::Error{std::string(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())))};
  }
  return base::Done{};
}

}  // namespace crypto
