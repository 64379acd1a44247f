// Adding, naming and removing keys (contract half B 4.5, 4.7, 4.12).
#include <algorithm>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "methods/nodes.h"
#include "methods/webauthn.h"

namespace methods {
namespace {

flow::Refusal refused(std::string why, std::string node = {}) {
  return {flow::reason(std::move(why)), std::move(node)};
}

const store::WebauthnKeyRow* find_key(const Keys& keys, const std::string& hex) {
  const auto hit =
      std::ranges::find_if(keys, [&](const auto& key) { return base::encode_hex(key.credential_id) == hex; });
  return hit == keys.end() ? nullptr : &*hit;
}

bool is_last_way_in(const flow::View& view, const store::WebauthnKeyRow& key) {
  return key.passwordless && count_first_factors(view) < 2;
}

std::string shown_name(const std::string& name) { return name.empty() ? "unnamed" : name; }

base::Json number(std::int64_t value) {
  return base::Json(base::JsonNumber{std::to_string(value), static_cast<double>(value)});
}

class KeyAdd final : public flow::SettingsTry {
 public:
  KeyAdd(const KeyFields& fields, std::string json, webauthn::RegistrationResponse response, std::string name)
      : fields_(fields), json_(std::move(json)), response_(std::move(response)), name_(std::move(name)) {}

  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }
  std::optional<base::Bytes> challenge() const override { return answered_challenge(response_.client_data_json); }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const bool passkey = fields_.kind == KeyKind::passkey;
    if (!passkey && view.essentials().webauthn_passwordless && !has_identifier(view))
      return flow::Refusal{flow::make_message(flow::ids::kNoIdentifier), ""};
    row_ = {};
    row_.name = key_name(name_);
    if (auto refusal = verify_new_key(view, fields_.kind, fields_.add, response_, row_)) return refusal;
    row_.identity_id = view.identity->id;
    row_.user_handle = user_handle_of(view, fields_.kind);
    row_.passwordless = passkey || view.essentials().webauthn_passwordless;
    return {};
  }

  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    store::insert_webauthn_key(tx, row_);
    const auto aal = row_.passwordless ? session::Aal::aal1 : session::Aal::aal2;
    return flow::Change{.proof =
                            flow::Method::prove_completed(row_.identity_id, {method_of(fields_.kind), aal, view.now})};
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
  const KeyFields& fields_;
  std::string json_;
  webauthn::RegistrationResponse response_;
  std::string name_;
  store::WebauthnKeyRow row_;
};

class KeyRemove final : public flow::SettingsTry {
 public:
  KeyRemove(const KeyFields& fields, std::string hex) : kind_(fields.kind), hex_(std::move(hex)) {}

  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto& keys = keys_of(view, kind_);
    const std::string kind = kind_ == KeyKind::passkey ? "passkey" : "WebAuthn";
    if (keys.empty()) return refused("You tried to remove a " + kind + " but you have no " + kind + " set up.");
    const auto* hit = find_key(keys, hex_);
    const std::string what = kind_ == KeyKind::passkey ? kind : kind + " credential";
    if (!hit) return refused("You tried to remove a " + what + " which does not exist.");
    if (is_last_way_in(view, *hit)) return last_way_in();
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
    for (const auto& key : keys_of(now, kind_))
      if (key.id == id_ && is_last_way_in(now, key)) return base::Error{last_way_in()};
    return flow::Change{.factor_removed = store::delete_webauthn_key(tx, view.identity->id, id_)};
  }

  std::string waits() const override { return base::JsonWriter().object().key("remove").string(hex_).close().take(); }

 private:
  // Kratos says so at this node for both methods.
  static flow::Refusal last_way_in() {
    return refused("unable to remove this security key because it would lock you out of your account",
                   "webauthn_remove");
  }
  KeyKind kind_;
  std::string hex_;
  base::Uuid id_;
};

class KeyRename final : public flow::SettingsTry {
 public:
  KeyRename(const KeyFields& fields, std::string hex, std::string name)
      : kind_(fields.kind), hex_(std::move(hex)), name_(std::move(name)) {}

  Privilege privilege(const flow::View&) const override { return Privilege::privileged; }
  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto* hit = find_key(keys_of(view, kind_), hex_);
    if (!hit) return refused("You tried to rename a security key which does not exist.");
    id_ = hit->id;
    return {};
  }
  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    store::rename_webauthn_key(tx, view.identity->id, id_, key_name(name_));
    return flow::Change{};
  }
  std::string waits() const override {
    return base::JsonWriter().object().key("rename").string(hex_).key("name").string(name_).close().take();
  }

 private:
  KeyKind kind_;
  std::string hex_, name_;
  base::Uuid id_;
};

