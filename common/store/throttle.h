// Throttled guesses (ARCHITECTURE section 6): a row per method, subject and lane. charge() is its own committed
// transaction before the check; a success takes the charge back in the transaction of the check.
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

// Five free tries (while none has failed, up to twenty may be under way at once), then 30 s doubling to 1 h,
// at most 100 in 24 h; 1,000 for all unknown password lanes of a subject.
ThrottleVerdict charge(Db& db, const ThrottleKey& key, base::Time now);
// The guess failed: it is no longer under way, the charge stays and the wait begins.
void settle_failure(Db& db, const ThrottleKey& key, base::Time now);
// Success: takes its charge back and ends the row's wait; the 24 h count stays.
void refund_success(Tx& tx, const ThrottleKey& key, base::Time now);
// A right code that was already used: takes its charge back, ends nothing.
void refund_used(Db& db, const ThrottleKey& key, base::Time now);
// A password change clears the second-factor rows of the identity.
void clear_throttle(Tx& tx, const base::TokenHash& subject, std::string_view method);
std::int64_t delete_idle_throttle(Tx& tx, base::Time now, int limit);

// Browsers that passed every factor of a subject once (cookie postern_known, stored hashed, one year).
void remember_browser(Tx& tx, const base::TokenHash& subject, const base::TokenHash& browser, base::Time now);
[[nodiscard]] bool knows_browser(Tx& tx, const base::TokenHash& subject, const base::TokenHash& browser,
                                 base::Time now);

}  // namespace store
