// "Remember this device": a browser whose owner said so after a second factor signs in with the first alone
// (postern.remember_device, off by default). It is no second factor: the session stays at aal1, and only whoami and
// sign-in let it through. Settings, step-up, refresh and whatever asks for aal2 by itself do not.
#pragma once

#include <optional>
#include <string>

#include "flow/services.h"
#include "session/session.h"
#include "store/remembered_devices.h"

namespace flow {

// Remembers the browser for the person of the session, which has just passed a second factor. Returns the cookie's
// value.
[[nodiscard]] std::string remember_device(store::Tx& tx, const Services& services, const session::Session& session,
                                          const store::DeviceRow& browser, base::Time now);
// Marks a session that begins in a browser that is remembered for its person, if `cookie` proves it.
void recognise_device(store::Tx& tx, const Services& services, session::Session& session, const std::string& cookie,
                      base::Time now);

}  // namespace flow
