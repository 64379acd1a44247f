// Adding, naming and removing security keys (contract half B 4.5, 4.7).
#include <algorithm>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "methods/nodes.h"
#include "methods/webauthn.h"
#include "webauthn/cose_key.h"
#include "webauthn/options_json.h"

namespace methods {
namespace {

constexpr std::string_view kRegister = "webauthn_register", kName = "webauthn_register_displayname";
constexpr std::string_view kRemove = "webauthn_remove", kRename = "webauthn_rename";
constexpr std::string_view kNewName = "webauthn_rename_displayname";
constexpr std::size_t kMaxName = 64;  // characters

flow::Refusal refused(std::string why, std::string node = {}) {
  return {flow::reason(std::move(why)), std::move(node)};
}

std::string shown_name(const std::string& name) { return name.empty() ? "unnamed" : name; }

base::Json number(std::int64_t value) {
  return base::Json(base::JsonNumber{std::to_string(value), static_cast<double>(value)});
}

// One random handle for life: that of a key the identity has, else made from its id with a key of ours, so that every
// form shows the same one before the first key is stored.
base::Bytes user_handle(const flow::View& view) {
  for (const auto& key : view.credentials.keys)
    if (!key.user_handle.empty()) return key.user_handle;
  auto data = base::to_bytes("webauthn.handle:");
  data.insert(data.end(), view.identity->id.bytes.begin(), view.identity->id.bytes.end());
  const auto mac = view.services.throttle_keys.mac(data);
  return {mac.begin(), mac.end()};
}

class KeyAdd final : public flow::SettingsTry {
 public:
  KeyAdd(std::string json, webauthn::RegistrationResponse response, std::string name)
      : json_(std::move(json)), response_(std::move(response)), name_(std::move(name)) {}

  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }
  std::optional<base::Bytes> challenge() const override { return answered_challenge(response_.client_data_json); }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto& config = view.services.config;
    row_.passwordless = config.essentials.webauthn_passwordless;
    if (row_.passwordless && !has_identifier(view))
      return flow::Refusal{flow::make_message(flow::ids::kNoIdentifier), ""};
    const auto verified = webauthn::verify_registration(response_, expected_registration(view));
    if (!verified) return refused_key(view, verified.error(), response_);
    if (is_known_key(view, verified->credential_id()))
      return refused("this security key or passkey is already registered with your account", std::string(kRegister));
    const bool passwordless = row_.passwordless;
    row_ = new_key_row(view, response_, *verified, name_);
    row_.identity_id = view.identity->id;
    row_.user_handle = user_handle(view);
    row_.passwordless = passwordless;
    return {};
  }

  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    store::insert_webauthn_key(tx, row_);
    const auto aal = row_.passwordless ? session::Aal::aal1 : session::Aal::aal2;
    return flow::Change{.proof = flow::Method::prove_completed(row_.identity_id, {"webauthn", aal, view.now})};
  }

  std::string waits() const override {
    return base::JsonWriter().object().key("register").string(json_).key("name").string(name_).close().take();
  }

 private:
  static bool has_identifier(const flow::View& view) {
    std::vector<std::string> identifiers;
    view.services.db.read(
        [&](store::Tx& tx) { identifiers = store::identifiers_of(tx, view.identity->id, "webauthn"); });
    return !identifiers.empty();
  }
  std::string json_;
  webauthn::RegistrationResponse response_;
  std::string name_;
  store::WebauthnKeyRow row_;
};

class KeyRemove final : public flow::SettingsTry {
 public:
  explicit KeyRemove(std::string hex) : hex_(std::move(hex)) {}

  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto& keys = view.credentials.keys;
    if (keys.empty()) return refused("You tried to remove a WebAuthn but you have no WebAuthn set up.");
    const auto hit =
        std::ranges::find_if(keys, [&](const auto& key) { return base::encode_hex(key.credential_id) == hex_; });
    if (hit == keys.end()) return refused("You tried to remove a WebAuthn credential which does not exist.");
    if (hit->passwordless && count_first_factors(view) < 2)
      return refused("unable to remove this security key because it would lock you out of your account",
                     std::string(kRemove));
    id_ = hit->id;
    return {};
  }

  // Looks again inside the transaction: two tabs must not remove the last two ways in at once.
  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    flow::View now{.services = view.services,
                   .now = view.now,
                   .flow = view.flow,
                   .session = view.session,
                   .identity = view.identity};
    now.credentials = flow::load_credentials(tx, view.identity->id);
    for (const auto& key : now.credentials.keys)
      if (key.id == id_ && key.passwordless && count_first_factors(now) < 2)
        return base::Error{refused("unable to remove this security key because it would lock you out of your account",
                                   std::string(kRemove))};
    return flow::Change{.factor_removed = store::delete_webauthn_key(tx, view.identity->id, id_)};
  }

  std::string waits() const override { return base::JsonWriter().object().key("remove").string(hex_).close().take(); }

 private:
  std::string hex_;
  base::Uuid id_;
};

class KeyRename final : public flow::SettingsTry {
 public:
  KeyRename(std::string hex, std::string name) : hex_(std::move(hex)), name_(std::move(name)) {}

