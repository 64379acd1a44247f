// A settings submission that waits for re-authentication: sealed in a row of its own, bound to flow, identity, session
// and the key in the browser's cookie ory_kratos_continuity; 15 minutes, taken once.
#pragma once

#include <optional>
#include <string>

#include "flow/method.h"

namespace flow {

inline constexpr base::Duration kWaitingLifetime = std::chrono::minutes(15);

struct Waiting {
  std::string method;
  base::Json submission;
  base::Time since{};
};

// Returns the key for the cookie.
[[nodiscard]] std::string put_waiting(const Services& services, const View& view, std::string_view method,
                                      const std::string& submission);
// Looks, takes nothing. nullopt: nothing waits for this flow, session and key.
[[nodiscard]] std::optional<Waiting> find_waiting(const Services& services, const store::FlowRow& flow,
                                                  const session::Session& session, const std::string& key);
// Inside the transaction that does the change; false: somebody took it before.
[[nodiscard]] bool take_waiting(store::Tx& tx, const store::FlowRow& flow, const session::Session& session,
                                const std::string& key, base::Time now);

}  // namespace flow
