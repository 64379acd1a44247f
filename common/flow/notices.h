// What people are told by mail about their account, and to which addresses. A mail is queued in the transaction of what
// it tells, so that there is neither without the other; sending is api/mail_queue's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flow/services.h"
#include "flow/throttle.h"
#include "store/identities.h"

namespace flow {

namespace notice {
inline constexpr const char *kFactorAdded = "factor.added", *kFactorRemoved = "factor.removed",
                            *kFactorUsedUp = "factor.used_up", *kCodesMade = "codes.made", *kRescued = "rescued",
                            *kResetAsked = "reset.asked", *kResetDone = "reset.done";
}  // namespace notice

// What queueing needs of a process.
struct Postbox {
  const config::Config& config;
  base::Random& random;
  const crypto::Keyring& keyring;
  bool* mail_waits = nullptr;  // set to true when something was queued; it may be rolled back all the same
};
[[nodiscard]] Postbox postbox_of(const Services& services);

struct Notice {
  std::string_view kind;
  std::string_view method{};       // `totp`, …; "" = it is about none
  const Client* client = nullptr;  // whose request did it; none: an operator
  std::string secret{};            // of a link in it
  base::Time due{};                // of a reset
};

// One mail to each address of theirs, if mail is configured and notices are wanted; at most kMostMailsADay a person.
// How many were queued.
int tell(store::Tx& tx, const Postbox& box, const base::Uuid& about, const Notice& notice, base::Time now);
inline constexpr int kMostMailsADay = 30;

// Where somebody is told: addresses for verification or recovery by e-mail, else what they sign in with, as far as it
// is an address. Each once, at most three.
[[nodiscard]] std::vector<std::string> mail_addresses(store::Tx& tx, const store::IdentityRow& identity);

// A mail's facts, as they lie in its row.
struct NoticeFacts {
  std::string method, address, user_agent;  // "" = none
  bool by_operator = false;
  base::Time due{};
};
[[nodiscard]] NoticeFacts read_notice_facts(std::string_view json);
[[nodiscard]] crypto::SealPlace mail_secret_place(const base::Uuid& identity, const base::Uuid& mail);

}  // namespace flow
