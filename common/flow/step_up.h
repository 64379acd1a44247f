// One-call step-up (ARCHITECTURE section 4): an application hands over a code and a session, without a flow.
#pragma once

#include "flow/method.h"
#include "flow/throttle.h"

namespace flow {

struct StepUp {
  enum class Kind { raised, missing, invalid, used, throttled, disabled };
  Kind kind = Kind::invalid;
  std::optional<session::Opened> opened;
  std::string known_browser{};  // cookie to set, "" = none
  std::int64_t retry_after = 0;
};

// `fields` needs the method's own field only. At aal2 it refreshes. `by_cookie`: a browser asks, and is known from now
// on.
[[nodiscard]] StepUp step_up(const Services& services, const Method& method, const Submission& fields,
                             const session::Session& session, const Client& client, bool by_cookie);

}  // namespace flow
