// The gate in front of the site's other pages and files. As authorizer and as page of a denial it has no route: the web
// server says what it is asked.
#pragma once

#include "api/gate.h"

inline constexpr api::Route kGateRoutes[] = {
    {api::kAnyMethod, "/check", api::Csrf::disabled, api::answer_check},
};
