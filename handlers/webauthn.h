// The doors of security keys, and what browsers fetch for them (ARCHITECTURE section 4).
#pragma once

#include "api/doors.h"
#include "api/webauthn_script.h"

inline constexpr api::Route kWebauthnRoutes[] = {
    {api::kPost, "/self-service/methods/webauthn/login", api::Csrf::ignored, api::answer_webauthn_login},
    {api::kPost, "/self-service/methods/webauthn/settings", api::Csrf::ignored, api::answer_webauthn_settings},
    {api::kGet, "/.well-known/ory/webauthn.js", api::Csrf::active, api::answer_webauthn_script},
    {api::kGet, "/.well-known/webauthn", api::Csrf::disabled, api::answer_related_origins},
};
