// Throttled guesses (ARCHITECTURE section 6): a row per method, subject and lane. charge() is its own committed
// transaction before the check; a success takes the charge back in the transaction of the check.
//
// A row counts three things:
//   under_way  charges whose guess is not decided yet
//   failures   guesses that failed since the last success; from the fifth on, each sets the wait: 30 s, 60 s … 1 h
//   day_count  charges of the current day, a window of 24 h from its first charge, successes not counted
// charge() admits a guess by one conditional upsert, so that any number of processes share the row's allowance:
//   no failure yet: while fewer than 20 are under way
//   1 to 4:         while failures and under_way together are fewer than 5
//   5 and more:     when the wait since the latest failure is over and none is under way
//   always:         while day_count is below 100 (an unknown password lane: and the subject's total below 1,000)
// A refused guess changes nothing. A charge that nobody settles (a crashed request) is a failure after kLease: the
// guess may have been made. A row that was not charged for 24 h is as good as new and may be deleted at any time.
#pragma once

#include <string>

#include "store/db.h"

namespace store {

struct ThrottleKey {
  std::string method;  // password, totp, lookup_secret
  base::TokenHash
      subject;       // password: keyed hash of the normalised identifier; second factors: hash of the identity id
  std::string lane;  // "known", an address prefix, or "other"
  bool unknown_password_lane = false;  // counts towards the 1,000 a day of all such lanes of a subject together
};

struct ThrottleVerdict {
  bool allowed = true;
  base::Duration retry_after{};  // > 0 when refused
};

inline constexpr std::int64_t kFreeTries = 5, kParallelTries = 20, kTriesADay = 100, kUnknownTriesADay = 1000;
inline constexpr base::Duration kFirstWait = std::chrono::seconds(30), kLongestWait = std::chrono::hours(1);
inline constexpr base::Duration kDay = std::chrono::hours(24), kLease = std::chrono::minutes(1);

ThrottleVerdict charge(Db& db, const ThrottleKey& key, base::Time now);
// The guess failed: it is no longer under way, the charge stays and the wait begins (from the charge on). Returns the
// wait, zero if there is none yet.
base::Duration settle_failure(Tx& tx, const ThrottleKey& key, base::Time now);
// Success: takes its charge back and ends the row's wait; the 24 h count stays.
void refund_success(Tx& tx, const ThrottleKey& key, base::Time now);
// A right code that was already used: takes its charge back, ends nothing.
void refund_used(Db& db, const ThrottleKey& key, base::Time now);
// Not used for what could not be checked (an exception): such a charge lapses into a failure.
// A password change clears the second-factor rows of the identity.
void clear_throttle(Tx& tx, const base::TokenHash& subject, std::string_view method);
std::int64_t delete_idle_throttle(Tx& tx, base::Time now, int limit);

// Browsers that passed every factor of a subject once (cookie postern_known, stored hashed, one year).
void remember_browser(Tx& tx, const base::TokenHash& subject, const base::TokenHash& browser, base::Time now);
[[nodiscard]] bool knows_browser(Tx& tx, const base::TokenHash& subject, const base::TokenHash& browser,
                                 base::Time now);

// All browsers of a subject: its identity was deleted, or asks to be known nowhere.
void forget_browsers(Tx& tx, const base::TokenHash& subject);
std::int64_t delete_expired_browsers(Tx& tx, base::Time now, int limit);

}  // namespace store
