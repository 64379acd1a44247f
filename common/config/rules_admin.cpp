// postern.admin.tokens: `sha256:HEX`, or `sha256:HEX:NAME` where NAME is what the log calls the holder. A token itself,
// pasted by mistake, must not end up in an error text: what is refused is not quoted.
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "config/draft.h"

namespace config {
namespace {

constexpr std::string_view kKey = "postern.admin.tokens";
constexpr std::string_view kScheme = "sha256:";
constexpr std::size_t kDigits = 64, kLongestName = 40, kShownDigits = 8;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

std::optional<AdminToken> parse_token(std::string_view text) {
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  const std::string_view digits = text.substr(0, kDigits);
  const auto hash = base::decode_hex(digits);
  AdminToken token;
  if (!hash || hash->size() != token.hash.bytes.size()) return std::nullopt;
  std::ranges::copy(*hash, token.hash.bytes.begin());
  text.remove_prefix(kDigits);
  if (text.empty()) {
    token.name = base::encode_hex(*hash).substr(0, kShownDigits);
    return token;
  }
  if (!text.starts_with(':') || !is_name(text.substr(1))) return std::nullopt;
  token.name = text.substr(1);
  return token;
}

}  // namespace

void apply_admin_rules(Draft& draft) {
  for (const std::string& text : draft.config.admin_token_texts) {
    auto token = parse_token(text);
    if (!token) {
      draft.refuse(std::string(kKey),
                   "holds something else than the hash of a token; allowed: sha256: and 64 hexadecimal digits, then "
                   "perhaps : and a name of letters, digits, `-`, `_` and `.`; make one with `postern admin token`");
      return;
    }
    draft.config.admin_tokens.push_back(std::move(*token));
  }
}

}  // namespace config
