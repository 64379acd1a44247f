// Signing up with a security key alone (contract half B 6.4, 6.6): the key is a first factor from the start.
#include "flow/registration.h"
#include "identity/addresses.h"
#include "methods/webauthn.h"
#include "webauthn/options_json.h"

namespace methods {
namespace {

// Random to everybody else, and the same however often the form is drawn: made from the flow's id with a key of ours. A
// flow that signed somebody up makes another one for whoever comes next.
base::Bytes user_handle(const flow::View& view) {
  auto data = base::to_bytes("webauthn.handle:" + base::to_string(view.flow.id));
  if (const auto* before = view.echo.find(flow::kRegistered)) {
    const auto id = base::to_bytes(before->text());
    data.insert(data.end(), id.begin(), id.end());
  }
  const auto mac = view.services.throttle_keys.mac(data);
  return {mac.begin(), mac.end()};
}

class KeyRegistration final : public flow::RegistrationTry {
 public:
  KeyRegistration(webauthn::RegistrationResponse response, std::string name)
      : response_(std::move(response)), name_(std::move(name)) {}

  std::optional<base::Bytes> challenge() const override { return answered_challenge(response_.client_data_json); }

  std::optional<flow::Refusal> prove(const flow::View& view, const flow::Applicant& applicant) override {
    const auto& config = view.services.config;
    if (!config.essentials.webauthn_passwordless)
      return flow::Refusal{flow::make_message(flow::ids::kNoRegistrationMethod, {}, "webauthn.second_factor"), ""};
    if (identity::login_identifiers(applicant.schema, applicant.traits, "webauthn").empty())
      return flow::Refusal{flow::make_message(flow::ids::kNoIdentifier), ""};
    const auto verified = webauthn::verify_registration(response_, expected_registration(view));
    if (!verified) return refused_key(view, verified.error(), response_);
    if (is_known_key(view, verified->credential_id()))
      return flow::Refusal{flow::reason("this security key or passkey is already registered with your account"),
                           "webauthn_register"};
    row_ = new_key_row(view, response_, *verified, name_);
    row_.user_handle = user_handle(view);
    row_.passwordless = true;
    return {};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view,
                                                     const base::Uuid& identity) override {
    row_.identity_id = identity;
    store::insert_webauthn_key(tx, row_);
    return flow::Method::prove_completed(identity, {"webauthn", session::Aal::aal1, view.now});
  }

 private:
  webauthn::RegistrationResponse response_;
  std::string name_;
  store::WebauthnKeyRow row_;
};

}  // namespace

void offer_webauthn_registration(const flow::View& view, std::vector<flow::Node>& nodes) {
  const auto& rp = *view.services.config.webauthn_rp;
  webauthn::CreationOptions options{.rp_name = rp.display_name,
                                    .rp_id = rp.id,
                                    .user_name = rp.display_name,
                                    .user_display_name = rp.display_name,
                                    .user_handle = user_handle(view),
                                    .challenge = challenge_text(view)};
  options.user_verification = user_verification(view.services.config);
  options.attestation = attestation_conveyance(view.services.config);
  add_creation_nodes(webauthn::write_creation_options(options), 1040004, nodes);
  nodes.push_back(webauthn_script_node(view));
}

base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_webauthn_registration(
    const flow::Submission& fields) {
  const auto json = fields.text("webauthn_register");
  if (json.empty()) return base::Error{flow::FieldErrors{{"", flow::make_message(flow::ids::kNoRegistrationMethod)}}};
  auto response = webauthn::parse_registration_response(json);
  if (!response)
    return base::Error{
        flow::FieldErrors{{"", flow::reason("Unable to parse WebAuthn response: Parse error for Registration")}}};
  return std::unique_ptr<flow::RegistrationTry>(
      std::make_unique<KeyRegistration>(std::move(response).value(), fields.text("webauthn_register_displayname")));
}

}  // namespace methods
