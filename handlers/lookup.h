// The doors of recovery codes (ARCHITECTURE section 4).
#pragma once

#include "api/doors.h"

inline constexpr api::Route kLookupRoutes[] = {
    {api::kPost, "/self-service/methods/lookup_secret/login", api::Csrf::ignored, api::answer_lookup_login},
    {api::kPost, "/self-service/methods/lookup_secret/settings", api::Csrf::ignored, api::answer_lookup_settings},
    {api::kGet, "/self-service/methods/lookup_secret/codes.txt", api::Csrf::ignored, api::answer_lookup_codes},
};
