// The session routes of Kratos' admin API. `expand` says what comes with a session, `active` which are listed;
// extending is contract half A 3.4.
#include "api/admin_sessions.h"

#include <algorithm>

#include "api/admin.h"
#include "api/admin_identities.h"
#include "api/pagination.h"
#include "api/problem.h"
#include "base/text.h"
#include "flow/audit.h"
#include "store/flows.h"

namespace api {
namespace {

struct Expansion {
  bool identity = false, devices = false;
};

base::Result<Expansion, std::string> requested_expansion(const Call& call) {
  Expansion out;
  for (const auto& [name, value] : call.query) {
    if (name != "expand") continue;
    if (base::equal_ignoring_case(value, "identity")) {
      out.identity = true;
    } else if (base::equal_ignoring_case(value, "devices")) {
      out.devices = true;
    } else {
      return base::Error{"Could not parse expand option: " + value};
    }
  }
  return out;
}

base::Result<std::optional<bool>, std::string> requested_state(const Call& call) {
  const std::string text = call.parameter("active");
  if (text.empty()) return std::optional<bool>();
  if (text == "true" || text == "false") return std::optional(text == "true");
  return base::Error{std::string("Invalid value for query parameter `active`: it is true or false.")};
}

void write(base::JsonWriter& out, Call& call, store::FoundSession found, Expansion expansion) {
  if (!expansion.devices) found.session.devices.clear();
  session::write_session(out, session::from_found(std::move(found)), call.app.essentials().base_url,
                         expansion.identity ? session::IdentityShown::full : session::IdentityShown::withheld,
                         call.now);
}

http::Response show(Call& call, store::FoundSession found, Expansion expansion) {
  base::JsonWriter out;
  write(out, call, std::move(found), expansion);
  return json_answer(200, out.take());
}

std::optional<base::Uuid> session_id_of(const Call& call) { return base::parse_uuid(call.path_parameters[0]); }
Problem no_uuid() { return problems::bad_request_message("the session id is not a UUID"); }

bool is_active(const store::FoundSession& found, base::Time now) {
  return found.session.active && found.session.expires_at > now && found.identity.active;
}

// Silently as it was if session.earliest_possible_extend says that it is too early.
bool may_extend(Call& call, const store::SessionRow& session) {
  const auto& earliest = call.app.config().earliest_possible_extend;
  return !earliest || session.expires_at - *earliest < call.now;
}

std::string detail_of(const base::Uuid& session) { return flow::details({{"session", base::to_string(session)}}); }

}  // namespace

http::Response answer_list_all_sessions(Call& call) {
  const auto expansion = requested_expansion(call);
  if (!expansion) return json_error(call, problems::bad_request(expansion.error()));
  const auto active = requested_state(call);
  if (!active) return json_error(call, problems::bad_request(active.error()));
  const IdPage page = requested_id_page(call);
  const store::SessionFilter filter{*active, call.now};
  std::vector<store::FoundSession> found;
  std::int64_t total = 0;
  call.app.db().read([&](store::Tx& tx) {
    found = store::list_sessions(tx, filter, page.after, page.size + 1);
    total = store::count_sessions(tx, filter);
  });
  std::optional<base::Uuid> last;
  if (found.size() > static_cast<std::size_t>(page.size)) {
    found.pop_back();
    last = found.back().session.id;
  }
  base::JsonWriter out;
  out.array();
  for (store::FoundSession& each : found) write(out, call, std::move(each), *expansion);
  http::Response response = json_answer(200, out.close().take());
  response.set("X-Total-Count", std::to_string(total));
  add_id_page_links(call, page, last, response);
  return response;
}

http::Response answer_any_session(Call& call) {
  const auto expansion = requested_expansion(call);
  if (!expansion) return json_error(call, problems::bad_request(expansion.error()));
  const auto id = session_id_of(call);
  if (!id) return json_error(call, no_uuid());
  auto found = call.app.db().read_value<std::optional<store::FoundSession>>(
      [&](store::Tx& tx) { return store::find_session_by_id(tx, *id); });
  if (!found) return json_error(call, problems::not_found());
  return show(call, std::move(*found), *expansion);
}

http::Response answer_disable_session(Call& call) {
  const auto id = session_id_of(call);
  if (!id) return json_error(call, no_uuid());
  const auto found = call.app.db().write_value<std::optional<store::FoundSession>>([&](store::Tx& tx) {
    auto session = store::find_session_by_id(tx, *id);
    if (!session) return session;
    store::revoke_session(tx, *id, session->session.identity_id, call.now);
    store::drop_pending_of_session(tx, *id);
    record_deed(tx, call, flow::deed::kSessionsEnded, session->session.identity_id, detail_of(*id));
    return session;
  });
  if (!found) return json_error(call, problems::not_found());
  log_deed(call, "admin.session.disabled", found->session.identity_id, base::to_string(*id));
  return no_content();
}

// One that has ended stays ended: it is shown as it is.
http::Response answer_extend_session(Call& call) {
  const auto id = session_id_of(call);
  if (!id) return json_error(call, no_uuid());
  bool extended = false;
  auto found = call.app.db().write_value<std::optional<store::FoundSession>>([&](store::Tx& tx) {
    auto session = store::find_session_by_id(tx, *id);
    if (!session || !may_extend(call, session->session)) return session;
    store::FoundSession longer = *session;
    longer.session.expires_at = call.now + call.app.essentials().session_lifespan;
    longer.session.updated_at = call.now;
    extended = store::update_session(tx, longer.session);
    if (extended) record_deed(tx, call, flow::deed::kSessionExtended, longer.session.identity_id, detail_of(*id));
    return extended ? std::optional(longer) : session;
  });
  if (!found) return json_error(call, problems::not_found());
  if (extended) log_deed(call, "admin.session.extended", found->session.identity_id, base::to_string(*id));
  return show(call, std::move(*found), {true, true});
}

http::Response answer_list_sessions_of(Call& call) {
  const auto active = requested_state(call);
  if (!active) return json_error(call, problems::bad_request(active.error()));
  const auto identity = find_identity_of(call);
  if (!identity) return json_error(call, problems::not_found());
  auto found = call.app.db().read_value<std::vector<store::FoundSession>>(
      [&](store::Tx& tx) { return store::list_sessions_of(tx, identity->id); });
  if (*active) std::erase_if(found, [&](const auto& each) { return is_active(each, call.now) != **active; });
  const Page page = requested_page(call);
  const auto total = static_cast<std::int64_t>(found.size());
  base::JsonWriter out;
  out.array();
  for (std::int64_t i = page.offset; i < std::min(total, page.offset + page.size); ++i) {
    write(out, call, std::move(found[static_cast<std::size_t>(i)]), {true, true});
  }
  http::Response response = json_answer(200, out.close().take());
  add_page_headers(call, page, total, response);
  return response;
}

http::Response answer_delete_sessions_of(Call& call) {
  const auto identity = find_identity_of(call);
  if (!identity) return json_error(call, problems::not_found());
  const auto count = call.app.db().write_value<std::int64_t>([&](store::Tx& tx) {
    for (const store::FoundSession& found : store::list_sessions_of(tx, identity->id)) {
      store::drop_pending_of_session(tx, found.session.id);
    }
    const auto ended = store::delete_sessions_of(tx, identity->id);
    if (ended > 0)
      record_deed(tx, call, flow::deed::kSessionsEnded, identity->id,
                  flow::details({{"count", std::to_string(ended)}}));
    return ended;
  });
  log_deed(call, "admin.sessions.deleted", identity->id, std::to_string(count));
  return no_content();
}

}  // namespace api
