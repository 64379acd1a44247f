#include "api/logout.h"

#include <algorithm>

#include "api/client.h"
#include "api/cookies.h"
#include "api/csrf.h"
#include "api/negotiate.h"
#include "api/problem.h"
#include "api/return_to.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/sha256.h"
#include "flow/audit.h"
#include "store/flows.h"

namespace api {

namespace {

constexpr std::string_view kNoSession = "No active session was found in this request.";
constexpr std::string_view kWrongToken =
    "Unable to log out because the logout token in the URL query does not match the session cookie.";
constexpr std::string_view kBadSessionToken =
    "The provided Ory Session Token could not be found, is invalid, or otherwise malformed.";

// `ory_lo_` and 32 letters or digits, one for each byte of the MAC.
std::string token_text(base::ByteView mac) {
  std::string token = "ory_lo_";
  for (const std::uint8_t byte : mac) token.push_back(base::kAlphanumeric[byte % base::kAlphanumeric.size()]);
  return token;
}

bool token_matches(App& app, const base::Uuid& session, std::string_view token) {
  const auto macs = app.mac_keys("logout").all(session.view());
  return std::any_of(macs.begin(), macs.end(), [&](const auto& mac) {
    return base::equal_constant_time(base::as_bytes(token_text(mac)), base::as_bytes(token));
  });
}

void record_sign_out(store::Tx& tx, Call& call, const base::Uuid& identity, const base::Uuid& session) {
  flow::record(
      tx, call.now,
      {flow::deed::kSignOut, identity, client_host(call), flow::details({{"session", base::to_string(session)}})});
}

void revoke(Call& call, const session::Session& session) {
  call.app.db().write([&](store::Tx& tx) {
    store::revoke_session(tx, session.id(), session.identity.id, call.now);
    store::drop_pending_of_session(tx, session.id());
    record_sign_out(tx, call, session.identity.id, session.id());
  });
}

// Where to after signing out: "" = not asked for.
std::variant<std::string, Problem> requested_target(Call& call) {
  const std::string return_to = call.parameter("return_to");
  if (return_to.empty()) return std::string();
  return check_return_to(call.app, return_to);
}

std::string target_after_logout(App& app, const std::string& checked_return_to) {
  if (!checked_return_to.empty()) return checked_return_to;
  const std::string& configured = app.config().logout_return_url;
  return configured.empty() ? default_return_url(app) : absolute_url(app, configured);
}

bool is_json_body(const http::Request& request) {
  const std::string_view type = request.content_type;
  return base::equal_ignoring_case(base::trim(type.substr(0, type.find(';'))), "application/json");
}

// The body's session_token ("" = none), or why it cannot be read.
std::variant<std::string, Problem> body_token(const http::Request& request) {
  if (!request.body || request.body->empty()) {
    return problems::bad_request(
        "Unable to decode HTTP Request Body because its HTTP Header \"Content-Length\" is zero.");
  }
  if (!is_json_body(request)) {
    return problems::bad_request("HTTP DELETE Request used unknown HTTP Header \"Content-Type: " +
                                 request.content_type + "\", only [application/json] are supported.");
  }
  const auto body = base::parse_json(*request.body);
  if (!body || !body.value().object()) return problems::bad_request("Unable to decode form as JSON.");
  const base::Json* token = body.value().find("session_token");
  return token && token->string() ? *token->string() : std::string();
}

}  // namespace

std::string logout_token(App& app, const base::Uuid& session) {
  return token_text(app.mac_keys("logout").mac(session.view()));
}

std::string logout_url(App& app, const base::Uuid& session, const std::string& return_to) {
  base::Query query{{"token", logout_token(app, session)}};
  if (!return_to.empty()) query.emplace_back("return_to", return_to);
  return public_url(app, "/self-service/logout") + "?" + base::encode_query(std::move(query));
}

http::Response answer_create_logout(Call& call) {
  const session::Session* session = call.writable_session();
  if (!session) return forward(call, problems::session_inactive(std::string(kNoSession), false));
  const auto target = requested_target(call);
  if (const Problem* problem = std::get_if<Problem>(&target)) return forward(call, *problem);
  base::JsonWriter out;
  out.object().key("logout_url").string(logout_url(call.app, session->id(), call.parameter("return_to")));
  out.key("logout_token").string(logout_token(call.app, session->id())).close();
  return json_answer(200, out.take());
}

http::Response answer_logout(Call& call) {
  const std::string token = call.parameter("token");
  if (token.empty()) return forward(call, problems::bad_request("Please include a token in the URL query."));
  const session::Session* session = call.writable_session();
  if (!session) return forward(call, problems::session_inactive(std::string(kNoSession), false));
  if (!token_matches(call.app, session->id(), token)) {
    return forward(call, problems::forbidden(std::string(kWrongToken)));
  }
  const auto target = requested_target(call);
  if (const Problem* problem = std::get_if<Problem>(&target)) return forward(call, *problem);

  revoke(call, *session);
  call.set_cookies.clear();  // the session's cookie comes first
  if (call.token_kind() == Call::TokenKind::cookie) delete_session_cookie(call);
  rotate_csrf_secret(call);
  http::Response response;
  if (is_json_request(call.request)) {
    response.status = 204;
  } else {
    response = redirect(call, target_after_logout(call.app, std::get<std::string>(target)));
  }
  const bool secure = call.app.essentials().base_url.starts_with("https://");
  if (call.app.config().logout_clear_browser_data && secure) {
    response.set("Clear-Site-Data", "\"cookies\", \"storage\", \"cache\"");
  }
  return response;
}

http::Response answer_logout_api(Call& call) {
  const auto token = body_token(call.request);
  if (const Problem* problem = std::get_if<Problem>(&token)) return json_error(call, *problem);
  const base::TokenHash hash = crypto::hash_token(std::get<std::string>(token));
  bool known = false;
  call.app.db().write([&](store::Tx& tx) {
    const auto found = store::find_session(tx, hash, call.now);
    known = found && !found->by_previous_token;
    if (!known) return;
    store::revoke_session(tx, found->session.id, found->identity.id, call.now);
    store::drop_pending_of_session(tx, found->session.id);
    record_sign_out(tx, call, found->identity.id, found->session.id);
  });
  if (!known) return json_error(call, problems::forbidden(std::string(kBadSessionToken)));
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace api
