#include "flow/method.h"

namespace flow {

Credentials load_credentials(store::Tx& tx, const base::Uuid& identity) {
  Credentials out;
  out.has_password = store::find_password(tx, identity).has_value();
  out.password_identifiers = store::identifiers_of(tx, identity, "password");
  out.totp = store::find_totp(tx, identity);
  out.codes = store::lookup_codes(tx, identity);
  out.keys = store::webauthn_keys(tx, identity);
  out.passkeys = store::passkeys(tx, identity);
  return out;
}

bool is_own_flow(const store::FlowRow& flow, const session::Session& session) {
  return flow.session_id == session.id() && !session.by_previous_token;
}

base::Result<std::unique_ptr<LoginTry>, FieldErrors> Method::parse_login(const Submission&) const {
  throw base::Broken("method.no_login", std::string(id()) + " does not sign in");
}

base::Result<std::unique_ptr<SettingsTry>, FieldErrors> Method::parse_settings(const Submission&, const View&) const {
  throw base::Broken("method.no_settings", std::string(id()) + " has no settings");
}

base::Result<std::unique_ptr<RegistrationTry>, FieldErrors> Method::parse_registration(const Submission&) const {
  throw base::Broken("method.no_registration", std::string(id()) + " signs nobody up");
}

}  // namespace flow
