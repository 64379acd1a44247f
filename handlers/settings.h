// Profile, password and second factors. Accepts every enabled method (ARCHITECTURE section 4).
#pragma once

#include "api/pages.h"
#include "api/redirects.h"
#include "api/session_form.h"
#include "api/settings.h"

inline constexpr api::Route kSettingsRoutes[] = {
    {api::kGet, "/self-service/settings/browser", api::Csrf::active, api::answer_settings_browser},
    {api::kGet, "/self-service/settings/api", api::Csrf::ignored, api::answer_settings_api},
    {api::kGet, "/self-service/settings/flows", api::Csrf::active, api::answer_settings_flow},
    {api::kPost | api::kGet, "/self-service/settings", api::Csrf::ignored, api::answer_settings_submit},
    {api::kGet, "/settings", api::Csrf::active, api::answer_settings_page},
    {api::kPost, "/settings/sessions", api::Csrf::ignored, api::answer_session_form},
    {api::kGet, "/.well-known/change-password", api::Csrf::active, api::answer_change_password},
};
