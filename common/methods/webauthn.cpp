// Security keys at sign-in (contract half A 4.3, 4.6; half B 4.5, 4.8, 4.9): second factor, and first factor without a
// password. Which of the two a key is, is decided by the key's own flag, so that flipping the setting strands nobody.
#include "methods/webauthn.h"

#include <algorithm>

#include "base/encoding.h"
#include "identity/normalise.h"
#include "methods/identifier_first.h"
#include "methods/identifier_node.h"
#include "methods/methods.h"
#include "methods/nodes.h"

namespace methods {
namespace {

constexpr std::string_view kCeremony = "webauthn.ceremony";  // FlowRow::shows after step 1 without a password
constexpr KeyFields kFields{.kind = KeyKind::security_key,
                            .add = "webauthn_register",
                            .name = "webauthn_register_displayname",
                            .remove = "webauthn_remove",
                            .rename = "webauthn_rename",
                            .new_name = "webauthn_rename_displayname",
                            .adds_first = true};

Keys of_class(const Keys& keys, bool passwordless) {
  Keys out;
  std::ranges::copy_if(keys, std::back_inserter(out),
                       [&](const auto& key) { return key.passwordless == passwordless; });
  return out;
}

struct Account {
  base::Uuid identity;
  Keys keys;  // passwordless ones
};

// Who signs in without a password under this identifier, and with which keys.
std::optional<Account> find_account(store::Db& db, const std::string& typed) {
  std::optional<Account> out;
  db.read([&](store::Tx& tx) {
    out.reset();
    auto owner = store::identity_by_identifier(tx, "webauthn", typed);
    if (!owner) owner = store::identity_by_identifier(tx, "webauthn", identity::normalise_identifier(typed));
    if (!owner) return;
    auto keys = of_class(store::webauthn_keys(tx, *owner), true);
    if (!keys.empty()) out = Account{*owner, std::move(keys)};
  });
  return out;
}

// The keys whose ceremony this form shows; none = no ceremony.
Keys ceremony_keys(const flow::View& view) {
  if (!view.flow.browser) return {};
  if (view.flow.requested_aal == 2) return of_class(view.credentials.keys, false);
  if (view.flow.refresh) return of_class(view.credentials.keys, true);
  if (!view.flow.shows.starts_with(kCeremony)) return {};
  const auto* typed = view.echo.find("identifier");
  auto account = typed && typed->string() ? find_account(view.services.db, *typed->string()) : std::nullopt;
  return account ? std::move(account->keys) : Keys{};
}

// Step 1 without a password: only looks whether there is somebody to ask.
class FirstStep final : public flow::LoginTry {
 public:
  explicit FirstStep(std::string typed) : typed_(std::move(typed)) {}
  std::optional<flow::Refusal> prove(const flow::View& view) override {
    if (find_account(view.services.db, typed_)) return {};
    return flow::Refusal{flow::make_message(flow::ids::kNoKeyAccount, {}, "webauthn.unknown"), ""};
  }
  base::Result<session::Proof, flow::Refusal> commit(store::Tx&, const flow::View&) override {
    throw base::Broken("webauthn.first_step", "the first step proves nothing");
  }
  std::optional<flow::NextStep> next() const override {
    return flow::NextStep{std::string(kCeremony), flow::make_message(1010012)};
  }

 private:
  std::string typed_;
};

class KeyLogin final : public flow::LoginTry {
 public:
  KeyLogin(webauthn::AssertionResponse response, std::string typed)
      : use_(KeyKind::security_key, std::move(response)), typed_(std::move(typed)) {}

  std::optional<base::Bytes> challenge() const override { return use_.challenge(); }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    if (!view.identity && typed_.empty()) return flow::Refusal{flow::property_missing("identifier"), "identifier"};
    const auto keys = candidates(view);
    return keys.empty() ? none_set_up(view) : use_.verify(view, keys, true);
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    return use_.spend(tx, view);
  }

 private:
  [[nodiscard]] Keys candidates(const flow::View& view) const {
    if (view.flow.requested_aal == 2) return of_class(view.credentials.keys, false);
    if (view.identity) return of_class(view.credentials.keys, true);
    auto account = find_account(view.services.db, typed_);
    return account ? std::move(account->keys) : Keys{};
  }
  static flow::Refusal none_set_up(const flow::View& view) {
    const int id = view.flow.requested_aal == 2 ? flow::ids::kNoWebauthn : flow::ids::kNoKeyAccount;
    return {flow::make_message(id, {}, "webauthn.missing"), ""};
  }

