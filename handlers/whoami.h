// Sessions of the caller, stored errors, health and schemas. Links no sign-in method.
#pragma once

#include "api/errors.h"
#include "api/health.h"
#include "api/pages.h"
#include "api/schemas.h"
#include "api/sessions.h"

inline constexpr api::Route kWhoamiRoutes[] = {
    {api::kAnyMethod, "/sessions/whoami", api::Csrf::ignored, api::answer_whoami},
    {api::kGet, "/sessions", api::Csrf::ignored, api::answer_list_sessions},
    {api::kDelete, "/sessions", api::Csrf::ignored, api::answer_revoke_other_sessions},
    {api::kDelete, "/sessions/{id}", api::Csrf::ignored, api::answer_revoke_session},
    {api::kGet, "/sessions/token-exchange", api::Csrf::ignored, api::answer_token_exchange},
    {api::kGet, "/self-service/errors", api::Csrf::active, api::answer_error_record},
    {api::kGet, "/error", api::Csrf::active, api::answer_error_page},
    {api::kGet, "/health/alive", api::Csrf::disabled, api::answer_alive},
    {api::kGet, "/health/ready", api::Csrf::disabled, api::answer_ready},
    {api::kGet, "/schemas", api::Csrf::active, api::answer_list_schemas},
    {api::kGet, "/schemas/{id}", api::Csrf::ignored, api::answer_schema},
};
