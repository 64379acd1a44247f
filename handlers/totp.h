// The doors of the authenticator app (ARCHITECTURE section 4).
#pragma once

#include "api/doors.h"

inline constexpr api::Route kTotpRoutes[] = {
    {api::kPost, "/self-service/methods/totp/login", api::Csrf::ignored, api::answer_totp_login},
    {api::kPost, "/self-service/methods/totp/settings", api::Csrf::ignored, api::answer_totp_settings},
    {api::kGet, "/self-service/methods/totp/qr.png", api::Csrf::ignored, api::answer_totp_qr},
};
