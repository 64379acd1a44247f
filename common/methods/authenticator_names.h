// What people call the software or device that keeps a passkey, by the model that it says it is of.
#pragma once

#include <string>

#include "webauthn/authenticator_data.h"

namespace methods {

// "" of a model that is not known, or not told (all zeros). For display only: nothing vouches for it.
[[nodiscard]] std::string authenticator_name(const webauthn::Aaguid& aaguid);

}  // namespace methods
