// The waiting reset: who lost every second factor asks on the second step's page to have them removed, waits, and then
// removes them. The first factor is needed for each step; a mail tells of it at once, with a link that stops it; so
// does whoever signs in with a second factor, because then not every one is lost.
//
//   none -> (ask) -> waiting -> (delay is over) -> due -> (remove) -> done: nothing is left, and a new factor is set up
//                    `-> cancelled: link, page or a complete sign-in
//
// Nobody acts for the person: what is due stays due for a week, and they come back for it. After an end, of whatever
// kind, another one can be asked for after a day.
#pragma once

#include <string>

#include "flow/services.h"
#include "flow/throttle.h"
#include "session/session.h"

namespace flow {

struct ResetState {
  enum class Step { closed, none, resting, waiting, due } step = Step::closed;  // resting: ended less than a day ago
  base::Time due{};  // waiting: from when; resting: when another may be asked for
};
// For a session that lacks its second step; closed: the site has no such reset, or this person no address to be told
// at, or no second factor, or has passed it.
[[nodiscard]] ResetState reset_state(const Services& services, const session::Session& session);

// What comes of a step: somebody else may have been first, which is no harm.
enum class ResetOutcome { done, not_now, needs_refresh };
[[nodiscard]] ResetOutcome ask_reset(const Services& services, const session::Session& session, const Client& client);
[[nodiscard]] ResetOutcome cancel_reset(const Services& services, const session::Session& session,
                                        const Client& client);
// In one transaction, once: every second factor goes, every other session ends.
[[nodiscard]] ResetOutcome finish_reset(const Services& services, const session::Session& session,
                                        const Client& client);

// By the link in the mail, whoever has it. False: there is nothing to cancel (any more).
[[nodiscard]] bool is_cancellable(const Services& services, const std::string& token);
[[nodiscard]] bool cancel_reset_by_link(const Services& services, const std::string& token, const Client& client);

// Inside the transaction of a sign-in that passed a second factor.
void cancel_reset_by_sign_in(store::Tx& tx, const Services& services, const base::Uuid& identity, const Client& client,
                             base::Time now);

}  // namespace flow
