#include "flow/login.h"

#include <algorithm>

#include "base/url.h"
#include "flow/challenge.h"
#include "flow/entry.h"
#include "flow/identifier_first.h"
#include "flow/remembered_device.h"

namespace flow {
namespace {

const Order& login_order() {
  static const Order order{{"oidc", "default", "webauthn", "passkey", "code", "password", "totp", "lookup_secret"},
                           {"csrf_token", "identifier", "password"}};
  return order;
}

// Nothing longer is anybody's identifier, and a stranger's request must not fill the disk.
constexpr std::size_t kMaxRemembered = 1024;

// Values a form shows again after a refusal; secrets are not among them.
void remember_values(Echo& echo, const Submission& fields) {
  auto identifier = fields.text("identifier");
  if (identifier.empty()) identifier = fields.text("password_identifier");
  if (identifier.size() <= kMaxRemembered) echo.set("identifier", base::Json(identifier));
}

std::vector<PlacedMessage> first_messages(const NewLogin& wanted) {
  std::vector<PlacedMessage> out;
  if (wanted.refresh && wanted.session) out.push_back({"", make_message(ids::kConfirmYourself)});
  if (wanted.session && wanted.requested == session::Aal::aal2 && wanted.session->aal < session::Aal::aal2)
    out.push_back({"", make_message(ids::kSecondChallenge)});
  return out;
}

}  // namespace

// One submission on its way through the engine.
struct LoginEngine::Attempt {
  const store::FlowRow& flow;
  const LoginSubmission& submission;
  const Submission& fields;
  const Method& method;
  LoginTry& trial;
  View view;
  Guess* guess = nullptr;
};

store::FlowRow LoginEngine::create(const NewLogin& wanted, std::vector<PlacedMessage> messages) {
  const auto now = services_.clock.now();
  auto flow = new_flow(store::FlowKind::login, wanted.browser, now, services_.config.login_lifespan, services_.random);
  flow.request_url = wanted.request_url;
  flow.requested_aal = static_cast<int>(wanted.requested);
  flow.refresh = wanted.refresh && wanted.session;  // nothing to confirm without a session
  flow.state = "choose_method";
  flow.csrf = wanted.csrf;
  flow.identity_schema = wanted.identity_schema;
  flow.organization_id = wanted.organization_id;
  const bool first_factor = wanted.requested == session::Aal::aal1 && !flow.refresh;
  if (first_factor && services_.config.login_style == config::LoginStyle::identifier_first)
    flow.shows = kAsksIdentifier;
  if (wanted.session) {
    flow.session_id = wanted.session->id();
    flow.identity_id = wanted.session->identity.id;
  }
  auto first = first_messages(wanted);
  first.insert(first.end(), messages.begin(), messages.end());
  flow.messages = encode_messages(first);
  services_.db.write([&](store::Tx& tx) { insert_new_flow(tx, services_, flow); });
  return flow;
}

store::FlowRow LoginEngine::replace_expired(const store::FlowRow& old, const session::Session* session,
                                            std::optional<base::TokenHash> csrf) {
  NewLogin wanted{.browser = old.browser,
                  .requested = static_cast<session::Aal>(old.requested_aal),
                  .refresh = old.refresh,
                  .request_url = old.request_url,
                  .identity_schema = old.identity_schema,
                  .organization_id = old.organization_id,
                  .csrf = csrf,
                  .session = session};
  return create(wanted, {{"", flow_expired(ids::kLoginExpired, old.expires_at, services_.clock.now())}});
}

LoginCheck LoginEngine::check(const store::FlowRow& flow, const session::Session* session) const {
  const auto requested = static_cast<session::Aal>(flow.requested_aal);
  if (session && !flow.refresh && requested <= session->aal) return LoginCheck::already_signed_in;
  if (!session && requested == session::Aal::aal2) return LoginCheck::aal1_required;
  // A flow that raises or refreshes a session is for that person only; Kratos lets another session finish it.
  if (session && flow.identity_id && *flow.identity_id != session->identity.id) return LoginCheck::other_person;
  if (session && flow.session_id && *flow.session_id != session->id()) return LoginCheck::other_person;
  if (flow.expires_at <= services_.clock.now()) return LoginCheck::expired;
  return LoginCheck::ok;
}

const Method* LoginEngine::find_claiming(const Submission& fields, const store::FlowRow& flow) const {
  const auto requested = static_cast<session::Aal>(flow.requested_aal);
  for (const auto* method : methods_)
    if (method->signs_in_at(requested) && method->claims_login(fields, flow)) return method;
  return nullptr;
}

// The nodes of a second step or a confirmation hang on the person the flow is bound to, not on who reads the flow: a UI
// server may fetch it without the session.
View LoginEngine::view_of(const store::FlowRow& flow, const session::Session* session) const {
  View view{.services = services_, .now = services_.clock.now(), .flow = flow, .session = session};
  view.echo = decode_echo(flow.echo);
  const auto* typed = view.echo.find("identifier");
  const bool named = is_identified(flow) && typed && !services_.config.account_enumeration_mitigate;
  if (!flow.identity_id && !named) return view;
  services_.db.read([&](store::Tx& tx) {
    if (flow.identity_id) view.identity = store::find_identity(tx, *flow.identity_id);
    const auto whose = flow.identity_id ? flow.identity_id : find_account(tx, *typed->string());
    view.credentials = whose ? load_credentials(tx, *whose) : Credentials{};
  });
  return view;
}

LoginOutcome LoginEngine::form(const store::FlowRow& flow, std::string_view method, std::vector<PlacedMessage> messages,
                               const Submission* fields, std::string_view active) {
  LoginOutcome outcome{.kind = LoginOutcome::Kind::form, .flow = flow};
  if (!messages.empty()) outcome.slug = messages.front().message.slug;
  services_.db.write([&](store::Tx& tx) {
    auto row = store::find_flow(tx, store::FlowKind::login, flow.id);
    if (!row) throw base::Broken("flow.gone", "a flow vanished during its submission");
    auto echo = decode_echo(row->echo);
    if (!method.empty()) echo.add_failed(method);
    if (fields && (method == "password" || method == kIdentifierFirst)) remember_values(echo, *fields);
    row->messages = encode_messages(messages);
    row->echo = encode_echo(echo);
    if (!active.empty()) row->active = active;
    if (row->shows.ends_with(kUnsorted)) row->shows.erase(row->shows.size() - kUnsorted.size());
    if (method == kIdentifierFirst) row->shows = kAsksIdentifier;  // it knew somebody, and is told of nobody
    store::update_flow(tx, *row);
    outcome.flow = *row;
  });
  return outcome;
}

store::FlowRow LoginEngine::refuse(const base::Uuid& flow, std::vector<PlacedMessage> messages) {
  store::FlowRow row;
  row.id = flow;
  return form(row, {}, std::move(messages), nullptr).flow;
}

LoginOutcome LoginEngine::submit(const store::FlowRow& flow, const LoginSubmission& submission) {
  if (const auto* unreadable = std::get_if<std::string>(&submission.body))
    return form(flow, {}, {{"", reason(*unreadable)}}, nullptr);
  const auto& fields = std::get<Submission>(submission.body);
  const auto* method = find_claiming(fields, flow);
  if (!method) return form(flow, {}, {{"", make_message(ids::kNoLoginMethod)}}, nullptr);
  if (!method->enabled(services_.config.essentials))
    return {.kind = LoginOutcome::Kind::method_disabled, .flow = flow, .slug = "method.disabled"};
  auto parsed = method->parse_login(fields);
  if (!parsed) return form(flow, method->id(), parsed.error(), &fields);
  switch (submission.csrf) {
    case CsrfVerdict::ok:
      break;
    case CsrfVerdict::violation:
      return {.kind = LoginOutcome::Kind::csrf_violation, .flow = flow, .slug = "csrf.violation"};
    case CsrfVerdict::origin_in_api_flow:
      return form(flow, method->id(), {{"", api_flow_refused("Origin")}}, &fields);
    case CsrfVerdict::cookie_in_api_flow:
      return form(flow, method->id(), {{"", api_flow_refused("Cookie")}}, &fields);
  }
  Attempt attempt{flow, submission, fields, *method, **parsed, view_of(flow, submission.session)};
  return run(attempt);
}

LoginOutcome LoginEngine::refused(const Attempt& attempt, const Refusal& refusal) {
  if (attempt.guess)
    refusal.already_used ? attempt.guess->used(attempt.view.now) : attempt.guess->failed(attempt.view.now);
  services_.log.info(refusal.message.slug.empty() ? "login.refused" : refusal.message.slug,
                     {{"method", attempt.method.id()}, {"flow", base::to_string(attempt.flow.id)}});
  const auto id = refusal.message.id;
  if (id == ids::kDisabledIdentity || id == ids::kUnverifiedAddress)  // the method succeeded, and the form says so
    return form(attempt.flow, {}, {{"", refusal.message}}, nullptr, attempt.method.id());
  return form(attempt.flow, attempt.method.id(), {{refusal.node, refusal.message}}, &attempt.fields);
}

// Charge, prove, and on a refusal settle the charge: the order that makes guessing expensive and mistakes cheap.
LoginOutcome LoginEngine::run(Attempt& attempt) {
  std::optional<Guess> guess;
  if (attempt.method.throttled()) {
    const auto identity = attempt.view.identity ? attempt.view.identity->id : base::Uuid{};
    guess.emplace(services_, attempt.method.id(), attempt.trial.throttle_subject(), identity,
                  attempt.submission.client);
    const auto verdict = guess->charge(attempt.view.now);
    if (!verdict.allowed) {
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(verdict.retry_after).count();
      auto outcome = form(attempt.flow, attempt.method.id(), {{"", throttled(seconds)}}, &attempt.fields);
      outcome.retry_after = seconds;
      return outcome;
    }
    attempt.guess = &*guess;
  }
  if (auto challenge = attempt.trial.challenge()) {
    if (!take_challenge(services_, attempt.flow, *challenge)) return refused(attempt, stale_challenge());
    attempt.view.challenge = std::move(*challenge);
  }
  if (const auto refusal = attempt.trial.prove(attempt.view)) return refused(attempt, *refusal);
  if (const auto next = attempt.trial.next()) return next_step(attempt, *next);
  try {
    return finish(attempt);
  } catch (const Refusal& refusal) {  // thrown inside the transaction, so that everything in it is undone
    return refused(attempt, refusal);
  }
}

// The form goes on to another step: older messages stay, the new one follows (contract half A 4.6); or a form that
// knows now whom it is about begins afresh (4.9).
LoginOutcome LoginEngine::next_step(const Attempt& attempt, const NextStep& next) {
  const auto kind = next.identified ? LoginOutcome::Kind::identified : LoginOutcome::Kind::next_step;
  LoginOutcome outcome{.kind = kind, .method = std::string(attempt.method.id())};
  services_.db.write([&](store::Tx& tx) {
    auto row = store::find_flow(tx, store::FlowKind::login, attempt.flow.id);
    if (!row) throw base::Broken("flow.gone", "a flow vanished during its submission");
    auto messages = next.identified ? std::vector<PlacedMessage>{} : decode_messages(row->messages);
    if (next.says) messages.push_back({"", *next.says});
    auto echo = decode_echo(row->echo);
    remember_values(echo, attempt.fields);
    row->messages = encode_messages(messages);
    row->echo = encode_echo(echo);
    if (next.identified) row->active = outcome.method;
    if (!next.shows.empty()) row->shows = next.shows + std::string(kUnsorted);
    store::update_flow(tx, *row);
    outcome.flow = *row;
  });
  return outcome;
}

// A browser is remembered when its owner says so in a second step that is no confirmation.
bool LoginEngine::asks_to_remember(const Attempt& attempt, const session::Session& session) const {
  if (services_.config.essentials.remember_device <= base::Duration::zero()) return false;
  if (!attempt.submission.opening.by_cookie || attempt.flow.refresh) return false;
  if (attempt.fields.boolean("remember_device") != Submission::Bool::yes) return false;
  return attempt.method.proves() == session::Aal::aal2 && session.aal == session::Aal::aal2;
}

LoginOutcome LoginEngine::finish(Attempt& attempt) {
  const auto& submission = attempt.submission;
  const auto now = attempt.view.now;
  Entry entry(services_, {.method = attempt.method.id(),
                          .before = submission.session,
                          .opening = submission.opening,
                          .client = submission.client,
                          .begins = attempt.flow.requested_aal < 2 && !attempt.flow.refresh,
                          .fresh = !attempt.flow.refresh,
                          .now = now});
  LoginOutcome outcome;
  services_.db.write([&](store::Tx& tx) {
    outcome = {.kind = LoginOutcome::Kind::signed_in, .method = std::string(attempt.method.id())};
    auto proof = attempt.trial.commit(tx, attempt.view);
    if (!proof) throw proof.error();
    outcome.entered = entry.enter(tx, *proof);
    const auto& session = outcome.entered->opened.session;
    if (asks_to_remember(attempt, session))
      outcome.remembered_device = remember_device(tx, services_, session, submission.opening.device, now);
    auto flow = store::find_flow(tx, store::FlowKind::login, attempt.flow.id);
    if (!flow) throw base::Broken("flow.gone", "a flow vanished during its submission");
    flow->active = outcome.method;
    store::update_flow(tx, *flow);
    outcome.flow = *flow;
    if (attempt.guess) attempt.guess->succeeded(tx, now);
  });
  entry.finish(*outcome.entered);
  return outcome;
}

bool has_hook(const config::Hooks& hooks, std::string_view method, std::string_view hook) {
  const std::vector<std::string>* chosen = nullptr;
  for (const auto& [name, list] : hooks.lists)
    if ((name == method && !list.empty()) || (name.empty() && !chosen)) chosen = &list;
  return chosen && std::ranges::find(*chosen, hook) != chosen->end();
}

Ui LoginEngine::render(const store::FlowRow& flow, const std::string& csrf_token) {
  Ui ui;
  ui.action =
      base::join_url(services_.config.essentials.base_url, "/self-service/login") + "?flow=" + base::to_string(flow.id);
  auto view = view_of(flow, nullptr);
  const bool whole = flow.shows.empty() || flow.shows.starts_with(kIdentifierFirst);
  for (const auto* method : methods_) {
    if (!flow.organization_id.empty() || !method->enabled(services_.config.essentials)) continue;
    if (!whole && !flow.shows.starts_with(method->id())) continue;  // a step of one method replaces the form
    if (view.challenge.empty() && method->challenges_login(view)) view.challenge = require_challenge(services_, flow);
    method->offer_login(view, ui.nodes);
  }
  const bool sorted = !flow.shows.ends_with(kUnsorted);
  const auto place = sorted || ui.nodes.empty() ? ui.nodes.end() : ui.nodes.begin() + 1;
  if (flow.browser || !ui.nodes.empty()) ui.nodes.insert(place, csrf_node(csrf_token));
  ui.nodes_null = ui.nodes.empty();
  place_messages(ui, decode_messages(flow.messages));
  if (sorted) sort_nodes(ui.nodes, login_order());
  return ui;
}

Refusal stale_challenge() { return {make_message(ids::kBadWebauthn, {}, "webauthn.challenge"), ""}; }

Node csrf_node(const std::string& token) {
  return Node{.group = "default", .name = "csrf_token", .type = "hidden", .value = base::Json(token), .required = true};
}

std::string return_to_of(const store::FlowRow& flow) {
  const auto url = base::parse_url(flow.request_url);
  if (!url) return {};
  return base::find_parameter(base::parse_query(url->query), "return_to").value_or("");
}

void write_login_flow(base::JsonWriter& out, const store::FlowRow& flow, const Ui& ui, const LoginExtras& extras) {
  out.object().key("id").string(base::to_string(flow.id)).key("organization_id");
  flow.organization_id.empty() ? out.null() : out.string(flow.organization_id);
  out.key("type").string(flow.browser ? "browser" : "api");
  out.key("expires_at").time(flow.expires_at).key("issued_at").time(flow.issued_at);
  out.key("request_url").string(flow.request_url);
  if (const auto return_to = return_to_of(flow); !return_to.empty()) out.key("return_to").string(return_to);
  if (!flow.active.empty()) out.key("active").string(flow.active);
  out.key("ui");
  write_ui(out, ui);
  out.key("created_at").time(flow.created_at).key("updated_at").time(flow.updated_at);
  out.key("refresh").boolean(flow.refresh);
  out.key("requested_aal").string(session::to_string(static_cast<session::Aal>(flow.requested_aal)));
  if (!extras.exchange_code.empty()) out.key("session_token_exchange_code").string(extras.exchange_code);
  out.key("state").string(flow.state);
  if (!extras.transient_payload.empty()) out.key("transient_payload").raw(extras.transient_payload);
  if (!flow.identity_schema.empty()) out.key("identity_schema").string(flow.identity_schema);
  out.close();
}

}  // namespace flow
