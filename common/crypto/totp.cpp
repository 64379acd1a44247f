// RFC 4226 section 5.3 (HOTP), RFC 6238 section 4 (TOTP, T0 = 0), and the otpauth key URI that authenticator apps read.
#include "crypto/totp.h"

#include <array>

#include "base/encoding.h"
#include "base/result.h"
#include "base/text.h"
#include "base/url.h"
#include "crypto/sha256.h"

namespace crypto {

namespace {

constexpr std::array<std::string_view, 3> kAlgorithmNames = {"SHA1", "SHA256", "SHA512"};
constexpr std::int64_t kSkewedSteps = 20;

base::SecretBytes counter_mac(base::ByteView key, std::uint64_t counter, TotpAlgorithm algorithm) {
  std::array<std::uint8_t, 8> message{};  // big endian
  for (std::size_t i = 0; i < 8; ++i) message[7 - i] = static_cast<std::uint8_t>(counter >> (8 * i));
  const auto keep = [](const auto& mac) { return base::SecretBytes(base::Bytes(mac.begin(), mac.end())); };
  switch (algorithm) {
    case TotpAlgorithm::sha1:
      return keep(hmac_sha1(key, message));
    case TotpAlgorithm::sha256:
      return keep(hmac_sha256(key, message));
    case TotpAlgorithm::sha512:
      return keep(hmac_sha512(key, message));
  }
  throw base::Broken("totp.algorithm", "no such algorithm");
}

// The digits of what a person typed, or nothing if it is not exactly so many digits and blanks.
std::optional<std::string> typed_digits(std::string_view code, int digits) {
  std::string out;
  for (const char c : code) {
    if (base::trim(std::string_view(&c, 1)).empty()) continue;
    if (c < '0' || c > '9') return std::nullopt;
    out.push_back(c);
  }
  if (out.size() != static_cast<std::size_t>(digits)) return std::nullopt;
  return out;
}

bool is_code_of(base::ByteView key, std::int64_t step, std::string_view code, const TotpParameters& parameters) {
  // a step before 1970 is computed all the same, for equal work, but is no code
  const std::string expected = hotp(key, static_cast<std::uint64_t>(step), parameters.algorithm, parameters.digits);
  return base::equal_constant_time(base::as_bytes(expected), base::as_bytes(code)) && step >= 0;
}

// A number in [least, most], or `fallback` if the parameter is absent.
std::optional<int> number_parameter(const base::Query& query, std::string_view name, int fallback, int least,
                                    int most) {
  const auto text = base::find_parameter(query, name);
  if (!text) return fallback;
  const auto value = base::parse_int(*text);
  if (!value || *value < least || *value > most) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<TotpAlgorithm> algorithm_parameter(const base::Query& query) {
  const auto name = base::find_parameter(query, "algorithm");
  if (!name) return TotpAlgorithm::sha1;
  for (std::size_t i = 0; i < kAlgorithmNames.size(); ++i) {
    if (base::equal_ignoring_case(*name, kAlgorithmNames[i])) return static_cast<TotpAlgorithm>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string hotp(base::ByteView key, std::uint64_t counter, TotpAlgorithm algorithm, int digits) {
  const base::SecretBytes mac = counter_mac(key, counter, algorithm);
  const base::ByteView bytes = mac.view();
  const std::size_t offset = bytes.back() & 0x0f;  // section 5.3, dynamic truncation
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8) | bytes[offset + i];
  number &= 0x7fffffff;
  std::string code(static_cast<std::size_t>(digits), '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10) {
    *digit = static_cast<char>('0' + number % 10);
  }
  return code;
}

std::int64_t totp_step(base::Time now, const TotpParameters& parameters) {
  return base::to_unix(now) / parameters.period;
}

std::optional<std::int64_t> match_totp(base::ByteView key, std::string_view code, base::Time now,
                                       const TotpParameters& parameters) {
  const auto digits = typed_digits(code, parameters.digits);
  if (!digits) return std::nullopt;
  const std::int64_t current = totp_step(now, parameters);
  std::optional<std::int64_t> matched;
  for (const std::int64_t step : {current - 1, current + 1, current}) {  // the last match wins: the current one
    if (is_code_of(key, step, *digits, parameters)) matched = step;
  }
  return matched;
}

std::optional<std::int64_t> match_totp_skewed(base::ByteView key, std::string_view code, base::Time now,
                                              const TotpParameters& parameters) {
  const auto digits = typed_digits(code, parameters.digits);
  if (!digits) return std::nullopt;
  const std::int64_t current = totp_step(now, parameters);
  for (std::int64_t distance = 0; distance <= kSkewedSteps; ++distance) {
    for (const std::int64_t offset : {distance, -distance}) {
      if (is_code_of(key, current + offset, *digits, parameters)) return offset;
    }
  }
  return std::nullopt;
}

std::string otpauth_url(std::string_view issuer, std::string_view account, base::ByteView key,
                        const TotpParameters& parameters) {
  const std::string label = std::string(issuer).append(":").append(account);
  const std::string_view algorithm = kAlgorithmNames[static_cast<std::size_t>(parameters.algorithm)];
  return "otpauth://totp/" + base::escape_path(label) + "?algorithm=" + std::string(algorithm) +
         "&digits=" + std::to_string(parameters.digits) + "&issuer=" + base::escape_path_segment(issuer) +
         "&period=" + std::to_string(parameters.period) + "&secret=" + base::encode_base32(key);
}

std::optional<OtpauthKey> parse_otpauth_url(std::string_view url) {
  const auto parsed = base::parse_url(base::trim(url));
  if (!parsed || parsed->scheme != "otpauth" || !base::equal_ignoring_case(parsed->host, "totp")) return std::nullopt;
  const base::Query query = base::parse_query(parsed->query);
  const auto secret = base::find_parameter(query, "secret");
  auto key = secret ? base::decode_base32(base::trim(*secret)) : std::nullopt;
  if (!key || key->empty()) return std::nullopt;
  base::SecretBytes kept(std::move(*key));
  const auto algorithm = algorithm_parameter(query);
  const auto digits = number_parameter(query, "digits", 6, 6, 8);
  const auto period = number_parameter(query, "period", 30, 1, 300);
  if (!algorithm || !digits || !period) return std::nullopt;
  return OtpauthKey{std::move(kept), {*algorithm, *digits, *period}};
}

}  // namespace crypto
