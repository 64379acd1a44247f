#include "flow/registration.h"

#include <algorithm>

#include "base/url.h"
#include "flow/challenge.h"
#include "flow/deeds.h"
#include "flow/login.h"
#include "flow/trait_nodes.h"
#include "identity/addresses.h"

namespace flow {
namespace {

constexpr std::string_view kCredentials = "credentials";  // FlowRow::shows in the second step

// Contract half B 0.7: the first trait of the schema stands before the password, the others after it.
Order order_for(const identity::Schema& schema) {
  Order order{{"oidc", "saml", "default", "webauthn", "passkey", "code", "password", "captcha", "profile"},
              {"csrf_token"}};
  for (const auto& trait : schema.traits()) {
    order.keys.push_back(trait.path);
    if (order.keys.size() == 2) order.keys.emplace_back("password");
  }
  for (const char* key : {"webauthn_remove", "webauthn_register_displayname", "webauthn_register"})
    order.keys.emplace_back(key);
  return order;
}

// What was typed stays in the form; a trait that was not sent keeps what it had.
void remember_traits(Echo& echo, const identity::Schema& schema, const base::Json& traits) {
  std::vector<Node> fields;
  add_trait_nodes(schema, traits, "default", fields);
  for (const auto& field : fields)
    if (field.value) echo.set(field.name, *field.value);
}

Node button(std::string name, std::string value, int label) {
  return {.group = "profile",
          .name = std::move(name),
          .type = "submit",
          .value = base::Json(std::move(value)),
          .label = make_message(label)};
}

}  // namespace

// One submission on its way through the engine.
struct RegistrationEngine::Attempt {
  const store::FlowRow& flow;
  const RegistrationSubmission& submission;
  const Method& method;
  RegistrationTry& trial;
  View view;
  Applicant applicant;
};

const identity::Schema& RegistrationEngine::schema_of(const store::FlowRow& flow) const {
  auto& schemas = services_.schemas;
  return flow.identity_schema.empty() ? schemas.default_schema() : schemas.require(flow.identity_schema);
}

bool RegistrationEngine::has_steps() const {
  const auto& config = services_.config;
  return config.registration_style == config::RegistrationStyle::profile_first && !config.registration_one_step;
}

View RegistrationEngine::view_of(const store::FlowRow& flow) const {
  View view{.services = services_, .now = services_.clock.now(), .flow = flow};
  view.echo = decode_echo(flow.echo);
  return view;
}

store::FlowRow RegistrationEngine::create(const NewRegistration& wanted, std::vector<PlacedMessage> messages) {
  const auto now = services_.clock.now();
  auto flow = new_flow(store::FlowKind::registration, wanted.browser, now, services_.config.registration_lifespan,
                       services_.random);
  flow.request_url = wanted.request_url;
  flow.state = "choose_method";
  flow.csrf = wanted.csrf;
  flow.identity_schema = wanted.identity_schema;
  flow.messages = encode_messages(messages);
  services_.db.write([&](store::Tx& tx) { insert_new_flow(tx, services_, flow); });
  return flow;
}

store::FlowRow RegistrationEngine::replace_expired(const store::FlowRow& old, std::optional<base::TokenHash> csrf) {
  const NewRegistration wanted{
      .browser = old.browser, .request_url = old.request_url, .identity_schema = old.identity_schema, .csrf = csrf};
  return create(wanted, {{"", flow_expired(ids::kRegistrationExpired, old.expires_at, services_.clock.now())}});
}

const Method* RegistrationEngine::find_claiming(const Submission& fields, const store::FlowRow& flow) const {
  const auto hit =
      std::ranges::find_if(methods_, [&](const Method* m) { return m->claims_registration(fields, flow); });
  return hit == methods_.end() ? nullptr : *hit;
}

// Contract half B 6.5. The button Back has a name of its own and sends no method.
std::optional<RegistrationEngine::Step> RegistrationEngine::wanted_step(const Submission& fields) const {
  if (!has_steps()) return {};
  const auto method = fields.text("method"), screen = fields.text("screen");
  if (method == "profile:back") return Step::profile;
  if (!method.empty() && method != "profile") return {};
  if (screen == "previous") return Step::profile;
  if (method == "profile" || screen == "credential-selection") return Step::credentials;
  return {};
}

RegistrationOutcome RegistrationEngine::form(const store::FlowRow& flow, std::string_view method,
                                             std::vector<PlacedMessage> messages, const base::Json* traits,
                                             std::optional<Step> step) {
  RegistrationOutcome outcome{.kind = RegistrationOutcome::Kind::form, .flow = flow, .slug = {}};
  if (!messages.empty()) outcome.slug = messages.front().message.slug;
  services_.db.write([&](store::Tx& tx) {
    auto row = store::find_flow(tx, store::FlowKind::registration, flow.id);
    if (!row) throw base::Broken("flow.gone", "a flow vanished during its submission");
    auto echo = decode_echo(row->echo);
    if (!method.empty()) echo.add_failed(method);
    if (traits) remember_traits(echo, schema_of(flow), *traits);
    if (const std::string_view next = step == Step::credentials ? kCredentials : ""; step && row->shows != next) {
      row->shows = next;
      echo.placed.clear();  // fields of the other step
    }
    for (const auto& [node, message] : messages)
      if (!node.empty()) echo.add_placed(node);
    row->messages = encode_messages(messages);
    row->echo = encode_echo(echo);
    store::update_flow(tx, *row);
    outcome.flow = *row;
  });
  return outcome;
}

store::FlowRow RegistrationEngine::refuse(const store::FlowRow& flow, std::vector<PlacedMessage> messages) {
  return form(flow, {}, std::move(messages), nullptr).flow;
}

std::optional<RegistrationOutcome> RegistrationEngine::refused_by_csrf(const store::FlowRow& flow,
                                                                       std::string_view method, CsrfVerdict verdict,
                                                                       const base::Json& traits) {
  switch (verdict) {
    case CsrfVerdict::ok:
      return {};
    case CsrfVerdict::violation:
      return RegistrationOutcome{
          .kind = RegistrationOutcome::Kind::csrf_violation, .flow = flow, .slug = "csrf.violation"};
    case CsrfVerdict::origin_in_api_flow:
      return form(flow, method, {{"", api_flow_refused("Origin")}}, &traits);
    case CsrfVerdict::cookie_in_api_flow:
      return form(flow, method, {{"", api_flow_refused("Cookie")}}, &traits);
  }
  return {};
}

// The traits are looked at before a method is chosen (contract half B 6.6); what the method misses is said with them.
RegistrationOutcome RegistrationEngine::submit(const store::FlowRow& flow, const RegistrationSubmission& submission) {
  if (const auto* unreadable = std::get_if<std::string>(&submission.body))
    return form(flow, {}, {{"", reason(*unreadable)}}, nullptr);
  const auto& fields = std::get<Submission>(submission.body);
  const auto& schema = schema_of(flow);
  auto traits = schema.traits_from(trait_inputs(fields));
  auto errors = trait_messages(schema.validate(traits));
  if (const auto step = wanted_step(fields)) {
    if (!errors.empty()) return form(flow, "profile", std::move(errors), &traits);
    if (auto refusal = refused_by_csrf(flow, "profile", submission.csrf, traits)) return std::move(*refusal);
    std::vector<PlacedMessage> messages;
    if (*step == Step::credentials) messages.push_back({"", make_message(ids::kChooseCredential)});
    auto outcome = form(flow, {}, std::move(messages), &traits, step);
    outcome.kind = RegistrationOutcome::Kind::step;
    return outcome;
  }
  const auto* method = find_claiming(fields, flow);
  if (!method) {
    if (errors.empty()) errors.push_back({"", make_message(ids::kNoRegistrationMethod)});
    return form(flow, {}, std::move(errors), nullptr);
  }
  if (!method->enabled(services_.config.essentials))
    return {.kind = RegistrationOutcome::Kind::method_disabled, .flow = flow, .slug = "method.disabled"};
  auto parsed = method->parse_registration(fields);
  // In the first step there is no field yet that a message of the method could stand at.
  const bool at_profile = has_steps() && flow.shows != kCredentials;
  if (!errors.empty() && at_profile) return form(flow, method->id(), std::move(errors), &traits);
  if (!parsed) errors.insert(errors.end(), parsed.error().begin(), parsed.error().end());
  if (!errors.empty()) return form(flow, method->id(), std::move(errors), &traits, Step::credentials);
  if (auto refusal = refused_by_csrf(flow, method->id(), submission.csrf, traits)) return std::move(*refusal);
  Attempt attempt{flow, submission, *method, **parsed, view_of(flow), {schema, std::move(traits)}};
  return run(attempt);
}

RegistrationOutcome RegistrationEngine::refused(const Attempt& attempt, const Refusal& refusal) {
  services_.log.info(refusal.message.slug.empty() ? "registration.refused" : refusal.message.slug,
                     {{"method", attempt.method.id()}, {"flow", base::to_string(attempt.flow.id)}});
  return form(attempt.flow, attempt.method.id(), {{refusal.node, refusal.message}}, &attempt.applicant.traits,
              Step::credentials);
}

RegistrationOutcome RegistrationEngine::run(Attempt& attempt) {
  if (auto challenge = attempt.trial.challenge()) {
    if (!take_challenge(services_, attempt.flow, *challenge)) return refused(attempt, stale_challenge());
    attempt.view.challenge = std::move(*challenge);
  }
  if (const auto refusal = attempt.trial.prove(attempt.view, attempt.applicant)) return refused(attempt, *refusal);
  try {
    auto outcome = finish(attempt);
    services_.log.info("registration.success",
                       {{"method", outcome.method}, {"identity", base::to_string(outcome.identity.id)}});
    return outcome;
  } catch (const Refusal& refusal) {  // thrown inside the transaction, so that everything in it is undone
    return refused(attempt, refusal);
  } catch (const store::UniqueViolation&) {
    return refused(attempt, {make_message(ids::kIdentifierTaken, {}, "identifier.taken"), ""});
  }
}

// Kratos opens a session for everybody and hands it over only with the hook `session`; one that nobody holds a token of
// is not made here.
RegistrationOutcome RegistrationEngine::finish(Attempt& attempt) {
  const auto& [schema, traits] = attempt.applicant;
  const auto& now = attempt.view.now;
  store::IdentityRow row;
  row.id = base::make_uuid(services_.random);
  row.schema_id = schema.id();
  row.state_changed_at = row.created_at = row.updated_at = now;
  identity::apply_traits(row, schema, traits, services_.random, now);
  RegistrationOutcome outcome;
  services_.db.write([&](store::Tx& tx) {
    outcome = {.kind = RegistrationOutcome::Kind::registered, .flow = attempt.flow, .slug = {}};
    outcome.method = attempt.method.id();
    store::insert_identity(tx, row);
    // Of every method, used or not: nobody else may sign up under a name that is somebody's.
    for (const auto* method : {"password", "webauthn"})
      store::replace_identifiers(tx, row.id, method, identity::login_identifiers(schema, traits, method));
    const auto proof = attempt.trial.commit(tx, attempt.view, row.id);
    if (!proof) throw proof.error();
    outcome.identity = row;
    outcome.identity.factors = store::refresh_factors(tx, row.id);
    auto flow = store::find_flow(tx, store::FlowKind::registration, attempt.flow.id);
    if (!flow) throw base::Broken("flow.gone", "a flow vanished during its submission");
    auto echo = decode_echo(flow->echo);
    echo.set(std::string(kRegistered), base::Json(base::to_string(row.id)));
    flow->echo = encode_echo(echo);
    store::update_flow(tx, *flow);
    const auto& client = attempt.submission.client;
    record(tx, now, {deed::kRegistration, row.id, client.address, details({{"method", outcome.method}})});
    if (!has_hook(services_.config.registration_hooks, outcome.method, "session")) return;
    outcome.opened = session::open(tx, outcome.identity, *proof, attempt.submission.opening, now, services_.random);
    record_sign_in(tx, services_, outcome.opened->session, outcome.method, client, now);
    if (attempt.submission.opening.by_cookie)
      outcome.known_browser = remember_client(tx, services_, client, outcome.opened->session, now);
  });
  return outcome;
}

Ui RegistrationEngine::render(const store::FlowRow& flow, const std::string& csrf_token) {
  Ui ui;
  ui.action = base::join_url(services_.config.essentials.base_url, "/self-service/registration") +
              "?flow=" + base::to_string(flow.id);
  auto view = view_of(flow);
  const auto& schema = schema_of(flow);
  const bool last = has_steps() && flow.shows == kCredentials;
  ui.nodes.push_back(csrf_node(csrf_token));
  add_trait_nodes(schema, base::Json(base::JsonObject{}), "default", ui.nodes);
  for (auto& node : ui.nodes) {
    if (const auto* typed = view.echo.find(node.name)) node.value = *typed;
    if (last) node.type = "hidden";
  }
  if (has_steps() && !last) {
    ui.nodes.push_back(button("method", "profile", 1040001));
  } else {
    for (const auto* method : methods_) {
      if (!method->enabled(services_.config.essentials)) continue;
      if (view.challenge.empty() && method->challenges_registration(view))
        view.challenge = require_challenge(services_, flow);
      method->offer_registration(view, ui.nodes);
    }
  }
  if (last) ui.nodes.push_back(button("screen", "previous", 1040008));
  place_messages(ui, decode_messages(flow.messages), view.echo.placed);
  sort_nodes(ui.nodes, order_for(schema));
  return ui;
}

void write_registration_flow(base::JsonWriter& out, const store::FlowRow& flow, const Ui& ui,
                             std::string_view transient_payload, std::string_view exchange_code) {
  out.object().key("id").string(base::to_string(flow.id)).key("type").string(flow.browser ? "browser" : "api");
  out.key("expires_at").time(flow.expires_at).key("issued_at").time(flow.issued_at);
  out.key("request_url").string(flow.request_url);
  if (const auto return_to = return_to_of(flow); !return_to.empty()) out.key("return_to").string(return_to);
  if (!flow.active.empty()) out.key("active").string(flow.active);
  out.key("ui");
  write_ui(out, ui);
  out.key("organization_id").null();
  if (!transient_payload.empty()) out.key("transient_payload").raw(transient_payload);
  if (!exchange_code.empty()) out.key("session_token_exchange_code").string(exchange_code);
  out.key("state").string(flow.state);
  if (!flow.identity_schema.empty()) out.key("identity_schema").string(flow.identity_schema);
  out.close();
}

}  // namespace flow
