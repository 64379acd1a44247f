#include "api/sessions.h"

#include <algorithm>

#include "api/client.h"
#include "api/cookies.h"
#include "api/login.h"
#include "api/pagination.h"
#include "api/problem.h"
#include "api/return_to.h"
#include "base/text.h"
#include "flow/deeds.h"
#include "store/remembered_devices.h"

namespace api {

namespace {

constexpr std::int64_t kAnonymousCacheSeconds = 60;

// Contract half A 3.5, with session.whoami.required_aal.
std::optional<Problem> gate(Call& call, const session::Session& session) {
  const config::Essentials& essentials = call.app.essentials();
  const auto missing = session::missing_to_be_let_in(session, essentials, call.now);
  if (missing == session::Missing::nothing) return std::nullopt;
  return problems::session_aal2_required(strengthen_url(call, missing, ""));
}

// The cookie says when it ends; after a refresh or a longer lifespan the session ends later.
void renew_outdated_cookie(Call& call, const session::Session& session) {
  if (call.token_kind() != Call::TokenKind::cookie || session.by_previous_token) return;
  const auto cookie = session_cookie_of(call.request, call.app.essentials().session_cookie_name);
  if (cookie && cookie->expires_at >= session.row.expires_at) return;
  set_session_cookie(call, call.token(), session.row.expires_at);
}

std::int64_t cache_seconds(const config::Essentials& essentials, base::Duration left) {
  if (essentials.cacheable_sessions_max_age) left = std::min(left, *essentials.cacheable_sessions_max_age);
  return std::chrono::floor<std::chrono::seconds>(left).count();
}

http::Response no_session(Call& call) {
  http::Response response = json_error(call, problems::whoami_unauthorized());
  if (call.app.essentials().cacheable_sessions && !call.carries_credentials()) {
    response.set("Ory-Session-Cache-For", std::to_string(kAnonymousCacheSeconds));
  }
  return response;
}

}  // namespace

http::Response answer_whoami(Call& call) {
  const auto& session = call.session();
  if (!session) return no_session(call);
  if (const auto problem = gate(call, *session)) return json_error(call, *problem);
  if (const std::string name = call.parameter("tokenize_as"); !name.empty()) {
    return json_error(call, problems::bad_request("Unable to find tokenizer template \"" + name + "\"."));
  }
  const config::Essentials& essentials = call.app.essentials();
  base::JsonWriter out;
  session::write_session(out, *session, essentials.base_url, session::IdentityShown::full, call.now);
  http::Response response = json_answer(200, out.take());
  response.set("X-Kratos-Authenticated-Identity-Id", base::to_string(session->identity.id));
  if (essentials.cacheable_sessions) {
    const base::Duration left = session->row.expires_at - call.now;
    response.set("Ory-Session-Cache-For", std::to_string(cache_seconds(essentials, left)));
  }
  renew_outdated_cookie(call, *session);
  return response;
}

http::Response answer_list_sessions(Call& call) {
  const auto& session = call.session();
  if (!session) return json_error(call, problems::sessions_unauthorized());
  if (const auto problem = gate(call, *session)) return json_error(call, *problem);
  const Page page = requested_page(call);
  std::int64_t total = 0;
  std::vector<store::FoundSession> found;
  call.app.db().read([&](store::Tx& tx) {
    found =
        store::list_other_sessions(tx, session->identity.id, session->id(), call.now, page.size, page.offset, total);
  });
  base::JsonWriter out;
  out.array();
  for (store::FoundSession& other : found) {
    session::write_session(out, session::from_found(std::move(other)), call.app.essentials().base_url,
                           session::IdentityShown::raw, call.now);
  }
  out.close();
  http::Response response = json_answer(200, out.take());
  add_page_headers(call, page, total, response);
  return response;
}

std::variant<const session::Session*, Problem> require_revoker(Call& call) {
  const session::Session* session = call.writable_session();
  if (!session) return problems::sessions_unauthorized();
  if (auto problem = gate(call, *session)) return std::move(*problem);
  return session;
}

std::int64_t revoke_others(Call& call, const session::Session& session) {
  return call.app.db().write_value<std::int64_t>([&](store::Tx& tx) {
    store::forget_devices(tx, session.identity.id);  // whoever signs out everywhere trusts no other browser
    const auto count = store::revoke_other_sessions(tx, session.identity.id, session.id(), call.now);
    flow::record_ended(tx, session.identity.id, count, {client_host(call), {}}, call.now);
    return count;
  });
}

std::variant<bool, Problem> revoke_other(Call& call, const session::Session& session, std::string_view session_id) {
  const auto id = base::parse_uuid(session_id);
  if (!id) return problems::bad_request_message("the session id is not a UUID");
  if (*id == session.id()) return problems::bad_request_message("cannot revoke current session");
  return call.app.db().write_value<bool>([&](store::Tx& tx) {
    const bool revoked = store::revoke_session(tx, *id, session.identity.id, call.now);
    flow::record_ended(tx, session.identity.id, revoked, {client_host(call), {}}, call.now);
    return revoked;
  });
}

http::Response answer_revoke_other_sessions(Call& call) {
  const auto revoker = require_revoker(call);
  if (const Problem* problem = std::get_if<Problem>(&revoker)) return json_error(call, *problem);
  const std::int64_t count = revoke_others(call, *std::get<const session::Session*>(revoker));
  base::JsonWriter out;
  out.object().key("count").number(count).close();
  return json_answer(200, out.take());
}

http::Response answer_revoke_session(Call& call) {
  const auto revoker = require_revoker(call);
  if (const Problem* problem = std::get_if<Problem>(&revoker)) return json_error(call, *problem);
  // Unknown, foreign and revoked ids are not touched and not told apart.
  const auto revoked = revoke_other(call, *std::get<const session::Session*>(revoker), call.path_parameters[0]);
  if (const Problem* problem = std::get_if<Problem>(&revoked)) return json_error(call, *problem);
  http::Response response = json_answer(204, "");
  response.body.clear();
  return response;
}

// Codes are made for native apps that sign in through an identity provider; there are none of those here.
http::Response answer_token_exchange(Call& call) {
  if (call.parameter("init_code").empty() || call.parameter("return_to_code").empty()) {
    return json_error(call, problems::bad_request("\"init_code\" and \"return_to_code\" query params must be set"));
  }
  return json_error(call, problems::not_found_because("no session yet for this \"code\""));
}

}  // namespace api
