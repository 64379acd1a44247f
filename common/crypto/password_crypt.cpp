// The Unix hashes of crypt(3) other than bcrypt, under the contract's names (half B 5.3):
//   $md5-crypt$<salt>$<digest>                          Unix $1$
//   $sha256-crypt$[rounds=<n>$]<salt>$<digest>          Unix $5$
//   $sha512-crypt$[rounds=<n>$]<salt>$<digest>          Unix $6$
#include <crypt.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/secret.h"
#include "base/text.h"
#include "crypto/password_format.h"

namespace crypto {

namespace {

// Fewer rounds than the least of crypt(3) it would count as that least; more than the most would hold a core for
// seconds.
constexpr std::int64_t kMinRounds = 1000, kMaxRounds = 1'000'000;

struct CryptKind {
  std::string_view prefix, unix_prefix;
  std::size_t salt = 0, digest = 0;  // characters: at most, exactly
  bool has_rounds = false;
};

constexpr std::array<CryptKind, 3> kKinds = {{{"$md5-crypt$", "$1$", 8, 22, false},
                                              {"$sha256-crypt$", "$5$", 16, 43, true},
                                              {"$sha512-crypt$", "$6$", 16, 86, true}}};

struct CryptHash {
  std::string setting;  // what crypt(3) is asked with
  std::string_view digest;
  std::int64_t rounds = kMinRounds;
};

bool is_letter(char c) {
  return c == '.' || c == '/' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool consists_of_letters(std::string_view text) { return std::all_of(text.begin(), text.end(), is_letter); }

const CryptKind* find_kind(std::string_view text) {
  const auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const CryptKind& kind) { return text.starts_with(kind.prefix); });
  return found == kKinds.end() ? nullptr : &*found;
}

bool recognises(std::string_view text) { return find_kind(text) != nullptr; }

std::optional<CryptHash> parse(std::string_view text) {
  const CryptKind* kind = find_kind(text);
  if (kind == nullptr) return std::nullopt;
  auto fields = base::split(text.substr(kind->prefix.size()), '$');
  CryptHash hash;
  hash.setting = kind->unix_prefix;
  if (kind->has_rounds && fields.front().starts_with("rounds=")) {
    const auto rounds = parse_parameter(fields.front(), "rounds");
    if (!rounds) return std::nullopt;
    hash.rounds = *rounds;
    hash.setting.append("rounds=").append(std::to_string(*rounds)).append("$");
    fields.erase(fields.begin());
  }
  if (fields.size() != 2 || fields[0].empty() || fields[0].size() > kind->salt || fields[1].size() != kind->digest)
    return std::nullopt;
  if (!consists_of_letters(fields[0]) || !consists_of_letters(fields[1])) return std::nullopt;
  hash.setting.append(fields[0]).append("$");
  hash.digest = fields[1];
  return hash;
}

base::Result<base::Done, ImportError> check(std::string_view text) {
  const auto hash = parse(text);
  if (!hash) return base::Error{ImportError::malformed};
  if (hash->rounds < kMinRounds) return base::Error{ImportError::malformed};
  if (hash->rounds > kMaxRounds) return base::Error{ImportError::too_costly};
  return base::Done{};
}

bool verify(std::string_view password, std::string_view text, std::uint64_t /* next to no memory */) {
  const auto hash = parse(text);
  if (!hash || password.find('\0') != std::string_view::npos) return false;  // where its C interface ends
  const auto data = std::make_unique<crypt_data>();
  std::string terminated(password);
  const char* made = crypt_r(terminated.c_str(), hash->setting.c_str(), data.get());
  const std::string_view result = made == nullptr ? "" : made;
  const bool matches = result.size() > hash->digest.size() &&
                       base::equal_constant_time(base::as_bytes(result.substr(result.size() - hash->digest.size())),
                                                 base::as_bytes(hash->digest));
  base::wipe(terminated.data(), terminated.size());
  base::wipe(data.get(), sizeof *data);
  return matches;
}

}  // namespace

constinit const PasswordFormat kCryptFormat = {recognises, check, verify, nullptr};

}  // namespace crypto