  KeyUse use_;
  std::string typed_;
};

void add_ceremony(const flow::View& view, const Keys& keys, int label, std::vector<flow::Node>& nodes) {
  const auto text = webauthn::write_request_options(request_options(view, KeyKind::security_key, keys));
  flow::Node result{.group = "webauthn", .name = "webauthn_login", .type = "hidden"};
  if (!view.echo.has_failed("webauthn")) result.value = base::Json(std::string());
  flow::Node trigger{.group = "webauthn",
                     .name = "webauthn_login_trigger",
                     .type = "button",
                     .value = base::Json(text),
                     .onclick = "window.oryWebAuthnLogin(" + text + ")",
                     .onclick_trigger = "oryWebAuthnLogin",
                     .label = flow::make_message(label)};
  // A form that was sorted once keeps the result first, even when it has lost its value (contract half A 4.4).
  const bool sorted = !view.flow.shows.ends_with(flow::kUnsorted);
  if (sorted) nodes.push_back(result);
  offer_webauthn_script(view, nodes);
  nodes.push_back(std::move(trigger));
  if (!sorted) nodes.push_back(std::move(result));
}

void offer_bound_identifier(const flow::View& view, std::vector<flow::Node>& nodes) {
  if (std::ranges::any_of(nodes, [](const flow::Node& node) { return node.name == "identifier"; })) return;
  if (!view.identity) return;
  std::vector<std::string> identifiers;
  view.services.db.read([&](store::Tx& tx) { identifiers = store::identifiers_of(tx, view.identity->id, "webauthn"); });
  if (identifiers.empty()) return;
  nodes.push_back(
      {.group = "default", .name = "identifier", .type = "hidden", .value = base::Json(identifiers.front())});
}

// The name, the result, the trigger and the script of a ceremony that makes a key.
void add_creation(const flow::View& view, const webauthn::CreationOptions& wanted, int label,
                  std::vector<flow::Node>& nodes) {
  const auto options = webauthn::write_creation_options(wanted);
  nodes.push_back({.group = "webauthn",
                   .name = std::string(kFields.name),
                   .type = "text",
                   .value = base::Json(std::string()),
                   .label = flow::make_message(1050013)});
  nodes.push_back(
      {.group = "webauthn", .name = std::string(kFields.add), .type = "hidden", .value = base::Json(std::string())});
  nodes.push_back({.group = "webauthn",
                   .name = "webauthn_register_trigger",
                   .type = "button",
                   .value = base::Json(options),
                   .onclick = "window.oryWebAuthnRegistration(" + options + ")",
                   .onclick_trigger = "oryWebAuthnRegistration",
                   .label = flow::make_message(label)});
  offer_webauthn_script(view, nodes);
}

class Webauthn final : public flow::Method {
 public:
  std::string_view id() const override { return "webauthn"; }
  session::Aal proves() const override { return session::Aal::aal2; }
  bool signs_in_at(session::Aal level) const override { return level != session::Aal::aal0; }
  bool enabled(const config::Essentials& essentials) const override { return essentials.webauthn_enabled; }
  bool enrols(const config::Essentials& essentials) const override { return !essentials.webauthn_passwordless; }

  bool challenges_login(const flow::View& view) const override { return !ceremony_keys(view).empty(); }
  bool challenges_settings(const flow::View& view) const override { return view.flow.browser; }

  void offer_login(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (!view.flow.browser) return;
    if (view.flow.shows.starts_with(kCeremony)) return offer_second_step(view, nodes);
    const auto keys = ceremony_keys(view);
    if (!keys.empty()) {
      offer_bound_identifier(view, nodes);
      return add_ceremony(view, keys, 1010008, nodes);
    }
    if (view.flow.requested_aal != 1 || view.flow.refresh || !signs_in_alone(view)) return;
    if (!is_offered(view, &Ways::webauthn)) return;
    offer_identifier(view, nodes);
    nodes.push_back(submit_node("webauthn", "method", "webauthn", 1010008));
  }

