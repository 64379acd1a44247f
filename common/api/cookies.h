// Cookies as the contract shows them (half A 3.3, 5.1; half B 1.8), and what is in the session cookie.
#pragma once

#include <optional>
#include <string>

#include "api/app.h"

namespace api {

// Session cookie value: base64url of version | expiry (us) | nonce | token. Opaque to clients, different on every
// issue; the token inside is known to the database by its hash, which is what makes the cookie authentic: no key is
// needed to read it, so whoami does without secrets.
struct SessionCookie {
  std::string token;
  base::Time expires_at{};
};
[[nodiscard]] std::string encode_session_cookie(const SessionCookie& cookie, base::Random& random);
[[nodiscard]] std::optional<SessionCookie> decode_session_cookie(std::string_view value);
// The first that decodes, of several cookies of that name.
[[nodiscard]] std::optional<SessionCookie> session_cookie_of(const http::Request& request, const std::string& name);

// `Path, Domain, Expires, Max-Age, HttpOnly, Secure, SameSite` in the contract's order.
void set_session_cookie(Call& call, const std::string& token, base::Time expires_at);
void delete_session_cookie(Call& call);
// `postern_known` (one year): browsers that passed every factor once. Attributes of the session cookie, SameSite=Lax.
void set_known_cookie(Call& call, const std::string& value);
[[nodiscard]] std::string known_cookie_of(const Call& call);  // "" if none
// `postern_device`: a browser that its owner had remembered. Attributes as above.
void set_device_cookie(Call& call, const std::string& value);
[[nodiscard]] std::string device_cookie_of(const Call& call);  // "" if none
// `ory_kratos_continuity`: the key of a submission that waits.
void set_continuity_cookie(Call& call, const std::string& value);
void delete_continuity_cookie(Call& call);
[[nodiscard]] std::string continuity_cookie_of(const Call& call);
// `postern_language` (one year): what this browser's person asked for. Attributes as above.
void set_language_cookie(Call& call, const std::string& code);
[[nodiscard]] std::string language_cookie_of(const Call& call);
// `postern_turns` (seconds): how often this browser was just sent on for the same reason, see api/circle.h.
void set_turns_cookie(Call& call, const std::string& value, base::Duration age);
void delete_turns_cookie(Call& call);
[[nodiscard]] std::string turns_cookie_of(const Call& call);

}  // namespace api
