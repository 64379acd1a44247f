// Bounded batches that stall no writer (LIMITS): each call is one short transaction per table, oldest first.
#pragma once

#include "store/db.h"

namespace store {

struct CleanupCounts {
  std::int64_t sessions = 0, flows = 0, pending = 0, errors = 0, throttle = 0, browsers = 0, devices = 0, audit = 0,
               mails = 0, resets = 0;
  [[nodiscard]] std::int64_t total() const {
    return sessions + flows + pending + errors + throttle + browsers + devices + audit + mails + resets;
  }
};
// Deletes at most `batch` expired rows a table (sessions expired before `cutoff`, rows of the audit log made
// before `audit_cutoff`, …). Zero total = nothing left.
// Each row costs a random page an index: batches of 25 to 50 stall a writer 5 to 9 ms (median, busy machine); sleep
// between two calls as long as the last one took. What was committed is moved out of the log here, not by the next
// visitor's write.
// Mail leaves with a week: whoever sends gives up long before (api/mail_queue).
CleanupCounts cleanup_batch(Db& db, base::Time cutoff, base::Time audit_cutoff, base::Time now, int batch);

// For hosts without cron: at most `limit` rows of one of these tables, which `turn` (any number) chooses, in a
// transaction that writes anyway. Flows, errors and the throttle see to themselves.
std::int64_t sweep_in_passing(Tx& tx, base::Time cutoff, base::Time audit_cutoff, base::Time now, unsigned turn,
                              int limit);

}  // namespace store
