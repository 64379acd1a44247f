// What hangs on the traits of an identity: the identifiers it signs in with and its address lists (contract half
// B 7.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "identity/schema.h"
#include "store/identities.h"

namespace identity {

// Normalised identifiers of a method (`password`, `webauthn`), each once; what cannot be one is left out.
[[nodiscard]] std::vector<std::string> login_identifiers(const Schema& schema, const base::Json& traits,
                                                         std::string_view method);

// Sets row.traits and the address lists that follow from the traits. An address that was there stays as it was (id,
// verified, times); a new one is pending; one that the traits no longer name goes. In order of ids.
void apply_traits(store::IdentityRow& row, const Schema& schema, const base::Json& traits, base::Random& random,
                  base::Time now);

// Whether any address of the identity was verified.
[[nodiscard]] bool has_verified_address(const store::IdentityRow& row);

}  // namespace identity
