#include "store/cleanup.h"

#include "store/audit.h"
#include "store/flows.h"
#include "store/mails.h"
#include "store/remembered_devices.h"
#include "store/resets.h"
#include "store/sessions.h"
#include "store/throttle.h"

namespace store {
namespace {

constexpr base::Duration kMailLife = std::chrono::days(7);

}  // namespace

CleanupCounts cleanup_batch(Db& db, base::Time cutoff, base::Time audit_cutoff, base::Time now, int batch) {
  // A transaction of its own each, so that no writer waits for more than one of them.
  const auto sweep = [&](std::int64_t (*remove)(Tx&, base::Time, int), base::Time before) {
    return db.write_value<std::int64_t>([&](Tx& tx) { return remove(tx, before, batch); });
  };
  CleanupCounts counts;
  counts.sessions = sweep(delete_expired_sessions, cutoff);
  counts.errors = sweep(delete_expired_errors, cutoff);  // before the flows, whose sweep takes errors where it has room
  counts.flows = sweep(delete_expired_flows, cutoff);
  counts.pending = sweep(delete_expired_pending, cutoff);
  counts.throttle = sweep(delete_idle_throttle, now);
  counts.browsers = sweep(delete_expired_browsers, now);
  counts.devices = sweep(delete_expired_devices, now);
  counts.audit = sweep(delete_old_audit, audit_cutoff);
  counts.mails = sweep(delete_old_mails, now - kMailLife);
  counts.resets = sweep(delete_old_resets, cutoff);
  if (counts.total() > 0) db.relieve_log();
  return counts;
}

std::int64_t sweep_in_passing(Tx& tx, base::Time cutoff, base::Time audit_cutoff, base::Time now, unsigned turn,
                              int limit) {
  switch (turn % 7) {
    case 0:
      return delete_expired_pending(tx, cutoff, limit);
    case 1:
      return delete_expired_browsers(tx, now, limit);
    case 2:
      return delete_old_audit(tx, audit_cutoff, limit);
    case 3:
      return delete_expired_devices(tx, now, limit);
    case 4:
      return delete_old_mails(tx, now - kMailLife, limit);
    case 5:
      return delete_old_resets(tx, cutoff, limit);
    default:
      return delete_expired_sessions(tx, cutoff, limit);
  }
}

}  // namespace store
