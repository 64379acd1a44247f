// Passkeys (contract half B 4.12): keys that name the account themselves, so that nobody types who they are. Always a
// first factor, and offered to native clients too, without the script.
#include <algorithm>

#include "base/json_writer.h"
#include "methods/identifier_first.h"
#include "methods/identifier_node.h"
#include "methods/methods.h"
#include "methods/nodes.h"
#include "methods/webauthn.h"

namespace methods {
namespace {

constexpr KeyFields kFields{.kind = KeyKind::passkey,
                            .add = "passkey_settings_register",
                            .name = "",
                            .remove = "passkey_remove",
                            .rename = "passkey_rename",
                            .new_name = "passkey_rename_displayname",
                            .adds_first = false};

flow::Node hidden_node(std::string name, std::optional<base::Json> value = {}) {
  return {.group = "passkey", .name = std::move(name), .type = "hidden", .value = std::move(value)};
}

// `function` is one of the script's.
flow::Node trigger_node(const flow::View& view, std::string name, const std::string& function, int label) {
  flow::Node node{.group = "passkey", .name = std::move(name), .type = "button", .onclick_trigger = function};
  if (view.flow.browser) node.onclick = "window." + function + "()";
  node.label = flow::make_message(label);
  return node;
}

void offer_script(const flow::View& view, std::vector<flow::Node>& nodes) {
  if (view.flow.browser) offer_webauthn_script(view, nodes);
}

std::optional<std::string> display_name(const flow::View& view) {
  const auto* schema = view.services.schemas.find(view.identity->schema_id);
  const auto traits = base::parse_json(view.identity->traits);
  return schema && traits ? schema->passkey_display_name(*traits) : std::nullopt;
}

// What the script is handed at sign-up: the account has no name before it is typed, so it is told where that happens.
std::string create_data(const flow::View& view, const std::string& options) {
  auto& schemas = view.services.schemas;
  const auto& wanted = view.flow.identity_schema;
  std::vector<std::string> fields;
  for (const auto& trait : (wanted.empty() ? schemas.default_schema() : schemas.require(wanted)).traits())
    if (trait.is_passkey_display_name) fields.push_back(trait.path);
  base::JsonWriter out;
  out.object().key("credentialOptions").raw(options);
  out.key("displayNameFieldName").string(fields.empty() ? "" : fields.front());
  if (!fields.empty()) {
    out.key("displayNameFieldNames").array();
    for (const auto& field : fields) out.string(field);
    out.close();
  }
  return out.close().take();
}

// Without an answer there is nothing to check: the page has to ask for one.
class AskAgain final : public flow::LoginTry {
 public:
  std::optional<flow::Refusal> prove(const flow::View&) override { return {}; }
  base::Result<session::Proof, flow::Refusal> commit(store::Tx&, const flow::View&) override {
    throw base::Broken("passkey.ask_again", "asking proves nothing");
  }
  std::optional<flow::NextStep> next() const override { return flow::NextStep{}; }
};

class PasskeyLogin final : public flow::LoginTry {
 public:
  explicit PasskeyLogin(webauthn::AssertionResponse response) : use_(KeyKind::passkey, std::move(response)) {}

  std::optional<base::Bytes> challenge() const override { return use_.challenge(); }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto keys = view.identity ? keys_of_person(view) : keys_of_handle(view);
    if (keys.empty()) return flow::Refusal{flow::make_message(flow::ids::kNoKeyAccount, {}, "passkey.unknown"), ""};
    return use_.verify(view, keys, view.identity.has_value());
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    return use_.spend(tx, view);
  }

 private:
  // Who confirms who they are was asked for one of their passkeys; some authenticators leave the handle out then.
  [[nodiscard]] Keys keys_of_person(const flow::View& view) const {
    Keys keys = view.credentials.passkeys;
    if (!use_.user_handle().empty())
      std::erase_if(keys, [&](const auto& key) { return key.user_handle != use_.user_handle(); });
    return keys;
  }
  // Keys that were added as security keys without a password may be found like passkeys, where there is none.
  [[nodiscard]] Keys keys_of_handle(const flow::View& view) const {
    Keys keys;
    view.services.db.read([&](store::Tx& tx) { keys = store::keys_by_user_handle(tx, use_.user_handle()); });
    if (std::ranges::any_of(keys, &store::WebauthnKeyRow::passkey))
      std::erase_if(keys, [](const auto& key) { return !key.passkey; });
    return keys;
  }

  KeyUse use_;
};

class Passkey final : public flow::Method {
 public:
  std::string_view id() const override { return "passkey"; }
  session::Aal proves() const override { return session::Aal::aal1; }
  bool enabled(const config::Essentials& essentials) const override { return essentials.passkey_enabled; }

  bool challenges_login(const flow::View& view) const override { return signs_in(view); }
  bool challenges_settings(const flow::View& view) const override { return adds(view); }
  bool challenges_registration(const flow::View& view) const override { return has_party(view); }

