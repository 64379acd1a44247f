// Fast hashes, for people who come from elsewhere; each is replaced at its owner's next sign-in (contract half B 5.3):
//   {SSHA}, {SSHA256}, {SSHA512}   base64( H(password salt) salt )
//   $sha1$, $sha256$, $sha512$     pf=<template>$<salt>$<digest>; the template names {SALT} and {PASSWORD}
//   $md5$                          <digest>, or as above
//   $hmac-<digest's name>$         <digest as text in hex>$<key>
// Every field is base64 with padding. A text that no password, or every password, matches is malformed.
#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/secret.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/password_format.h"

namespace crypto {

namespace {

constexpr std::string_view kSaltWord = "{SALT}", kPasswordWord = "{PASSWORD}";

// One pass, so that a password or a salt that looks like a word of the template stays what it is.
base::Bytes fill_template(std::string_view text, std::string_view password, std::string_view salt) {
  std::string out;
  while (!text.empty()) {
    const bool is_salt = text.starts_with(kSaltWord), is_password = text.starts_with(kPasswordWord);
    if (!is_salt && !is_password) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    out += is_salt ? salt : password;
    text.remove_prefix(is_salt ? kSaltWord.size() : kPasswordWord.size());
  }
  const base::ByteView bytes = base::as_bytes(out);
  base::Bytes filled(bytes.begin(), bytes.end());
  base::wipe(out.data(), out.size());
  return filled;
}

struct SaltedDigest {
  const DigestKind* kind = nullptr;
  std::string pattern;  // of what is digested
  base::Bytes salt, digest;
};

std::optional<SaltedDigest> parse_ssha(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, const DigestKind*>, 3> kKinds = {
      {{"{SSHA}", &kSha1}, {"{SSHA256}", &kSha256}, {"{SSHA512}", &kSha512}}};
  for (const auto& [prefix, kind] : kKinds) {
    if (!text.starts_with(prefix)) continue;
    const auto bytes = base::decode_base64(text.substr(prefix.size()));
    if (!bytes || bytes->size() <= kind->size) return std::nullopt;
    const auto salt = bytes->begin() + static_cast<std::ptrdiff_t>(kind->size);
    return SaltedDigest{kind, "{PASSWORD}{SALT}", {salt, bytes->end()}, {bytes->begin(), salt}};
  }
  return std::nullopt;
}

const DigestKind* find_kind(std::string_view name, std::initializer_list<const DigestKind*> kinds) {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const DigestKind* k) { return k->name == name; });
  return found == kinds.end() ? nullptr : *found;
}

// `$md5$<digest>`, or `$<name>$pf=<template>$<salt>$<digest>`
std::optional<SaltedDigest> parse_templated(std::string_view text) {
  const auto fields = base::split(text, '$');
  if (fields.size() < 3 || !fields[0].empty()) return std::nullopt;
  SaltedDigest out{find_kind(fields[1], {&kMd5, &kSha1, &kSha256, &kSha512}), std::string(kPasswordWord), {}, {}};
  if (out.kind == nullptr) return std::nullopt;
  if (fields.size() == 5 && fields[2].starts_with("pf=")) {
    const auto pattern = base::decode_base64(fields[2].substr(3));
    auto salt = base::decode_base64(fields[3]);
    if (!pattern || !salt) return std::nullopt;
    out.pattern = base::as_text(*pattern);
    out.salt = std::move(*salt);
  } else if (fields.size() != 3 || out.kind != &kMd5) {
    return std::nullopt;
  }
  auto digest = base::decode_base64(fields.back());
  if (!digest || digest->size() != out.kind->size) return std::nullopt;
  if (out.pattern.find(kPasswordWord) == std::string::npos) return std::nullopt;
  out.digest = std::move(*digest);
  return out;
}

bool recognises_ssha(std::string_view text) {
  return text.starts_with("{SSHA}") || text.starts_with("{SSHA256}") || text.starts_with("{SSHA512}");
}

bool recognises_templated(std::string_view text) {
  return text.starts_with("$md5$") || text.starts_with("$sha1$") || text.starts_with("$sha256$") ||
         text.starts_with("$sha512$");
}

std::optional<SaltedDigest> parse(std::string_view text) {
  return recognises_ssha(text) ? parse_ssha(text) : parse_templated(text);
}

base::Result<base::Done, ImportError> check(std::string_view text) {
  if (!parse(text)) return base::Error{ImportError::malformed};
  return base::Done{};
}

bool verify(std::string_view password, std::string_view text, std::uint64_t /* next to no memory */) {
  const auto hash = parse(text);
  if (!hash) return false;
  base::Bytes input = fill_template(hash->pattern, password, base::as_text(hash->salt));
  const base::Bytes made = digest(*hash->kind, input);
  base::wipe(input.data(), input.size());
  return base::equal_constant_time(made, hash->digest);
}

// Without salt, one table of digests reads every password of the site.
bool is_weak(std::string_view text) {
  const auto hash = parse(text);
  return !hash || hash->salt.empty() || hash->pattern.find(kSaltWord) == std::string::npos;
}

struct KeyedDigest {
  const DigestKind* kind = nullptr;
  std::string digest;  // in hex
  base::Bytes key;
};

std::optional<KeyedDigest> parse_hmac(std::string_view text) {
  const auto fields = base::split(text, '$');
  if (fields.size() != 4 || !fields[0].empty() || !fields[1].starts_with("hmac-")) return std::nullopt;
  const DigestKind* kind =
      find_kind(fields[1].substr(5), {&kMd4, &kMd5, &kSha1, &kSha224, &kSha256, &kSha384, &kSha512});
  const auto digest = base::decode_base64(fields[2]);
  auto key = base::decode_base64(fields[3]);
  if (kind == nullptr || !digest || !key || digest->size() != 2 * kind->size) return std::nullopt;
  const std::string hex(base::as_text(*digest));
  if (hex != base::to_lower_ascii(hex) || !base::decode_hex(hex)) return std::nullopt;
  return KeyedDigest{kind, hex, std::move(*key)};
}

bool recognises_hmac(std::string_view text) { return text.starts_with("$hmac-"); }

base::Result<base::Done, ImportError> check_hmac(std::string_view text) {
  if (!parse_hmac(text)) return base::Error{ImportError::malformed};
  return base::Done{};
}

bool verify_hmac(std::string_view password, std::string_view text, std::uint64_t /* next to no memory */) {
  const auto hash = parse_hmac(text);
  if (!hash) return false;
  const std::string made = base::encode_hex(hmac(*hash->kind, hash->key, base::as_bytes(password)));
  return base::equal_constant_time(base::as_bytes(made), base::as_bytes(hash->digest));
}

}  // namespace

constinit const PasswordFormat kSshaFormat = {recognises_ssha, check, verify, is_weak};
constinit const PasswordFormat kTemplatedFormat = {recognises_templated, check, verify, is_weak};
constinit const PasswordFormat kHmacFormat = {recognises_hmac, check_hmac, verify_hmac, nullptr};

}  // namespace crypto
