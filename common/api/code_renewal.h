// Whoever signs in on our pages with the last recovery code is led to a fresh set before going on. Kratos leaves them
// with none; a client of the JSON API, or one with settings pages of its own, sees nothing of this.
#pragma once

#include <string>

#include "api/app.h"
#include "store/flows.h"

namespace api {

// Where to go after a sign-in with `method`: the fresh codes (and `target` after them), or `target` itself.
[[nodiscard]] std::string renew_codes_first(Call& call, const store::IdentityRow& identity, std::string_view method,
                                            const std::string& target);
// Whether this settings flow was begun by that redirect and the old codes are all used.
[[nodiscard]] bool renews_codes(Call& call, const store::FlowRow& flow);
// Draws the new codes into a flow that is to renew them, as "Generate new codes" would. They count once confirmed.
[[nodiscard]] store::FlowRow draw_new_codes(Call& call, store::FlowRow flow, const session::Session& session);

}  // namespace api
