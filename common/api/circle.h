// Two parts of a site that disagree about whether somebody is signed in send a browser to and fro for ever: one to the
// sign-in page, which sends those who are signed in back. The third time within seconds it is told so instead.
#pragma once

#include <optional>

#include "api/app.h"

namespace api {

// On the way to `target` because the person is signed in already: the page to show instead, if this goes in a circle.
[[nodiscard]] std::optional<http::Response> break_circle(Call& call, const std::string& target);

}  // namespace api