  bool claims_login(const flow::Submission& fields, const store::FlowRow& flow) const override {
    if (!flow.browser) return false;
    return fields.text("method") == "webauthn" || !fields.text("webauthn_login").empty();
  }

  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    using Try = std::unique_ptr<flow::LoginTry>;
    auto typed = fields.text("identifier");
    const auto answer = fields.text("webauthn_login");
    if (typed.empty() && answer.empty())
      return base::Error{flow::FieldErrors{{"identifier", flow::property_missing("identifier")}}};
    if (answer.empty()) return Try(std::make_unique<FirstStep>(std::move(typed)));
    auto response = webauthn::parse_assertion_response(answer);
    if (!response) return base::Error{flow::FieldErrors{{"", flow::reason("Unable to parse WebAuthn response.")}}};
    return Try(std::make_unique<KeyLogin>(std::move(response).value(), std::move(typed)));
  }

  void offer_settings(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    const auto& rp = view.services.config.webauthn_rp;
    if (!view.flow.browser || !rp) return;
    for (const auto& key : view.credentials.keys) nodes.push_back(remove_node(view, kFields, key));
    const auto& identifiers = view.credentials.password_identifiers;
    auto options = creation_options(view, KeyKind::security_key);
    options.user_name = options.user_display_name = identifiers.empty() ? rp->display_name : identifiers.front();
    options.user_handle = user_handle_of(view, KeyKind::security_key);
    for (const auto& key : view.credentials.keys)
      options.exclude_credentials.push_back({key.credential_id, transports_of(key)});
    add_creation(view, options, 1050012, nodes);
  }
  bool claims_settings(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return flow.browser && claims_keys(kFields, fields);
  }
  base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_settings(const flow::Submission& fields,
                                                                                     const flow::View&) const override {
    return parse_keys(kFields, fields);
  }
  std::unique_ptr<flow::SettingsTry> resume_settings(const base::Json& waiting) const override {
    return resume_keys(kFields, waiting);
  }
  bool challenges_registration(const flow::View& view) const override { return signs_up(view); }
  void offer_registration(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (!signs_up(view)) return;
    auto options = creation_options(view, KeyKind::security_key);
    options.user_handle = new_user_handle(view, KeyKind::security_key);
    add_creation(view, options, 1040004, nodes);
  }
  bool claims_registration(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return flow.browser && (fields.text("method") == "webauthn" || !fields.text("webauthn_register").empty());
  }
  base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_registration(
      const flow::Submission& fields) const override {
    const auto json = fields.text("webauthn_register");
    if (json.empty()) return base::Error{flow::FieldErrors{{"", flow::make_message(flow::ids::kNoRegistrationMethod)}}};
    return parse_key_registration(KeyKind::security_key, json, fields.text("webauthn_register_displayname"));
  }

  std::string describe_waiting(const base::Json& waiting) const override {
    return describe_waiting_key(kFields, waiting);
  }
  std::string name_waiting(const base::Json& waiting, const flow::Credentials& credentials) const override {
    return name_waiting_key(waiting, credentials.keys);
  }

 private:
  // Keys that were made to sign in alone do so after the setting was changed too.
  static bool signs_in_alone(const flow::View& view) {
    if (view.essentials().webauthn_passwordless) return true;
    return view.services.db.read_value<bool>([](store::Tx& tx) { return store::has_passwordless_keys(tx); });
  }
  static bool signs_up(const flow::View& view) {
    return view.flow.browser && view.essentials().webauthn_passwordless && view.services.config.webauthn_rp;
  }
  // Step 2 without a password replaces the form (contract half A 4.6).
  static void offer_second_step(const flow::View& view, std::vector<flow::Node>& nodes) {
    const auto* typed = view.echo.find("identifier");
    nodes.push_back({.group = "default",
                     .name = "identifier",
                     .type = "hidden",
                     .value = typed ? *typed : base::Json(std::string()),
                     .required = true});
    const auto keys = ceremony_keys(view);
    if (!keys.empty()) add_ceremony(view, keys, 1010013, nodes);
  }
};

}  // namespace

const flow::Method& webauthn() {
  static const Webauthn method;
  return method;
}

}  // namespace methods
