#include "api/csrf.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "crypto/sha256.h"
#include "http/body.h"

namespace api {

namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kHintAjax =
    "We detected an AJAX call, please ensure that CORS is enabled and configured correctly, and that your AJAX code "
    "sends cookies and has credentials enabled. For further debugging, check your Browser's Network Tab to see what "
    "cookies are included or excluded.";
constexpr std::string_view kHintRegular =
    "We detected a regular browser or server-side call. To debug browser calls check your Browser's Network Tab to see "
    "what cookies are included or excluded. If you are calling from a server ensure that the appropriate cookies are "
    "being forwarded and that the SDK method is called correctly.";
constexpr std::string_view kHintNoToken =
    "The anti-CSRF cookie was found but the CSRF token was not included in the HTTP request body (csrf_token) nor in "
    "the HTTP Header (X-CSRF-Token).";
constexpr std::string_view kNoCookies = "The HTTP Cookie Header is empty or not set.";
constexpr std::string_view kNoCsrfCookie = "The HTTP Cookie Header was set but did not include the anti-CSRF cookie.";
constexpr std::string_view kMismatch =
    "The HTTP Cookie Header was set and a CSRF token was sent but they do not match. We recommend deleting all cookies "
    "for this domain and retrying the flow.";

std::string cookie_name(Call& call) { return csrf_cookie_name(call.app.essentials().base_url); }

void send_secret(Call& call, base::ByteView secret) {
  const config::CookieAttributes& attributes = call.app.essentials().cookies;
  std::string line = cookie_name(call) + "=" + base::encode_base64(secret) + "; Path=" + attributes.path;
  if (!attributes.domain.empty()) line += "; Domain=" + attributes.domain;
  line += "; Max-Age=31536000; HttpOnly";
  if (attributes.secure) line += "; Secure";
  // Browsers refuse SameSite=None without Secure, and Strict would part a form from its cookie after a link from
  // outside.
  std::string_view same_site = "Lax";
  if (attributes.secure && attributes.same_site == config::SameSite::none) same_site = "None";
  if (attributes.secure && attributes.same_site == config::SameSite::strict) same_site = "Strict";
  call.set_cookies.push_back(line.append("; SameSite=").append(same_site));
}

bool has_csrf_cookie(Call& call) {
  const std::string wanted = cookie_name(call);
  const auto cookies = call.request.cookies();
  return std::any_of(cookies.begin(), cookies.end(), [&](const auto& cookie) { return cookie.first == wanted; });
}

std::string hint_of(const http::Request& request) {
  const std::string_view mode = request.header("sec-fetch-mode").value_or("");
  return std::string(mode == "cors" || mode == "same-origin" ? kHintAjax : kHintRegular);
}

// `docs`, `hint`, `reject_reason`: the first case that fits (half A 5.3).
std::string reject_details(Call& call, bool has_token) {
  std::string hint = hint_of(call.request);
  std::string_view reason = kMismatch;
  if (call.request.header("cookie").value_or("").empty()) {
    reason = kNoCookies;
  } else if (!has_csrf_cookie(call)) {
    reason = kNoCsrfCookie;
  } else if (!call.request.content_type.starts_with("application/json") && !has_token) {
    hint = kHintNoToken;
    reason = {};
  }
  base::JsonWriter out;
  out.object().key("docs").string("https://www.ory.com/docs/troubleshooting/csrf").key("hint").string(hint);
  if (!reason.empty()) out.key("reject_reason").string(reason);
  out.close();
  return out.take();
}

std::string form_field(const http::Request& request, std::string_view name) {
  const auto fields = http::decode_body(request);
  if (!fields) return {};
  const auto found = std::find_if(fields.value().begin(), fields.value().end(),
                                  [&](const http::Field& field) { return field.name == name; });
  return found == fields.value().end() ? std::string() : found->text;
}

}  // namespace

std::string csrf_cookie_name(const std::string& base_url) {
  return "csrf_token_" + base::encode_hex(crypto::sha256(base_url));
}

