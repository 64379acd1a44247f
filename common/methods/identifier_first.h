// The first factors that a form offers when it asked for the identifier first (contract half A 4.9).
#pragma once

#include "flow/identifier_first.h"
#include "flow/method.h"

namespace methods {

struct Ways {
  bool password = false, passkey = false, webauthn = false;
  [[nodiscard]] bool none() const { return !password && !passkey && !webauthn; }
};
// Those that this account has and that this flow can use.
[[nodiscard]] Ways ways_of(const flow::View& view, const flow::Credentials& account);
// False while the form asks for the identifier (a passkey does without); then the account's ways, or every one if it
// has none or they are not to be told (security.account_enumeration.mitigate). True in every other form.
[[nodiscard]] bool is_offered(const flow::View& view, bool Ways::*way);

}  // namespace methods
