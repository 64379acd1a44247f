#include "api/cookies.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace api {

namespace {

constexpr std::uint8_t kCookieVersion = 1;
constexpr std::size_t kNonceBytes = 8;
constexpr std::size_t kHeaderBytes = 1 + 8 + kNonceBytes;
constexpr std::size_t kMaxCookieValue = 4096;
constexpr std::string_view kKnownCookie = "postern_known";
constexpr std::string_view kDeviceCookie = "postern_device";
constexpr std::string_view kLanguageCookie = "postern_language";
constexpr std::string_view kTurnsCookie = "postern_turns";
constexpr std::string_view kContinuityCookie = "ory_kratos_continuity";
constexpr std::chrono::seconds kKnownAge = std::chrono::days(365);
constexpr std::chrono::seconds kContinuityAge = std::chrono::minutes(15);

std::string_view same_site_text(config::SameSite same_site) {
  switch (same_site) {
    case config::SameSite::strict:
      return "Strict";
    case config::SameSite::lax:
      return "Lax";
    case config::SameSite::none:
      return "None";
  }
  return "Lax";
}

struct Lifetime {
  base::Time expires_at{};
  std::int64_t max_age = 0;  // seconds
};

Lifetime lifetime_until(base::Time expires_at, base::Time now) {
  const auto left = std::chrono::floor<std::chrono::seconds>(expires_at - now).count();
  return {expires_at, std::max<std::int64_t>(left, 0)};
}

std::string cookie_line(std::string_view name, std::string_view value, const config::CookieAttributes& attributes,
                        const std::optional<Lifetime>& lifetime) {
  std::string line = std::string(name) + "=" + std::string(value) + "; Path=" + attributes.path;
  if (!attributes.domain.empty()) line += "; Domain=" + attributes.domain;
  if (lifetime) {
    line += "; Expires=" + base::format_http_date(lifetime->expires_at);
    line += "; Max-Age=" + std::to_string(lifetime->max_age);
  }
  line += "; HttpOnly";
  if (attributes.secure) line += "; Secure";
  return line.append("; SameSite=").append(same_site_text(attributes.same_site));
}

// What makes a browser forget a cookie. The value is not empty, as in the contract (half A 2.6).
constexpr std::string_view kDeletedValue = "deleted";
constexpr Lifetime kForget{base::Time(std::chrono::seconds(1)), 0};

config::CookieAttributes with_lax(config::CookieAttributes attributes) {
  attributes.same_site = config::SameSite::lax;
  return attributes;
}

std::string first_cookie(const http::Request& request, std::string_view wanted) {
  for (const auto& [name, value] : request.cookies()) {
    if (name == wanted) return std::string(value);
  }
  return {};
}

}  // namespace

std::string encode_session_cookie(const SessionCookie& cookie, base::Random& random) {
  base::Bytes bytes{kCookieVersion};
  const auto expiry = static_cast<std::uint64_t>(base::to_micros(cookie.expires_at));
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(expiry >> shift));
  const base::Bytes nonce = base::random_bytes(random, kNonceBytes);
  bytes.insert(bytes.end(), nonce.begin(), nonce.end());
  bytes.insert(bytes.end(), cookie.token.begin(), cookie.token.end());
  return base::encode_base64url(bytes);
}

std::optional<SessionCookie> decode_session_cookie(std::string_view value) {
  if (value.size() > kMaxCookieValue) return std::nullopt;
  const auto bytes = base::decode_base64url(value);
  if (!bytes || bytes->size() <= kHeaderBytes || bytes->front() != kCookieVersion) return std::nullopt;
  std::uint64_t expiry = 0;
  for (std::size_t i = 1; i <= 8; ++i) expiry = expiry << 8 | (*bytes)[i];
  const base::ByteView token = base::ByteView(*bytes).subspan(kHeaderBytes);
  return SessionCookie{std::string(base::as_text(token)), base::from_micros(static_cast<std::int64_t>(expiry))};
}

std::optional<SessionCookie> session_cookie_of(const http::Request& request, const std::string& wanted) {
  for (const auto& [name, value] : request.cookies()) {
    if (name != wanted) continue;
    if (auto cookie = decode_session_cookie(value)) return cookie;
  }
  return std::nullopt;
}

void set_session_cookie(Call& call, const std::string& token, base::Time expires_at) {
  const config::Essentials& essentials = call.app.essentials();
  const std::string value = encode_session_cookie({token, expires_at}, call.app.random());
  std::optional<Lifetime> lifetime;
  if (essentials.session_cookie_persistent) lifetime = lifetime_until(expires_at, call.now);
  call.set_cookies.push_back(cookie_line(essentials.session_cookie_name, value, essentials.session_cookie, lifetime));
}

void delete_session_cookie(Call& call) {
  const config::Essentials& essentials = call.app.essentials();
  call.set_cookies.push_back(
      cookie_line(essentials.session_cookie_name, kDeletedValue, essentials.session_cookie, kForget));
}

void set_known_cookie(Call& call, const std::string& value) {
  call.set_cookies.push_back(cookie_line(kKnownCookie, value, with_lax(call.app.essentials().session_cookie),
                                         lifetime_until(call.now + kKnownAge, call.now)));
}

std::string known_cookie_of(const Call& call) { return first_cookie(call.request, kKnownCookie); }

void set_device_cookie(Call& call, const std::string& value) {
  const auto& essentials = call.app.essentials();
  call.set_cookies.push_back(cookie_line(kDeviceCookie, value, with_lax(essentials.session_cookie),
                                         lifetime_until(call.now + essentials.remember_device, call.now)));
}

std::string device_cookie_of(const Call& call) { return first_cookie(call.request, kDeviceCookie); }

void set_continuity_cookie(Call& call, const std::string& value) {
  call.set_cookies.push_back(cookie_line(kContinuityCookie, value, with_lax(call.app.essentials().cookies),
                                         lifetime_until(call.now + kContinuityAge, call.now)));
}

void delete_continuity_cookie(Call& call) {
  call.set_cookies.push_back(
      cookie_line(kContinuityCookie, kDeletedValue, with_lax(call.app.essentials().cookies), kForget));
}

std::string continuity_cookie_of(const Call& call) { return first_cookie(call.request, kContinuityCookie); }

void set_language_cookie(Call& call, const std::string& code) {
  call.set_cookies.push_back(cookie_line(kLanguageCookie, code, with_lax(call.app.essentials().session_cookie),
                                         lifetime_until(call.now + kKnownAge, call.now)));
}

std::string language_cookie_of(const Call& call) { return first_cookie(call.request, kLanguageCookie); }

void set_turns_cookie(Call& call, const std::string& value, base::Duration age) {
  call.set_cookies.push_back(cookie_line(kTurnsCookie, value, with_lax(call.app.essentials().session_cookie),
                                         lifetime_until(call.now + age, call.now)));
}

void delete_turns_cookie(Call& call) {
  call.set_cookies.push_back(
      cookie_line(kTurnsCookie, kDeletedValue, with_lax(call.app.essentials().session_cookie), kForget));
}

std::string turns_cookie_of(const Call& call) { return first_cookie(call.request, kTurnsCookie); }

}  // namespace api
