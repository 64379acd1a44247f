// Security keys and passkeys in Kratos' form (contract half B 4.11, 4.12), as `identity import` brings them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "methods/webauthn.h"

namespace methods {

// `config` is the JSON of credentials.{webauthn,passkey}.config. Error: what is wrong, with the member's name.
// A public key that cannot be used is kept as it came: the key is listed and can be removed, and signs nobody in.
base::Result<Keys, std::string> imported_keys(KeyKind kind, std::string_view config, const base::Uuid& identity,
                                              base::Random& random, base::Time now);

}  // namespace methods
