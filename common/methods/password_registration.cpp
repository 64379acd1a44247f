// Signing up with a password (contract half B 5.1, 6.6).
#include "identity/addresses.h"
#include "methods/breaches.h"
#include "methods/nodes.h"
#include "methods/password.h"
#include "methods/password_policy.h"

namespace methods {
namespace {

class PasswordRegistration final : public flow::RegistrationTry {
 public:
  explicit PasswordRegistration(base::SecretBytes password) : password_(std::move(password)) {}

  std::optional<flow::Refusal> prove(const flow::View& view, const flow::Applicant& applicant) override {
    const auto& services = view.services;
    const auto identifiers = identity::login_identifiers(applicant.schema, applicant.traits, "password");
    if (auto message = check_password_policy(password_.text(), identifiers, services.config))
      return flow::Refusal{*message, message->id == flow::ids::kNoIdentifier ? "" : "password"};
    if (auto message = check_breaches(password_.text(), services)) return flow::Refusal{*message, "password"};
    auto hashed = crypto::hash_password(password_.text(), hash_parameters(services.config), services.random);
    if (!hashed) return flow::Refusal{too_long_for_bcrypt(password_.text()), "password"};
    hash_ = std::move(hashed).value();
    return {};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view,
                                                     const base::Uuid& identity) override {
    store::put_password(tx, {identity, hash_, view.now, view.now});
    return flow::Method::prove_completed(identity, {"password", session::Aal::aal1, view.now});
  }

 private:
  base::SecretBytes password_;
  std::string hash_;
};

}  // namespace

void offer_password_registration(std::vector<flow::Node>& nodes) {
  auto field = field_node("password", "password", "password", 1070001);
  field.autocomplete = "new-password";
  nodes.push_back(std::move(field));
  nodes.push_back(submit_node("password", "method", "password", 1040001));
}

base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_password_registration(
    const flow::Submission& fields) {
  base::SecretBytes password(fields.text("password"));
  if (password.empty()) return base::Error{flow::FieldErrors{{"password", flow::property_missing("password")}}};
  return std::unique_ptr<flow::RegistrationTry>(std::make_unique<PasswordRegistration>(std::move(password)));
}

}  // namespace methods
