// The methods, in the orders that the contract asks them (half A 4.6 step 5, half B 1.3). Handlers pass these lists on;
// nothing registers itself.
#pragma once

#include <span>

#include "flow/method.h"

namespace methods {

// Each is one immutable object without state of its own.
[[nodiscard]] const flow::Method& password();
[[nodiscard]] const flow::Method& totp();
[[nodiscard]] const flow::Method& lookup_secret();
[[nodiscard]] const flow::Method& webauthn();
[[nodiscard]] const flow::Method& passkey();
[[nodiscard]] const flow::Method& profile();
[[nodiscard]] const flow::Method& oidc();  // never enabled
[[nodiscard]] const flow::Method& identifier_first();

// password, oidc, totp, passkey, webauthn, lookup_secret, identifier_first
[[nodiscard]] std::span<const flow::Method* const> for_login();
// profile, password, totp, passkey, webauthn, lookup_secret
[[nodiscard]] std::span<const flow::Method* const> for_settings();
[[nodiscard]] std::span<const flow::Method* const> for_registration();  // password, passkey, webauthn

}  // namespace methods