std::optional<base::Bytes> received_csrf_secret(Call& call) {
  if (call.csrf_secret) return call.csrf_secret;
  const std::string wanted = cookie_name(call);
  std::optional<std::string_view> found;
  for (const auto& [name, value] : call.request.cookies()) {
    if (name != wanted) continue;
    if (found) return std::nullopt;  // two of them: one was planted
    found = value;
  }
  if (!found) return std::nullopt;
  auto secret = base::decode_base64(*found);
  if (!secret || secret->size() != kSecretBytes) return std::nullopt;
  call.csrf_secret = secret;
  return secret;
}

base::Bytes require_csrf_secret(Call& call) {
  if (auto secret = received_csrf_secret(call)) return *secret;
  return rotate_csrf_secret(call);
}

base::Bytes rotate_csrf_secret(Call& call) {
  base::Bytes secret = base::random_bytes(call.app.random(), kSecretBytes);
  // One Set-Cookie of a name is enough: a secret made earlier in this call is forgotten.
  const std::string prefix = cookie_name(call) + "=";
  std::erase_if(call.set_cookies, [&](const std::string& line) { return line.starts_with(prefix); });
  send_secret(call, secret);
  call.csrf_secret = secret;
  return secret;
}

std::string mask_csrf_secret(base::ByteView secret, base::Random& random) {
  base::Bytes masked = base::random_bytes(random, secret.size());
  for (std::size_t i = 0; i < secret.size(); ++i) masked.push_back(static_cast<std::uint8_t>(masked[i] ^ secret[i]));
  return base::encode_base64(masked);
}

bool csrf_token_matches(std::string_view token, base::ByteView secret, bool allow_raw) {
  if (secret.size() != kSecretBytes) return false;
  const auto bytes = base::decode_base64(token);
  if (!bytes) return false;
  if (bytes->size() == kSecretBytes) return allow_raw && base::equal_constant_time(*bytes, secret);
  if (bytes->size() != 2 * kSecretBytes) return false;
  std::array<std::uint8_t, kSecretBytes> unmasked;
  for (std::size_t i = 0; i < kSecretBytes; ++i) {
    unmasked[i] = static_cast<std::uint8_t>((*bytes)[i] ^ (*bytes)[kSecretBytes + i]);
  }
  return base::equal_constant_time(unmasked, secret);
}

flow::CsrfVerdict judge_submission(Call& call, bool browser_flow, std::string_view body_token) {
  if (browser_flow) {
    const auto secret = received_csrf_secret(call);
    const bool matches = secret && csrf_token_matches(body_token, *secret, true);
    return matches ? flow::CsrfVerdict::ok : flow::CsrfVerdict::violation;
  }
  if (call.request.header("origin")) return flow::CsrfVerdict::origin_in_api_flow;
  for (const auto& [name, value] : call.request.cookies()) {
    const bool is_from_proxy = name.starts_with("__cf") || name.starts_with("_cf") || name.starts_with("cf_");
    if (!is_from_proxy) return flow::CsrfVerdict::cookie_in_api_flow;
  }
  return flow::CsrfVerdict::ok;
}

std::optional<Problem> check_unsafe_request(Call& call) {
  std::string token(call.request.header("x-csrf-token").value_or(""));
  if (token.empty() && call.request.content_type.starts_with("application/x-www-form-urlencoded")) {
    token = form_field(call.request, "csrf_token");
  }
  const auto secret = received_csrf_secret(call);
  if (secret && csrf_token_matches(token, *secret, false)) return std::nullopt;
  return csrf_problem(call, !token.empty());
}

Problem csrf_problem(Call& call, bool body_has_token) {
  const bool has_token = body_has_token || !call.request.header("x-csrf-token").value_or("").empty();
  Problem problem;
  problem.id = "security_csrf_violation";
  problem.status = 403;
  problem.reason =
      "Please retry the flow and optionally clear your cookies. The request was rejected to protect you from "
      "Cross-Site-Request-Forgery (CSRF) which could cause account takeover, leaking personal information, and other "
      "serious security issues.";
  problem.message = "the request was rejected to protect you from Cross-Site-Request-Forgery";
  problem.details = reject_details(call, has_token);
  return problem;
}

}  // namespace api