  Privilege privilege(const flow::View&) const override { return Privilege::privileged; }
  std::optional<flow::Refusal> prove(const flow::View& view) override {
    for (const auto& key : view.credentials.keys)
      if (base::encode_hex(key.credential_id) == hex_) id_ = key.id;
    if (id_.is_nil()) return refused("You tried to rename a security key which does not exist.");
    return {};
  }
  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    store::rename_webauthn_key(tx, view.identity->id, id_, base::truncate_utf8(base::trim(name_), kMaxName * 4));
    return flow::Change{};
  }
  std::string waits() const override {
    return base::JsonWriter().object().key("rename").string(hex_).key("name").string(name_).close().take();
  }

 private:
  std::string hex_, name_;
  base::Uuid id_;
};

flow::Node remove_node(const flow::View& view, const store::WebauthnKeyRow& key) {
  const auto added = std::chrono::floor<std::chrono::seconds>(key.added_at);
  auto node = submit_node("webauthn", kRemove, base::encode_hex(key.credential_id), 1070003);
  node.label = flow::make_message(1050018, {{"added_at", base::Json(base::format_rfc3339(added))},
                                            {"added_at_unix", number(base::to_unix(added))},
                                            {"display_name", base::Json(shown_name(key.name))}});
  node.disabled = key.passwordless && count_first_factors(view) < 2;
  return node;
}

std::string creation_options(const flow::View& view) {
  const auto& config = view.services.config;
  const auto& identifiers = view.credentials.password_identifiers;
  const auto account = identifiers.empty() ? config.webauthn_rp->display_name : identifiers.front();
  webauthn::CreationOptions options{.rp_name = config.webauthn_rp->display_name,
                                    .rp_id = config.webauthn_rp->id,
                                    .user_name = account,
                                    .user_display_name = account,
                                    .user_handle = user_handle(view),
                                    .challenge = challenge_text(view)};
  options.user_verification = user_verification(config);
  options.attestation = attestation_conveyance(config);
  for (const auto& key : view.credentials.keys)
    options.exclude_credentials.push_back({key.credential_id, transports_of(key)});
  return webauthn::write_creation_options(options);
}

base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_add(std::string json, std::string name) {
  if (name.empty()) return base::Error{flow::FieldErrors{{std::string(kName), flow::property_missing(kName)}}};
  auto response = webauthn::parse_registration_response(json);
  if (!response)
    return base::Error{
        flow::FieldErrors{{"", flow::reason("Unable to parse WebAuthn response: Parse error for Registration")}}};
  return std::unique_ptr<flow::SettingsTry>(
      std::make_unique<KeyAdd>(std::move(json), std::move(response).value(), std::move(name)));
}

std::string text_of(const base::Json& object, std::string_view name) {
  const auto* member = object.find(name);
  return member && member->string() ? *member->string() : std::string();
}

}  // namespace

void offer_webauthn_settings(const flow::View& view, std::vector<flow::Node>& nodes) {
  if (!view.services.config.webauthn_rp) return;
  for (const auto& key : view.credentials.keys) nodes.push_back(remove_node(view, key));
  add_creation_nodes(creation_options(view), 1050012, nodes);
  nodes.push_back(webauthn_script_node(view));
}

bool claims_webauthn_settings(const flow::Submission& fields) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{kRegister, kRemove, kRename},
                             [&](std::string_view field) { return !fields.text(field).empty(); });
}

base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_webauthn_settings(
    const flow::Submission& fields) {
  using Try = std::unique_ptr<flow::SettingsTry>;
  if (auto json = fields.text(kRegister); !json.empty()) return parse_add(std::move(json), fields.text(kName));
  if (auto hex = fields.text(kRemove); !hex.empty()) return Try(std::make_unique<KeyRemove>(std::move(hex)));
  auto name = fields.text(kNewName);
  if (name.empty()) return base::Error{flow::FieldErrors{{std::string(kNewName), flow::property_missing(kNewName)}}};
  return Try(std::make_unique<KeyRename>(fields.text(kRename), std::move(name)));
}

std::unique_ptr<flow::SettingsTry> resume_webauthn_settings(const base::Json& waiting) {
  if (waiting.find("remove")) return std::make_unique<KeyRemove>(text_of(waiting, "remove"));
  if (waiting.find("rename")) return std::make_unique<KeyRename>(text_of(waiting, "rename"), text_of(waiting, "name"));
  auto parsed = parse_add(text_of(waiting, "register"), text_of(waiting, "name"));
  return parsed ? std::move(parsed).value() : nullptr;
}

std::string describe_waiting_webauthn(const base::Json& waiting) {
  return waiting.find("remove") ? "webauthn_remove" : waiting.find("rename") ? "webauthn_rename" : "webauthn_register";
}

// A new key has the name that waits with it, one that is there its present one.
std::string name_waiting_webauthn(const base::Json& waiting, const flow::Credentials& credentials) {
  if (waiting.find("register")) return text_of(waiting, "name");
  const auto hex = text_of(waiting, waiting.find("remove") ? "remove" : "rename");
  const auto hit = std::ranges::find_if(credentials.keys,
                                        [&](const auto& key) { return base::encode_hex(key.credential_id) == hex; });
  return hit == credentials.keys.end() ? std::string() : shown_name(hit->name);
}

}  // namespace methods
