// What a session lacks for a level that is asked of it: the one place where `required_aal` is judged, for whoami, the
// settings, sign-in and the pages alike.
#pragma once

#include <optional>

#include "session/session.h"

namespace session {

enum class Missing {
  nothing,
  second_step,  // there is a second factor, and it was not used
  enrolment,    // aal2 is asked of everybody, and there is no second factor yet
};

[[nodiscard]] Missing missing_for(const Session& session, config::RequiredAal required,
                                  const config::Essentials& essentials, base::Time now);

// For whoami and for going on after a sign-in: here a browser that its owner had remembered stands in for the second
// step.
[[nodiscard]] Missing missing_to_be_let_in(const Session& session, const config::Essentials& essentials,
                                           base::Time now);

// Whether the configuration asks a second factor of everybody. A rule of the gate asks it of who goes there (gate.h).
[[nodiscard]] bool asks_everybody(const config::Essentials& essentials);
// Until when this identity may do without one; nullopt = it may not (any more), or nobody has to.
[[nodiscard]] std::optional<base::Time> grace_end(const store::IdentityRow& identity,
                                                  const config::Essentials& essentials, base::Time now);
// Nothing is left to this session but setting up a second factor, and signing out.
[[nodiscard]] bool must_enrol(const Session& session, const config::Essentials& essentials, base::Time now);

}  // namespace session
