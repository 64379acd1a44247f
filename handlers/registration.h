// Signing up.
#pragma once

#include "api/pages.h"
#include "api/registration.h"

inline constexpr api::Route kRegistrationRoutes[] = {
    {api::kGet, "/self-service/registration/browser", api::Csrf::active, api::answer_registration_browser},
    {api::kGet, "/self-service/registration/api", api::Csrf::ignored, api::answer_registration_api},
    {api::kGet, "/self-service/registration/flows", api::Csrf::active, api::answer_registration_flow},
    {api::kPost | api::kGet, "/self-service/registration", api::Csrf::ignored, api::answer_registration_submit},
    {api::kGet, "/registration", api::Csrf::active, api::answer_registration_page},
};