  void offer_login(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (!signs_in(view)) return;
    view.flow.refresh ? offer_bound_identifier(view, nodes) : offer_identifier(view, nodes);
    offer_script(view, nodes);
    auto trigger = trigger_node(view, "passkey_login_trigger", "oryPasskeyLogin", 1010021);
    trigger.value = base::Json(std::string());
    auto result = hidden_node("passkey_login");
    if (!view.flow.refresh) {  // who is known needs no suggestions
      result.onload_trigger = "oryPasskeyLoginAutocompleteInit";
      if (view.flow.browser) result.onload = "window.oryPasskeyLoginAutocompleteInit()";
    }
    const auto keys = view.flow.refresh ? view.credentials.passkeys : Keys{};
    const auto options = webauthn::write_request_options(request_options(view, KeyKind::passkey, keys));
    nodes.push_back(std::move(trigger));
    nodes.push_back(std::move(result));
    nodes.push_back(hidden_node("passkey_challenge", base::Json(options)));
  }

  bool claims_login(const flow::Submission& fields, const store::FlowRow&) const override {
    return fields.text("method") == "passkey" || !fields.text("passkey_login").empty();
  }

  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    using Try = std::unique_ptr<flow::LoginTry>;
    const auto answer = fields.text("passkey_login");
    if (answer.empty()) return Try(std::make_unique<AskAgain>());
    auto response = webauthn::parse_assertion_response(answer);
    if (!response) return base::Error{flow::FieldErrors{{"", flow::reason("Unable to parse WebAuthn response.")}}};
    return Try(std::make_unique<PasskeyLogin>(std::move(response).value()));
  }

  void offer_settings(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    for (const auto& key : view.credentials.passkeys) nodes.push_back(remove_node(view, kFields, key));
    if (!adds(view)) return;
    auto options = creation_options(view, KeyKind::passkey);
    options.user_name = options.user_display_name = *display_name(view);
    options.user_handle = user_handle_of(view, KeyKind::passkey);
    for (const auto& key : view.credentials.passkeys)
      options.exclude_credentials.push_back({key.credential_id, transports_of(key)});
    offer_script(view, nodes);
    auto trigger = trigger_node(view, "passkey_register_trigger", "oryPasskeySettingsRegistration", 1050019);
    trigger.value = base::Json(std::string());
    nodes.push_back(std::move(trigger));
    nodes.push_back(hidden_node(std::string(kFields.add)));
    nodes.push_back(hidden_node("passkey_create_data", base::Json(webauthn::write_creation_options(options))));
  }
  std::optional<flow::Message> warn_settings(const flow::View& view) const override {
    if (!has_party(view) || display_name(view)) return {};
    return flow::make_message(flow::ids::kNoIdentifier, {}, "passkey.no_name");
  }

  bool claims_settings(const flow::Submission& fields, const store::FlowRow&) const override {
    return claims_keys(kFields, fields);
  }
  base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_settings(const flow::Submission& fields,
                                                                                     const flow::View&) const override {
    return parse_keys(kFields, fields);
  }
  std::unique_ptr<flow::SettingsTry> resume_settings(const base::Json& waiting) const override {
    return resume_keys(kFields, waiting);
  }
  std::string describe_waiting(const base::Json& waiting) const override {
    return describe_waiting_key(kFields, waiting);
  }
  std::string name_waiting(const base::Json& waiting, const flow::Credentials& credentials) const override {
    return name_waiting_key(waiting, credentials.passkeys);
  }

  void offer_registration(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (!has_party(view)) return;
    auto options = creation_options(view, KeyKind::passkey);
    options.user_handle = new_user_handle(view, KeyKind::passkey);
    offer_script(view, nodes);
    nodes.push_back(trigger_node(view, "passkey_register_trigger", "oryPasskeyRegistration", 1040007));
    nodes.push_back(hidden_node("passkey_register"));
    nodes.push_back(
        hidden_node("passkey_create_data", base::Json(create_data(view, webauthn::write_creation_options(options)))));
  }
  // `method` alone is nobody's, and Ory's components for React send `true` for nothing.
  bool claims_registration(const flow::Submission& fields, const store::FlowRow&) const override {
    const auto answer = fields.text("passkey_register");
    return !answer.empty() && answer != "true";
  }
  base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_registration(
      const flow::Submission& fields) const override {
    return parse_key_registration(KeyKind::passkey, fields.text("passkey_register"), {});
  }

 private:
  static bool has_party(const flow::View& view) { return view.services.config.passkey_rp.has_value(); }
  static bool signs_in(const flow::View& view) {
    if (!has_party(view) || view.flow.requested_aal != 1) return false;
    // Who has one need not say who they are first.
    if (!flow::asks_identifier(view.flow) && !is_offered(view, &Ways::passkey)) return false;
    return !view.flow.refresh || !view.credentials.passkeys.empty();
  }
  static bool adds(const flow::View& view) { return has_party(view) && display_name(view); }

  // Beside another method's the name is there already.
  static void offer_bound_identifier(const flow::View& view, std::vector<flow::Node>& nodes) {
    if (std::ranges::any_of(nodes, [](const flow::Node& node) { return node.name == "identifier"; })) return;
    if (auto name = display_name(view))
      nodes.push_back({.group = "default", .name = "identifier", .type = "hidden", .value = base::Json(*name)});
  }
};

}  // namespace

const flow::Method& passkey() {
  static const Passkey method;
  return method;
}

}  // namespace methods