base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_add(const KeyFields& keys, std::string json,
                                                                              std::string name) {
  if (!keys.name.empty() && name.empty())
    return base::Error{flow::FieldErrors{{std::string(keys.name), flow::property_missing(keys.name)}}};
  auto response = parse_new_key(json);
  if (!response) return base::Error{response.error()};
  return std::unique_ptr<flow::SettingsTry>(
      std::make_unique<KeyAdd>(keys, std::move(json), std::move(response).value(), std::move(name)));
}

std::string text_of(const base::Json& object, std::string_view name) {
  const auto* member = object.find(name);
  return member && member->string() ? *member->string() : std::string();
}

}  // namespace

// One random handle for life: that of a key the identity has, else made from its id with a key of ours, so that every
// form shows the same one before the first key is stored.
base::Bytes user_handle_of(const flow::View& view, KeyKind kind) {
  for (const auto& key : keys_of(view, kind))
    if (!key.user_handle.empty()) return key.user_handle;
  auto data = base::to_bytes(method_of(kind) + ".handle:");
  data.insert(data.end(), view.identity->id.bytes.begin(), view.identity->id.bytes.end());
  const auto mac = view.services.throttle_keys.mac(data);
  return {mac.begin(), mac.end()};
}

flow::Node remove_node(const flow::View& view, const KeyFields& fields, const store::WebauthnKeyRow& key) {
  const auto added = std::chrono::floor<std::chrono::seconds>(key.added_at);
  auto node = submit_node(method_of(fields.kind), fields.remove, base::encode_hex(key.credential_id), 1070003);
  node.label = flow::make_message(fields.kind == KeyKind::passkey ? 1050020 : 1050018,
                                  {{"added_at", base::Json(base::format_rfc3339(added))},
                                   {"added_at_unix", number(base::to_unix(added))},
                                   {"display_name", base::Json(shown_name(key.name))}});
  node.disabled = is_last_way_in(view, key);
  return node;
}

bool claims_keys(const KeyFields& keys, const flow::Submission& fields) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{keys.add, keys.remove, keys.rename},
                             [&](std::string_view field) { return !fields.text(field).empty(); });
}

base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_keys(const KeyFields& keys,
                                                                               const flow::Submission& fields) {
  using Try = std::unique_ptr<flow::SettingsTry>;
  auto json = fields.text(keys.add), hex = fields.text(keys.remove);
  const bool adds = !json.empty() && (keys.adds_first || hex.empty());
  if (adds) return parse_add(keys, std::move(json), keys.name.empty() ? std::string() : fields.text(keys.name));
  if (!hex.empty()) return Try(std::make_unique<KeyRemove>(keys, std::move(hex)));
  auto name = fields.text(keys.new_name);
  if (name.empty())
    return base::Error{flow::FieldErrors{{std::string(keys.new_name), flow::property_missing(keys.new_name)}}};
  return Try(std::make_unique<KeyRename>(keys, fields.text(keys.rename), std::move(name)));
}

std::unique_ptr<flow::SettingsTry> resume_keys(const KeyFields& keys, const base::Json& waiting) {
  if (waiting.find("remove")) return std::make_unique<KeyRemove>(keys, text_of(waiting, "remove"));
  if (waiting.find("rename"))
    return std::make_unique<KeyRename>(keys, text_of(waiting, "rename"), text_of(waiting, "name"));
  auto parsed = parse_add(keys, text_of(waiting, "register"), text_of(waiting, "name"));
  return parsed ? std::move(parsed).value() : nullptr;
}

std::string describe_waiting_key(const KeyFields& keys, const base::Json& waiting) {
  return std::string(waiting.find("remove") ? keys.remove : waiting.find("rename") ? keys.rename : keys.add);
}

// A new key has the name that waits with it, one that is there its present one.
std::string name_waiting_key(const base::Json& waiting, const Keys& keys) {
  if (waiting.find("register")) return text_of(waiting, "name");
  const auto* hit = find_key(keys, text_of(waiting, waiting.find("remove") ? "remove" : "rename"));
  return hit ? shown_name(hit->name) : std::string();
}

}  // namespace methods
