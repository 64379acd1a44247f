#include "api/app.h"
#include "api/cookies.h"
#include "base/text.h"

namespace api {

namespace {

bool has_cookie(const http::Request& request, std::string_view wanted) {
  for (const auto& [name, value] : request.cookies()) {
    if (name == wanted) return true;
  }
  return false;
}

}  // namespace

std::string bearer_token(const http::Request& request) {
  const std::string_view value = request.header("authorization").value_or("");
  const std::size_t space = value.find(' ');
  if (space == std::string_view::npos || !base::equal_ignoring_case(value.substr(0, space), "bearer")) return {};
  const std::string_view token = value.substr(space + 1);
  return token.find(' ') == std::string_view::npos ? std::string(token) : std::string();
}

Call::Call(App& the_app, const http::Request& the_request, std::string the_path)
    : app(the_app),
      request(the_request),
      path(std::move(the_path)),
      query(base::parse_query(the_request.query)),
      now(the_app.clock().now()) {}

std::string Call::parameter(std::string_view name) const { return base::find_parameter(query, name).value_or(""); }

void Call::find_session() {
  if (looked_) return;
  const std::string& cookie_name = app.essentials().session_cookie_name;
  std::string header(request.header("x-session-token").value_or(""));
  const auto cookie = session_cookie_of(request, cookie_name);
  std::string bearer = bearer_token(request);
  credentials_ = !header.empty() || !bearer.empty() || has_cookie(request, cookie_name);
  if (!header.empty()) {
    kind_ = TokenKind::header;
    token_ = std::move(header);
  } else if (cookie) {
    kind_ = TokenKind::cookie;
    token_ = cookie->token;
  } else if (!bearer.empty()) {
    kind_ = TokenKind::bearer;
    token_ = std::move(bearer);
  }
  if (!token_.empty()) {
    // Both SELECTs of it may stand alone: a token only moves from current to previous, so the second finds what the
    // first has just missed.
    app.db().look_up([&](store::Tx& tx) { session_ = session::find_by_token(tx, token_, now); });
  }
  if (!session_) {
    token_.clear();
    kind_ = TokenKind::none;
  }
  looked_ = true;
}

const std::optional<session::Session>& Call::session() {
  find_session();
  return session_;
}

Call::TokenKind Call::token_kind() {
  find_session();
  return kind_;
}

const std::string& Call::token() {
  find_session();
  return token_;
}

bool Call::carries_credentials() {
  find_session();
  return credentials_;
}

const session::Session* Call::writable_session() {
  find_session();
  return session_ && !session_->by_previous_token ? &*session_ : nullptr;
}

}  // namespace api
