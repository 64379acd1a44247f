// Changing the password (contract half B 1.12, 5.1). The privileged session stands for the current password.
#include "base/json_writer.h"
#include "base/text.h"
#include "methods/breaches.h"
#include "methods/nodes.h"
#include "methods/password.h"
#include "methods/password_policy.h"

namespace methods {
namespace {

class PasswordChange final : public flow::SettingsTry {
 public:
  explicit PasswordChange(base::SecretBytes password) : password_(std::move(password)) {}

  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto& services = view.services;
    std::vector<std::string> identifiers;
    std::optional<store::PasswordRow> old;
    services.db.read([&](store::Tx& tx) {
      identifiers = store::identifiers_of(tx, view.identity->id, "password");
      old = store::find_password(tx, view.identity->id);
    });
    if (auto message = check_password_policy(password_.text(), identifiers, services.config))
      return flow::Refusal{*message, message->id == flow::ids::kNoIdentifier ? "" : "password"};
    if (auto message = check_breaches(password_.text(), services)) return flow::Refusal{*message, "password"};
    if (old && matches_hash(password_, old->hash, services.config))
      return flow::Refusal{flow::make_message(flow::ids::kSamePassword), "password"};
    auto hashed = crypto::hash_password(password_.text(), hash_parameters(services.config), services.random);
    if (!hashed) return flow::Refusal{too_long_for_bcrypt(password_.text()), "password"};
    hash_ = std::move(hashed).value();
    return {};
  }

  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    store::put_password(tx, {view.identity->id, hash_, view.now, view.now});
    return flow::Change{.password_changed = true};
  }

  std::string waits() const override {
    return base::JsonWriter().object().key("password").string(password_.text()).close().take();
  }

 private:
  base::SecretBytes password_;
  std::string hash_;
};

}  // namespace

void offer_password_settings(std::vector<flow::Node>& nodes) {
  auto field = field_node("password", "password", "password", 1070001);
  field.autocomplete = "new-password";
  nodes.push_back(std::move(field));
  nodes.push_back(submit_node("password", "method", "password", 1070003));
}

flow::Message too_long_for_bcrypt(std::string_view password) {
  const auto number = [](std::size_t n) {
    return base::Json(base::JsonNumber{std::to_string(n), static_cast<double>(n)});
  };
  return flow::make_message(flow::ids::kTooLong,
                            {{"max_length", number(72)}, {"actual_length", number(password.size())}});
}

base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_password_settings(
    const flow::Submission& fields) {
  base::SecretBytes password(fields.text("password"));
  if (password.empty()) return base::Error{flow::FieldErrors{{"password", flow::property_missing("password")}}};
  return std::unique_ptr<flow::SettingsTry>(std::make_unique<PasswordChange>(std::move(password)));
}

std::unique_ptr<flow::SettingsTry> resume_password_settings(const base::Json& waiting) {
  const auto* password = waiting.find("password");
  if (!password || !password->string()) return nullptr;
  return std::make_unique<PasswordChange>(base::SecretBytes(std::string_view(*password->string())));
}

}  // namespace methods
