#include "api/session_form.h"

#include "api/csrf.h"
#include "api/flows.h"
#include "api/page_facts.h"
#include "api/return_to.h"
#include "api/sessions.h"
#include "store/remembered_devices.h"

namespace api {

namespace {

constexpr int kShown = 20;  // newest first; "everywhere else" ends the rest too

// `192.0.2.7:4711` and `[2001:db8::1]:4711` without the port, which says nothing to people.
std::string without_port(const std::string& address) {
  const auto colon = address.rfind(':');
  if (address.starts_with('[')) return address.substr(1, address.rfind(']') - 1);
  return colon == address.find(':') ? address.substr(0, colon) : address;
}

PageView::SignedIn signed_in(const session::Session& session, bool here) {
  PageView::SignedIn out{.id = base::to_string(session.id()), .here = here, .at = session.row.created_at};
  out.methods = session::method_names(session.methods);
  out.last_seen_at = session.row.last_seen_at;
  if (session.row.devices.empty()) return out;
  const auto& device = session.row.devices.back();
  out.user_agent = device.user_agent.value_or("");
  out.address = without_port(device.ip_address);
  if (!device.location.empty()) out.address += ", " + device.location;
  return out;
}

// One that is gone already is forgotten.
void forget_device(Call& call, const session::Session& session, std::string_view device) {
  const auto id = base::parse_uuid(device);
  if (!id) return;
  call.app.db().write([&](store::Tx& tx) { store::forget_device(tx, session.identity.id, *id); });
}

}  // namespace

void add_signed_in(Call& call, PageView& view, const session::Session& session) {
  std::vector<store::FoundSession> others;
  std::int64_t total = 0;
  std::vector<store::RememberedDeviceRow> devices;
  call.app.db().read([&](store::Tx& tx) {
    devices = store::remembered_devices(tx, session.identity.id, call.now);
    others = store::list_other_sessions(tx, session.identity.id, session.id(), call.now, kShown, 0, total);
  });
  view.sessions.push_back(signed_in(session, true));
  for (auto& other : others) view.sessions.push_back(signed_in(session::from_found(std::move(other)), false));
  for (const auto& device : devices)
    view.devices.push_back({base::to_string(device.id), device.name, without_port(device.address), device.created_at,
                            device.last_used_at});
  view.sessions_not_shown = total - static_cast<std::int64_t>(others.size());
  view.sessions_url = public_url(call.app, "/settings/sessions") + "?flow=" + view.flow_id;
  view.ended_sessions = call.parameter("ended");
}

http::Response answer_session_form(Call& call) {
  if (const auto problem = check_unsafe_request(call)) return forward(call, *problem);
  const auto submission = read_submission(call.request);
  const auto* fields = std::get_if<flow::Submission>(&submission);
  if (!fields) return forward(call, problems::bad_request(std::get<std::string>(submission)));
  base::Query back;
  if (is_uuid_parameter(call, "flow")) back.emplace_back("flow", call.parameter("flow"));
  const auto revoker = require_revoker(call);
  if (const auto* session = std::get_if<const session::Session*>(&revoker)) {
    const std::string wanted = fields->text("session"), device = fields->text("device");
    if (wanted.empty() && !device.empty()) {
      forget_device(call, **session, device);
      back.emplace_back("ended", "remembered");
      return redirect(call, base::with_query(public_url(call.app, "/settings"), back));
    }
    if (wanted == "others") {
      revoke_others(call, **session);
    } else if (const auto revoked = revoke_other(call, **session, wanted); std::holds_alternative<Problem>(revoked)) {
      return forward(call, std::get<Problem>(revoked));
    }
    back.emplace_back("ended", wanted == "others" ? "others" : "device");
  }
  // Whoever may not, is asked by the account page for what is missing.
  return redirect(call, base::with_query(public_url(call.app, "/settings"), back));
}

}  // namespace api
