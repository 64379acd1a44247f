// The doors of security keys, and what browsers fetch for them (ARCHITECTURE section 4).
#pragma once

#include "api/doors.h"
#include "api/webauthn_script.h"

inline constexpr api::Route kWebauthnRoutes[] = {
    {api::kGet, "/.well-known/ory/webauthn.js", api::Csrf::active, api::answer_webauthn_script},
    {api::kGet, "/.well-known/webauthn", api::Csrf::disabled, api::answer_related_origins},
};
