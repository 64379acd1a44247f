// Signing up with a key alone (contract half B 4.12, 6.4, 6.6): it is a first factor from the start.
#include "base/text.h"
#include "flow/registration.h"
#include "identity/addresses.h"
#include "methods/webauthn.h"

namespace methods {
namespace {

class KeyRegistration final : public flow::RegistrationTry {
 public:
  KeyRegistration(KeyKind kind, webauthn::RegistrationResponse response, std::string name)
      : kind_(kind), response_(std::move(response)), name_(std::move(name)) {}

  std::optional<base::Bytes> challenge() const override { return answered_challenge(response_.client_data_json); }

  std::optional<flow::Refusal> prove(const flow::View& view, const flow::Applicant& applicant) override {
    if (kind_ == KeyKind::security_key) {
      if (!view.essentials().webauthn_passwordless)
        return flow::Refusal{flow::make_message(flow::ids::kNoRegistrationMethod, {}, "webauthn.second_factor"), ""};
      if (identity::login_identifiers(applicant.schema, applicant.traits, "webauthn").empty())
        return flow::Refusal{flow::make_message(flow::ids::kNoIdentifier), ""};
    }
    row_ = {};
    row_.name = key_name(name_);
    if (auto refusal = verify_new_key(view, kind_, method_of(kind_) + "_register", response_, row_)) return refusal;
    row_.user_handle = new_user_handle(view, kind_);
    row_.passwordless = true;
    return {};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view,
                                                     const base::Uuid& identity) override {
    row_.identity_id = identity;
    store::insert_webauthn_key(tx, row_);
    return flow::Method::prove_completed(identity, {method_of(kind_), session::Aal::aal1, view.now});
  }

 private:
  KeyKind kind_;
  webauthn::RegistrationResponse response_;
  std::string name_;
  store::WebauthnKeyRow row_;
};

}  // namespace

// Made from the flow's id with a key of ours. A flow that signed somebody up makes another one for whoever comes next.
base::Bytes new_user_handle(const flow::View& view, KeyKind kind) {
  auto data = base::to_bytes(method_of(kind) + ".handle:" + base::to_string(view.flow.id));
  if (const auto* before = view.echo.find(flow::kRegistered)) {
    const auto id = base::to_bytes(before->text());
    data.insert(data.end(), id.begin(), id.end());
  }
  const auto mac = view.services.throttle_keys.mac(data);
  return {mac.begin(), mac.end()};
}

base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_key_registration(KeyKind kind,
                                                                                               const std::string& json,
                                                                                               std::string name) {
  auto response = parse_new_key(json);
  if (!response) return base::Error{response.error()};
  return std::unique_ptr<flow::RegistrationTry>(
      std::make_unique<KeyRegistration>(kind, std::move(response).value(), std::move(name)));
}

}  // namespace methods
