// postern.webauthn.attestation: PEM files (RFC 7468) and models. They are read here, so that a file that is gone or
// holds no certificate is told with its line, and not to whoever adds a key. What a certificate says is for crypto/ to
// read.
#include <algorithm>
#include <filesystem>

#include "base/encoding.h"
#include "base/text.h"
#include "base/uuid.h"
#include "config/draft.h"
#include "config/file.h"

namespace config {
namespace {

constexpr std::string_view kFile = "file://";
constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END CERTIFICATE-----";
using Certificates = std::vector<std::vector<std::uint8_t>>;

// A DER SEQUENCE that is as long as it says: what every certificate is from outside.
bool is_sequence(base::ByteView der) {
  if (der.size() < 4 || der[0] != 0x30) return false;
  if (der[1] < 0x80) return der.size() == 2u + der[1];
  const std::size_t count = der[1] & 0x7Fu;
  if (count == 0 || count > 3 || der.size() < 2 + count) return false;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8 | der[2 + i];
  return der.size() == 2 + count + length;
}

// Text between blocks is a comment; nullopt where a block is broken.
std::optional<Certificates> parse_pem(std::string_view text) {
  Certificates certificates;
  while (true) {
    const std::size_t begin = text.find(kBegin);
    if (begin == std::string_view::npos) return certificates;
    text.remove_prefix(begin + kBegin.size());
    const std::size_t end = text.find(kEnd);
    if (end == std::string_view::npos) return std::nullopt;
    std::string base64(text.substr(0, end));
    std::erase_if(base64, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
    auto der = base::decode_base64(base64);
    if (!der || !is_sequence(*der)) return std::nullopt;
    certificates.push_back(std::move(*der));
    text.remove_prefix(end + kEnd.size());
  }
}

void read_anchors(Draft& draft, const std::string& key, const std::string& url, Certificates& anchors) {
  if (!url.starts_with(kFile) || url.size() == kFile.size()) {
    draft.refuse(key, base::quote_go(base::truncate_utf8(url, 80)) +
                          " names no file; allowed: file://PATH (relative to this file)");
    return;
  }
  const std::filesystem::path path = std::filesystem::path(draft.folder) / url.substr(kFile.size());
  const Reading file = read_file(path.lexically_normal().string());
  if (!file.text) return draft.refuse(key, url + " cannot be read: " + file.problem);
  const auto certificates = parse_pem(*file.text);
  if (!certificates || certificates->empty()) {
    return draft.refuse(key, url + " holds no PEM certificate, or a broken one");
  }
  anchors.insert(anchors.end(), certificates->begin(), certificates->end());
}

}  // namespace

void apply_authenticator_rules(Draft& draft) {
  const std::string prefix = "postern.webauthn.attestation.";
  AuthenticatorRules& rules = draft.config.webauthn_authenticators;
  for (const std::string& url : rules.anchor_files) read_anchors(draft, prefix + "trust_anchors", url, rules.anchors);
  for (std::string& aaguid : rules.aaguids) {
    const auto id = base::parse_uuid(aaguid);
    if (!id) {
      draft.refuse(prefix + "aaguids", base::quote_go(base::truncate_utf8(aaguid, 80)) +
                                           " is no AAGUID; allowed: as in 2fc0579f-8113-47ea-b116-bb5a8db9202a");
      return;
    }
    aaguid = base::to_string(*id);
  }
  if (rules.aaguids.empty() || !rules.anchor_files.empty()) return;
  draft.warn(prefix + "aaguids", "stands without trust_anchors: any key may claim to be one of these models");
}

}  // namespace config
