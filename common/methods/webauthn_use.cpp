// Signing in with a key (WebAuthn Level 3, 7.2): verified outside of the transaction, spent inside.
#include <algorithm>

#include "methods/webauthn.h"

namespace methods {

std::optional<flow::Refusal> KeyUse::verify(const flow::View& view, const Keys& keys, bool asked) {
  const auto& config = view.services.config;
  webauthn::AssertionExpectation expected{.rp = relying_party(config, kind_), .challenge = challenge_text(view)};
  if (asked) {
    for (const auto& key : keys) expected.allow_credentials.push_back(key.credential_id);
  }
  expected.require_user_handle = !asked;
  expected.require_user_verification = user_verification(config, kind_) == "required";
  if (config.webauthn_sign_counter == config::SignCounter::deny) expected.counter = webauthn::CounterPolicy::deny;
  const auto hit = std::ranges::find(keys, response_.raw_id, &store::WebauthnKeyRow::credential_id);
  if (hit == keys.end()) return refused(view, webauthn::Error::credential_not_allowed);
  const auto key = webauthn::unpack_key(hit->public_key);
  if (!key) return refused(view, webauthn::Error::cose_key_invalid);
  webauthn::CredentialRecord record{.id = hit->credential_id,
                                    .key = *key,
                                    .sign_count = static_cast<std::uint32_t>(hit->counter),
                                    .user_handle = hit->user_handle};
  const auto stored = webauthn::unpack_flags(hit->flags);
  record.backup_eligible = stored.backup_eligible;
  const auto verified = webauthn::verify_assertion(response_, record, expected);
  if (!verified) return refused(view, verified.error());
  if (verified->counter_went_back())
    view.services.log.warn("webauthn.counter", {{"identity", base::to_string(hit->identity_id)}, {"key", hit->name}});
  used_ = *hit;
  counter_ = verified->sign_count();
  flags_ = webauthn::pack_flags({.user_verified = stored.user_verified,
                                 .backup_eligible = verified->backup_eligible(),
                                 .backed_up = verified->backed_up(),
                                 .clone_warning = stored.clone_warning || verified->counter_went_back()});
  return {};
}

base::Result<session::Proof, flow::Refusal> KeyUse::spend(store::Tx& tx, const flow::View& view) const {
  if (!store::use_webauthn_key(tx, used_.id, used_.counter, counter_, flags_, view.now))
    return base::Error{flow::Refusal{flow::make_message(flow::ids::kBadWebauthn, {}, "webauthn.sign_count"), ""}};
  const auto aal = used_.passwordless ? session::Aal::aal1 : session::Aal::aal2;
  return flow::Method::prove_completed(used_.identity_id, {method_of(kind_), aal, view.now});
}

flow::Refusal KeyUse::refused(const flow::View& view, webauthn::Error error) const {
  return refused_ceremony(view, kind_, error, response_.client_data_json);
}

}  // namespace methods
