// bcrypt in Unix form: $2<a|b|y|z or nothing>$<cost, two digits>$<22 characters of salt><31 of digest>. The letters
// mark bugs of long ago in other programs; all of them are computed as $2b$, which is the algorithm without any, and
// written as $2a$, as the contract's other readers expect.
#include <crypt.h>

#include <algorithm>
#include <memory>

#include "base/secret.h"
#include "base/text.h"
#include "crypto/password_format.h"

namespace crypto {

namespace {

constexpr std::size_t kMaxPassword = 72, kSaltLength = 22, kDigestLength = 31;
constexpr int kMinCost = 4, kMaxCost = 15;

struct BcryptHash {
  int cost = 0;
  std::string_view salt, digest;
};

bool is_bcrypt_letter(char c) {
  return c == '.' || c == '/' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool recognises(std::string_view hash) {
  if (hash.starts_with("$2$")) return true;
  constexpr std::string_view kLetters = "abzy";
  return hash.size() >= 4 && hash.starts_with("$2") && hash[3] == '$' &&
         kLetters.find(hash[2]) != std::string_view::npos;
}

std::optional<BcryptHash> parse(std::string_view text) {
  if (!recognises(text)) return std::nullopt;
  const auto fields = base::split(text, '$');
  if (fields.size() != 4 || fields[2].size() != 2 || fields[3].size() != kSaltLength + kDigestLength)
    return std::nullopt;
  const auto cost = base::parse_int(fields[2]);
  if (!cost || *cost < kMinCost || !std::all_of(fields[3].begin(), fields[3].end(), is_bcrypt_letter))
    return std::nullopt;
  return BcryptHash{static_cast<int>(*cost), fields[3].substr(0, kSaltLength), fields[3].substr(kSaltLength)};
}

std::string two_digits(int cost) { return (cost < 10 ? "0" : "") + std::to_string(cost); }

// Salt and digest, 53 characters; `setting` is $2b$<cost>$<salt>.
std::string compute(std::string_view password, const std::string& setting) {
  const auto data = std::make_unique<crypt_data>();
  std::string terminated(password);
  const char* made = crypt_r(terminated.c_str(), setting.c_str(), data.get());
  const std::string hash = made == nullptr ? "" : made;
  base::wipe(terminated.data(), terminated.size());
  base::wipe(data.get(), sizeof *data);
  if (hash.size() < kSaltLength + kDigestLength) throw base::Broken("hash.bcrypt", "crypt(3) refuses bcrypt");
  return hash.substr(hash.size() - kSaltLength - kDigestLength);
}

base::Result<base::Done, ImportError> check(std::string_view text) {
  const auto hash = parse(text);
  if (!hash) return base::Error{ImportError::malformed};
  if (hash->cost > kMaxCost) return base::Error{ImportError::too_costly};
  return base::Done{};
}

bool verify(std::string_view password, std::string_view text, std::uint64_t /* bcrypt takes 4 KiB */) {
  const auto hash = parse(text);
  if (!hash || !fits_bcrypt(password)) return false;
  const std::string made = compute(password, "$2b$" + two_digits(hash->cost) + "$" + std::string(hash->salt));
  const auto digest = std::string_view(made).substr(kSaltLength);
  return base::equal_constant_time(base::as_bytes(digest), base::as_bytes(hash->digest));
}

}  // namespace

constinit const PasswordFormat kBcryptFormat = {recognises, check, verify, nullptr};

bool fits_bcrypt(std::string_view password) {
  return password.size() <= kMaxPassword && password.find('\0') == std::string_view::npos;
}

std::string hash_bcrypt(std::string_view password, int cost, base::ByteView salt) {
  if (cost < kMinCost || cost > kMaxCost)
    throw base::Unavailable("config.invalid", "hashers.bcrypt.cost is out of bounds");
  const std::string random(base::as_text(salt));
  std::string setting(CRYPT_GENSALT_OUTPUT_SIZE, '\0');
  const char* made =
      crypt_gensalt_rn("$2b$", static_cast<unsigned long>(cost), random.data(), static_cast<int>(random.size()),
                       setting.data(), static_cast<int>(setting.size()));
  if (made == nullptr) throw base::Broken("hash.bcrypt", "crypt(3) refuses the configured cost");
  return "$2a$" + two_digits(cost) + "$" + compute(password, made);
}

bool is_bcrypt_current(std::string_view text, const HashParameters& parameters) {
  const auto hash = parse(text);
  return hash && hash->cost >= parameters.bcrypt_cost;
}

}  // namespace crypto
