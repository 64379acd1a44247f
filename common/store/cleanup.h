// Bounded batches that stall no writer (LIMITS): each call is one short transaction per table, oldest first.
#pragma once

#include "store/db.h"

namespace store {

struct CleanupCounts {
  std::int64_t sessions = 0, flows = 0, pending = 0, errors = 0, throttle = 0, browsers = 0;
  [[nodiscard]] std::int64_t total() const { return sessions + flows + pending + errors + throttle + browsers; }
};
// Deletes at most `batch` expired rows a table (sessions expired before `cutoff`, …). Zero total = nothing left.
CleanupCounts cleanup_batch(Db& db, base::Time cutoff, base::Time now, int batch);

}  // namespace store
