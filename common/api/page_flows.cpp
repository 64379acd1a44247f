// The flow's part of a PageView: this file knows the methods, page_facts.cpp does not (whoami links that one alone).
#include "api/code_renewal.h"
#include "api/cookies.h"
#include "api/flows.h"
#include "api/login.h"
#include "api/page_facts.h"
#include "api/registration.h"
#include "api/return_to.h"
#include "api/session_form.h"
#include "api/settings.h"
#include "flow/reset.h"
#include "flow/waiting.h"
#include "methods/downloads.h"
#include "methods/methods.h"

namespace api {
namespace {

void add_doors(Call& call, PageView& view, const char* flow_kind) {
  if (!call.app.config().method_doors) return;
  for (const char* group : {"totp", "webauthn", "lookup_secret"})
    view.doors[group] =
        public_url(call.app, std::string("/self-service/methods/") + group + "/" + flow_kind) + "?flow=" + view.flow_id;
}

// The change that this confirmation is for: the flow's return_to leads back to the settings flow where it waits.
void add_paused_change(Call& call, PageView& view, const store::FlowRow& login, const session::Session& session) {
  const auto url = base::parse_url(flow::return_to_of(login));
  const auto id = url ? base::find_parameter(base::parse_query(url->query), "flow") : std::nullopt;
  const auto uuid = id ? base::parse_uuid(*id) : std::nullopt;
  if (!uuid) return;
  const auto services = call.app.services();
  std::optional<store::FlowRow> settings;
  flow::Credentials credentials;
  services.db.read([&](store::Tx& tx) {
    settings = store::find_flow(tx, store::FlowKind::settings, *uuid);
    credentials = flow::load_credentials(tx, session.identity.id);
  });
  if (!settings) return;
  const auto waiting = flow::find_waiting(services, *settings, session, continuity_cookie_of(call));
  if (!waiting) return;
  for (const auto* method : methods::for_settings()) {
    if (method->id() != waiting->method) continue;
    view.paused = method->describe_waiting(waiting->submission);
    view.paused_name = method->name_waiting(waiting->submission, credentials);
  }
}

// Where somebody is on the way to: a place on this host by its path, else with its host. "" = nowhere, or to the
// account page, which everybody reaches from anywhere.
std::string place_of(Call& call, const std::string& return_to) {
  const auto url = base::parse_url(return_to), own = base::parse_url(call.app.essentials().base_url);
  if (!url || !own || return_to.starts_with(public_url(call.app, "/self-service/"))) return {};
  if (url->host == own->host) return url->path == "/" ? std::string() : url->path;
  return url->host + (url->path == "/" ? "" : url->path);
}

}  // namespace

// Who it was is not said: an ended session proves nothing, and others may sit at this browser by now.
void add_ended_session(Call& call, PageView& view) {
  const auto& essentials = call.app.essentials();
  const auto cookie = session_cookie_of(call.request, essentials.session_cookie_name);
  if (!cookie || call.session() || cookie->expires_at > call.now) return;
  const auto hours = std::chrono::ceil<std::chrono::hours>(essentials.session_lifespan).count();
  view.ended = PageView::Ended{.hours = static_cast<int>(hours), .going_to = place_of(call, view.return_to)};
}

void add_login_flow(Call& call, PageView& view, const store::FlowRow& flow) {
  const auto services = call.app.services();
  view.flow_id = base::to_string(flow.id);
  view.ui = flow::LoginEngine(services, methods::for_login()).render(flow, form_token(call, flow));
  view.requested_aal = flow.requested_aal;
  view.refresh = flow.refresh;
  view.with = call.parameter("with");
  view.remember_days = std::chrono::floor<std::chrono::days>(call.app.essentials().remember_device).count();
  const auto echo = flow::decode_echo(flow.echo);
  if (!echo.failed.empty()) view.failed_group = echo.failed.back();
  view.return_to = flow::return_to_of(flow);
  if (!view.return_to.empty() && !view.registration_url.empty())  // who signs up instead gets there too
    view.registration_url = base::with_query(view.registration_url, {{"return_to", view.return_to}});
  const auto label = services.schemas.default_schema().identifier_label();
  view.identifier_is_email = label && label->format == "email";
  add_doors(call, view, "login");
  const auto& session = call.session();
  // Only the person themselves is told who they are and what they are about to change.
  if (!session || flow.identity_id != session->identity.id) return;
  add_person(call, view, *session);
  if (flow.requested_aal > 1 && flow::reset_state(services, *session).step != flow::ResetState::Step::closed)
    view.reset_url = public_url(call.app, "/reset");
  add_paused_change(call, view, flow, *session);
}

void add_registration_flow(Call& call, PageView& view, const store::FlowRow& flow) {
  const auto services = call.app.services();
  view.flow_id = base::to_string(flow.id);
  flow::RegistrationEngine engine(services, methods::for_registration());
  view.ui = engine.render(flow, form_token(call, flow));
  view.return_to = flow::return_to_of(flow);
  // Past the profile, its fields are hidden: the page and password managers still say whose account it will be.
  if (!view.ui.find("screen")) return;
  for (const auto& trait : engine.schema_of(flow).traits())
    if (const auto* node = view.ui.find(trait.path); node && trait.is_password_identifier && !view.person)
      view.person = PageView::Person{"", std::string(node->text_value())};
}

void add_settings_flow(Call& call, PageView& view, const store::FlowRow& flow, const session::Session& session) {
  const auto services = call.app.services();
  view.flow_id = base::to_string(flow.id);
  view.ui = flow::SettingsEngine(services, methods::for_settings()).render(flow, session, form_token(call, flow));
  view.show = call.parameter("show");
  const auto echo = flow::decode_echo(flow.echo);
  if (!echo.failed.empty()) view.failed_group = echo.failed.back();
  view.return_to = flow::return_to_of(flow);
  add_doors(call, view, "settings");
  add_person(call, view, session);
  add_signed_in(call, view, session);
  view.totp_url = methods::pending_link(services, flow, session).value_or("");
  view.codes_renewed = renews_codes(call, flow);
  if (flow.shows.starts_with("lookup."))
    view.codes_url = public_url(call.app, "/self-service/methods/lookup_secret/codes.txt") + "?flow=" + view.flow_id;
}

}  // namespace api
