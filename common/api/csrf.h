// Anti-CSRF cookie and token (contract half A 5).
#pragma once

#include <optional>
#include <string>

#include "api/app.h"
#include "api/problem.h"

namespace api {

// `csrf_token_` and the hex SHA-256 of serve.public.base_url.
[[nodiscard]] std::string csrf_cookie_name(const std::string& base_url);
// The browser's secret (32 bytes) as it came; nullopt if the cookie is absent, malformed, or there are several.
[[nodiscard]] std::optional<base::Bytes> received_csrf_secret(Call& call);
// The browser's secret; a new one is made, and its cookie set, if it has none. Kept in call.csrf_secret.
base::Bytes require_csrf_secret(Call& call);
// A new secret for this browser (sign-in as another person, logout): adds Set-Cookie.
base::Bytes rotate_csrf_secret(Call& call);
// 64 bytes in base64: one-time pad and the secret XORed with it; different on every answer.
[[nodiscard]] std::string mask_csrf_secret(base::ByteView secret, base::Random& random);
// Masked (64 bytes) or, if `allow_raw`, plain (32 bytes) token against the secret, in constant time.
[[nodiscard]] bool csrf_token_matches(std::string_view token, base::ByteView secret, bool allow_raw);
// Contract half A 5.2, row "POST login / settings": what the engine is told.
[[nodiscard]] flow::CsrfVerdict judge_submission(Call& call, bool browser_flow, std::string_view body_token);
// Contract half A 5.2, row "unsafe method on a path that is not ignored": the middleware's check of header or form
// field.
[[nodiscard]] std::optional<Problem> check_unsafe_request(Call& call);
// The 403 of contract half A 5.3, with `docs`, `hint` and `reject_reason`.
[[nodiscard]] Problem csrf_problem(Call& call, bool body_has_token);

}  // namespace api
