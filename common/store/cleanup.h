// Bounded batches that stall no writer (LIMITS): each call is one short transaction per table, oldest first.
#pragma once

#include "store/db.h"

namespace store {

struct CleanupCounts {
  std::int64_t sessions = 0, flows = 0, pending = 0, errors = 0, throttle = 0, browsers = 0, devices = 0;
  [[nodiscard]] std::int64_t total() const {
    return sessions + flows + pending + errors + throttle + browsers + devices;
  }
};
// Deletes at most `batch` expired rows a table (sessions expired before `cutoff`, …). Zero total = nothing left.
// Each row costs a random page an index: batches of 25 to 50 stall a writer 5 to 9 ms (median, busy machine); sleep
// between two calls as long as the last one took. What was committed is moved out of the log here, not by the next
// visitor's write.
CleanupCounts cleanup_batch(Db& db, base::Time cutoff, base::Time now, int batch);

}  // namespace store
