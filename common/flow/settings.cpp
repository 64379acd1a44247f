#include "flow/settings.h"

#include <algorithm>

#include "base/url.h"
#include "flow/challenge.h"
#include "flow/deeds.h"
#include "flow/login.h"
#include "session/gate.h"

namespace flow {
namespace {

bool recent(base::Time at, base::Duration max_age, base::Time now) {
  return max_age <= base::Duration::zero() || at + max_age > now;
}

// Without this the last factor could go, and the next page would ask to set one up again.
Refusal last_factor() {
  auto message = reason("unable to remove the last second factor because one is required");
  message.slug = "factor.last";
  return {std::move(message), ""};
}

}  // namespace

// Whether this session is offered the method: who must enrol a second factor may do nothing else here.
bool SettingsEngine::is_open(const Method& method, const session::Session& session) const {
  const auto& essentials = services_.config.essentials;
  return method.enrols(essentials) || !session::must_enrol(session, essentials, services_.clock.now());
}

View SettingsEngine::view_of(const store::FlowRow& flow, const session::Session& session) const {
  View view{.services = services_,
            .now = services_.clock.now(),
            .flow = flow,
            .session = &session,
            .identity = session.identity};
  view.echo = decode_echo(flow.echo);
  if (is_own_flow(flow, session)) view.pending = open_pending(flow, services_.keyring);
  services_.db.read([&](store::Tx& tx) { view.credentials = load_credentials(tx, session.identity.id); });
  return view;
}

store::FlowRow SettingsEngine::create(const session::Session& session, bool browser, std::string request_url,
                                      std::optional<base::TokenHash> csrf, std::vector<PlacedMessage> messages) {
  const auto now = services_.clock.now();
  auto flow = new_flow(store::FlowKind::settings, browser, now, services_.config.settings_lifespan, services_.random);
  flow.request_url = std::move(request_url);
  flow.identity_id = session.identity.id;
  flow.session_id = session.id();
  flow.csrf = csrf;
  flow.state = "show_form";
  flow.messages = encode_messages(messages);
  Pending pending;
  const auto view = view_of(flow, session);
  for (const auto* method : all_) method->prepare_settings(view, pending);
  if (!pending.totp_key.empty()) flow.pending = seal_pending(pending, flow.id, services_.keyring, services_.random);
  services_.db.write([&](store::Tx& tx) {
    insert_new_flow(tx, services_, flow);
    store::drop_pending_of_session(tx, session.id());  // whoever starts anew gives up what was waiting
  });
  return flow;
}

store::FlowRow SettingsEngine::replace_expired(const store::FlowRow& old, const session::Session& session,
                                               std::optional<base::TokenHash> csrf) {
  return create(session, old.browser, old.request_url, csrf,
                {{"", flow_expired(ids::kSettingsExpired, old.expires_at, services_.clock.now())}});
}

// Contract half B 1.8; with a second factor available the stricter rule: a stolen password must not be able to add,
// show or remove a factor, whatever settings.required_aal says.
SettingsOutcome::Kind SettingsEngine::missing_for(SettingsTry::Privilege privilege,
                                                  const session::Session& session) const {
  using Kind = SettingsOutcome::Kind;
  const auto max_age = services_.config.privileged_session_max_age;
  const auto now = services_.clock.now();
  if (privilege == SettingsTry::Privilege::free) return Kind::saved;
  const auto available = session::available_aal(session.identity.factors, services_.config.essentials);
  if (privilege == SettingsTry::Privilege::guarded && available == session::Aal::aal2) {
    if (session.aal < session::Aal::aal2) return Kind::needs_aal2;
    if (!recent(session::newest_second_factor(session.methods), max_age, now)) return Kind::needs_aal2_refresh;
    return Kind::saved;
  }
  return recent(session.row.authenticated_at, max_age, now) ? Kind::saved : Kind::needs_refresh;
}

SettingsOutcome SettingsEngine::form(const View& view, std::string_view method, std::vector<PlacedMessage> messages,
                                     std::vector<std::pair<std::string, base::Json>> values) {
  SettingsOutcome outcome{.kind = SettingsOutcome::Kind::form, .flow = view.flow, .method = std::string(method)};
  if (!messages.empty()) outcome.slug = messages.front().message.slug;
  services_.db.write([&](store::Tx& tx) {
    auto row = store::find_flow(tx, store::FlowKind::settings, view.flow.id);
    if (!row) throw base::Broken("flow.gone", "a flow vanished during its submission");
    auto echo = decode_echo(row->echo);
    if (!method.empty()) echo.add_failed(method);
    for (auto& [name, value] : values) echo.set(name, value);
    for (const auto& [node, message] : messages)
      if (!node.empty()) echo.add_placed(node);
    row->messages = encode_messages(messages);
    row->echo = encode_echo(echo);
    if (row->shows.ends_with(kUnsorted)) row->shows.erase(row->shows.size() - kUnsorted.size());
    store::update_flow(tx, *row);
    outcome.flow = *row;
  });
  return outcome;
}

SettingsOutcome SettingsEngine::submit(const store::FlowRow& flow, const SettingsSubmission& submission) {
  auto view = view_of(flow, *submission.session);
  if (const auto* unreadable = std::get_if<std::string>(&submission.body))
    return form(view, {}, {{"", reason(*unreadable)}}, {});
  const auto& fields = std::get<Submission>(submission.body);
  const auto claiming =
      std::ranges::find_if(methods_, [&](const Method* m) { return m->claims_settings(fields, flow); });
  if (claiming == methods_.end()) return form(view, {}, {{"", make_message(ids::kNoSettingsMethod)}}, {});
  const auto& method = **claiming;
  if (!method.enabled(services_.config.essentials))
    return {.kind = SettingsOutcome::Kind::method_disabled, .flow = flow, .slug = "method.disabled"};
  if (!is_open(method, *submission.session))
    return {.kind = SettingsOutcome::Kind::needs_enrolment, .flow = flow, .slug = "enrol.required"};
  auto parsed = method.parse_settings(fields, view);
  if (!parsed) return form(view, method.id(), parsed.error(), method.echo_settings(fields, view));
  switch (submission.csrf) {
    case CsrfVerdict::ok:
      break;
    case CsrfVerdict::violation:
      return {.kind = SettingsOutcome::Kind::csrf_violation, .flow = flow, .slug = "csrf.violation"};
    case CsrfVerdict::origin_in_api_flow:
      return form(view, method.id(), {{"", api_flow_refused("Origin")}}, {});
    case CsrfVerdict::cookie_in_api_flow:
      return form(view, method.id(), {{"", api_flow_refused("Cookie")}}, {});
  }
  auto& trial = **parsed;
  if (const auto refusal = trial.prove_early(view))
    return form(view, method.id(), {{refusal->node, refusal->message}}, trial.echo());
  const auto missing = missing_for(trial.privilege(view), *submission.session);
  if (missing != SettingsOutcome::Kind::saved) {
    SettingsOutcome outcome{
        .kind = missing, .flow = flow, .slug = "session.not_privileged", .method = std::string(method.id())};
    if (flow.browser) outcome.continuity = put_waiting(services_, view, method.id(), trial.waits());
    return outcome;
  }
  return run(method, trial, view, {submission.client});
}

SettingsOutcome SettingsEngine::resume(const store::FlowRow& flow, const session::Session& session,
                                       const std::string& continuity, const Client& client) {
  const auto nothing = [&] { return SettingsOutcome{.kind = SettingsOutcome::Kind::nothing, .flow = flow}; };
  const auto waiting = find_waiting(services_, flow, session, continuity);
  if (!waiting) {
    // Who comes for a change that is no longer there is told so; a second visit must not wipe what the first one said.
    if (flow.state == "success" || !flow.shows.empty() || !decode_messages(flow.messages).empty()) return nothing();
    return form(view_of(flow, session), {}, {{"", make_message(ids::kNoSettingsMethod)}}, {});
  }
  const auto hit = std::ranges::find_if(methods_, [&](const Method* m) { return m->id() == waiting->method; });
  if (hit == methods_.end()) return nothing();
  const auto& method = **hit;
  if (!method.enabled(services_.config.essentials))
    return {.kind = SettingsOutcome::Kind::method_disabled, .flow = flow, .slug = "method.disabled"};
  if (!is_open(method, session))
    return {.kind = SettingsOutcome::Kind::needs_enrolment, .flow = flow, .slug = "enrol.required"};
  const auto trial = method.resume_settings(waiting->submission);
  if (!trial) throw base::Broken("pending.damaged", "a waiting submission is not readable");
  auto view = view_of(flow, session);
  const auto missing = missing_for(trial->privilege(view), session);
  if (missing != SettingsOutcome::Kind::saved)
    return {.kind = missing, .flow = flow, .slug = "session.not_privileged", .method = waiting->method};
  if (session.row.authenticated_at <= waiting->since) return nothing();  // only who proved themselves since may
  return run(method, *trial, view, {client, &continuity});
}

SettingsOutcome SettingsEngine::run(const Method& method, SettingsTry& trial, View& view, const Sender& sender) {
  const auto refused = [&](const Refusal& refusal) {
    if (sender.continuity)  // what waited had its one chance
      services_.db.write([&](store::Tx& tx) { store::drop_pending_of_flow(tx, view.flow.id); });
    services_.log.info("settings.refused", {{"method", method.id()}, {"message", std::to_string(refusal.message.id)}});
    return form(view, method.id(), {{refusal.node, refusal.message}}, trial.echo());
  };
  if (auto challenge = trial.challenge()) {
    if (!take_challenge(services_, view.flow, *challenge)) return refused(stale_challenge());
    view.challenge = std::move(*challenge);
  }
  if (const auto refusal = trial.prove(view)) return refused(*refusal);
  try {
    auto outcome = finish(method, trial, view, sender);
    if (outcome.kind == SettingsOutcome::Kind::saved)
      services_.log.info("settings.saved", {{"method", method.id()}, {"identity", base::to_string(view.identity->id)}});
    return outcome;
  } catch (const Refusal& refusal) {  // thrown inside the transaction, so that everything in it is undone
    return refused(refusal);
  } catch (const store::UniqueViolation&) {
    return refused({make_message(ids::kIdentifierTaken), ""});
  }
}

SettingsOutcome SettingsEngine::finish(const Method& method, SettingsTry& trial, const View& view,
                                       const Sender& sender) {
  SettingsOutcome outcome;
  services_.db.write([&](store::Tx& tx) {
    outcome = {.kind = SettingsOutcome::Kind::saved, .method = std::string(method.id())};
    // Hashing took its time: the session may have ended since it was looked at, or a second factor been added.
    const auto now_session = session::find_by_id(tx, view.session->id(), view.now);
    outcome.kind =
        now_session ? missing_for(trial.privilege(view), *now_session) : SettingsOutcome::Kind::session_ended;
    outcome.flow = view.flow;
    if (outcome.kind != SettingsOutcome::Kind::saved) return;
    if (sender.continuity && !take_waiting(tx, view.flow, *view.session, *sender.continuity, view.now)) {
      outcome.kind = SettingsOutcome::Kind::nothing;
      return;
    }
    auto change = trial.commit(tx, view);
    if (!change) throw change.error();
    if (change->shows_only) {
      auto row = store::find_flow(tx, store::FlowKind::settings, view.flow.id);
      if (!row) throw base::Broken("flow.gone", "a flow vanished during its submission");
      row->shows = change->shows + std::string(kUnsorted);
      if (!is_own_flow(*row, *view.session)) row->pending.reset();  // another session's key
      row->session_id = view.session->id();                         // only this session is shown them
      row->messages.clear();
      if (change->pending) row->pending = seal_pending(*change->pending, row->id, services_.keyring, services_.random);
      store::update_flow(tx, *row);
      outcome.kind = SettingsOutcome::Kind::shown;
      outcome.flow = *row;
      return;
    }
    store_saved(tx, view, method, *change, sender.client, outcome);
  });
  return outcome;
}

// Who shares the owner's lane of the throttle: nobody who knew an old password; this browser, if it passed everything.
void SettingsEngine::remember_or_forget(store::Tx& tx, const View& view, const Change& change, const Client& client,
                                        SettingsOutcome& outcome) {
  const auto& identity = view.identity->id;
  if (change.password_changed) {
    forget_clients(tx, services_, identity);
    for (const auto* second : {"totp", "lookup_secret"})
      store::clear_throttle(tx, identity_subject(services_, identity), second);
  }
  if (!view.flow.browser || (!change.password_changed && !outcome.raised)) return;
  outcome.known_browser =
      remember_client(tx, services_, client, outcome.raised ? outcome.raised->session : *view.session, view.now);
}

void SettingsEngine::store_saved(store::Tx& tx, const View& view, const Method& method, const Change& change,
                                 const Client& client, SettingsOutcome& outcome) {
  const auto& essentials = services_.config.essentials;
  const auto& identity = view.identity->id;
  const auto factors = store::refresh_factors(tx, identity);
  if (change.proof) {
    outcome.raised =
        session::raise(tx, *view.session, *change.proof, essentials.session_lifespan, view.now, services_.random);
    if (!outcome.raised) throw base::Broken("session.gone", "a session ended inside a transaction");
  }
  const auto before = session::available_aal(view.identity->factors, essentials);
  if (change.factor_removed && before == session::Aal::aal2 &&
      session::available_aal(factors, essentials) < session::Aal::aal2) {
    if (session::asks_second_factor_of(*view.identity, essentials)) throw last_factor();
    session::lower_sessions(tx, identity, view.now);
  }
  remember_or_forget(tx, view, change, client, outcome);
  record_change(tx, services_, identity, method.id(), change, client, view.now);
  if (has_hook(services_.config.settings_hooks, method.id(), "revoke_active_sessions"))
    record_ended(tx, identity, store::revoke_other_sessions(tx, identity, view.session->id(), view.now), client,
                 view.now);
  auto row = store::find_flow(tx, store::FlowKind::settings, view.flow.id);
  if (!row) throw base::Broken("flow.gone", "a flow vanished during its submission");
  row->state = "success";
  row->updated_at = view.now;
  row->session_id = view.session->id();  // whose form has the next pending key
  row->messages = encode_messages({{"", make_message(ids::kSaved)}});
  row->echo.clear();
  row->shows.clear();
  View after{.services = services_, .now = view.now, .flow = *row, .session = view.session, .identity = view.identity};
  after.credentials = load_credentials(tx, identity);
  Pending pending;
  for (const auto* each : all_) each->prepare_settings(after, pending);
  row->pending.reset();
  if (!pending.totp_key.empty()) row->pending = seal_pending(pending, row->id, services_.keyring, services_.random);
  store::update_flow(tx, *row);
  outcome.flow = *row;
}

Order SettingsEngine::order_for(const session::Session& session) const {
  Order order{{"default", "profile", "password", "oidc", "lookup_secret", "webauthn", "passkey", "totp"}, {}};
  for (const auto& trait : services_.schemas.require(session.identity.schema_id).traits())
    order.keys.push_back(trait.path);
  for (const char* key :
       {"lookup_secret_reveal", "lookup_secret_regenerate", "lookup_secret_codes", "lookup_secret_confirm",
        "webauthn_remove", "webauthn_register_displayname", "webauthn_register", "passkey_remove", "passkey_register",
        "totp_qr", "totp_secret_key", "totp_unlink", "totp_code"})
    order.keys.emplace_back(key);
  return order;
}

Ui SettingsEngine::render(const store::FlowRow& flow, const session::Session& session, const std::string& csrf_token) {
  Ui ui;
  ui.action = base::join_url(services_.config.essentials.base_url, "/self-service/settings") +
              "?flow=" + base::to_string(flow.id);
  auto view = view_of(flow, session);
  ui.nodes.push_back(csrf_node(csrf_token));
  for (const auto* method : methods_) {
    if (!method->enabled(services_.config.essentials) || !is_open(*method, session)) continue;
    if (view.challenge.empty() && method->challenges_settings(view))
      view.challenge = require_challenge(services_, flow);
    method->offer_settings(view, ui.nodes);
  }
  auto messages = decode_messages(flow.messages);
  for (const auto* method : methods_) {
    if (!method->enabled(services_.config.essentials) || !is_open(*method, session)) continue;
    if (auto warning = method->warn_settings(view)) messages.push_back({"", std::move(*warning)});
  }
  std::vector<Node> last;  // contract half B 1.13: what was just made stands at the end, in the order given
  if (flow.shows.ends_with(kUnsorted)) {
    const auto shown = [&](const Node& node) { return node.group == "lookup_secret"; };
    std::ranges::copy_if(ui.nodes, std::back_inserter(last), shown);
    std::erase_if(ui.nodes, shown);
  }
  place_messages(ui, messages, view.echo.placed);
  sort_nodes(ui.nodes, order_for(session));
  std::ranges::move(last, std::back_inserter(ui.nodes));
  return ui;
}

void write_settings_flow(base::JsonWriter& out, const store::FlowRow& flow, const Ui& ui,
                         const session::Session& session, const std::string& base_url, const SettingsExtras& extras) {
  out.object().key("id").string(base::to_string(flow.id)).key("type").string(flow.browser ? "browser" : "api");
  out.key("expires_at").time(flow.expires_at).key("issued_at").time(flow.issued_at);
  out.key("request_url").string(flow.request_url);
  if (const auto return_to = return_to_of(flow); !return_to.empty()) out.key("return_to").string(return_to);
  out.key("ui");
  write_ui(out, ui);
  out.key("identity");
  identity::write_public(out, session::view_of(session.identity, base_url));
  out.key("state").string(flow.state).key("organization_id").null();
  if (!extras.continue_with.empty()) out.key("continue_with").raw(extras.continue_with);
  if (!extras.transient_payload.empty()) out.key("transient_payload").raw(extras.transient_payload);
  out.close();
}

}  // namespace flow
