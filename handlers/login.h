// Signing in and out, the home page. Accepts every enabled method (ARCHITECTURE section 4).
#pragma once

#include "api/login.h"
#include "api/logout.h"
#include "api/pages.h"
#include "api/reset.h"

inline constexpr api::Route kLoginRoutes[] = {
    {api::kGet, "/self-service/login/browser", api::Csrf::active, api::answer_login_browser},
    {api::kGet, "/self-service/login/api", api::Csrf::ignored, api::answer_login_api},
    {api::kGet, "/self-service/login/flows", api::Csrf::active, api::answer_login_flow},
    {api::kPost | api::kGet, "/self-service/login", api::Csrf::ignored, api::answer_login_submit},
    {api::kGet, "/self-service/logout/browser", api::Csrf::active, api::answer_create_logout},
    {api::kGet, "/self-service/logout", api::Csrf::active, api::answer_logout},
    {api::kDelete, "/self-service/logout/api", api::Csrf::ignored, api::answer_logout_api},
    {api::kGet, "/login", api::Csrf::active, api::answer_login_page},
    {api::kGet, "/", api::Csrf::active, api::answer_home_page},
    {api::kGet, "/signed-out", api::Csrf::active, api::answer_signed_out_page},
    {api::kGet, "/reset", api::Csrf::active, api::answer_reset_page},
    {api::kPost, "/reset", api::Csrf::ignored, api::answer_reset_form},
    {api::kGet, "/reset/cancel", api::Csrf::active, api::answer_reset_cancel_page},
    {api::kPost, "/reset/cancel", api::Csrf::ignored, api::answer_reset_cancel},
};
