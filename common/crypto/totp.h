// TOTP (RFC 6238) over HOTP (RFC 4226), and the otpauth:// URL that carries a key to an app.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"

namespace crypto {

enum class TotpAlgorithm : std::uint8_t { sha1 = 0, sha256 = 1, sha512 = 2 };

struct TotpParameters {
  TotpAlgorithm algorithm = TotpAlgorithm::sha1;
  int digits = 6;   // 6..8
  int period = 30;  // seconds, 1..300
  bool operator==(const TotpParameters&) const = default;
};

[[nodiscard]] std::string hotp(base::ByteView key, std::uint64_t counter, TotpAlgorithm algorithm, int digits);
[[nodiscard]] std::int64_t totp_step(base::Time now, const TotpParameters& parameters);
// The step whose code this is: current, next or previous (blanks around and inside are ignored; exactly `digits`
// digits). All three are always computed and compared in constant time.
[[nodiscard]] std::optional<std::int64_t> match_totp(base::ByteView key, std::string_view code, base::Time now,
                                                     const TotpParameters& parameters);
// For a kinder message at enrolment only: the offset in steps, within +-20, whose code this is.
[[nodiscard]] std::optional<std::int64_t> match_totp_skewed(base::ByteView key, std::string_view code, base::Time now,
                                                            const TotpParameters& parameters);

// `otpauth://totp/<issuer>:<account>?algorithm=SHA1&digits=6&issuer=<issuer>&period=30&secret=<BASE32>`, escaped as the
// contract says (half B 2.1).
[[nodiscard]] std::string otpauth_url(std::string_view issuer, std::string_view account, base::ByteView key,
                                      const TotpParameters& parameters);
struct OtpauthKey {
  base::SecretBytes key;
  TotpParameters parameters;
};
[[nodiscard]] std::optional<OtpauthKey> parse_otpauth_url(std::string_view url);

}  // namespace crypto
