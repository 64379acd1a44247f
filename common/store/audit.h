// The audit log's rows. They are only ever added, and each holds a hash that covers the one before it (flow/audit makes
// it), so that a changed, removed or moved row shows. Rows leave at the old end only, when retention says so; `before`
// keeps what the oldest one left hangs on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/db.h"

namespace store {

struct AuditRow {
  std::int64_t n = 0;  // 1, 2, 3 … without a gap
  base::Time at{};
  std::string what, actor, address;
  std::optional<base::Uuid> about;
  std::string detail;  // compact JSON object, "" = none
  base::Bytes hash;
};

struct AuditEnds {
  std::int64_t first = 1, last = 0;  // the oldest row that is left; the newest
  base::Bytes before, head;          // the hash before the oldest; of the newest. Zeros where no row was ever
};
[[nodiscard]] AuditEnds audit_ends(Tx& tx);

// `row.n` is one more than the last. Inside a transaction that looked at audit_ends.
void append_audit(Tx& tx, const AuditRow& row);
// Strictly after `n`, oldest first.
[[nodiscard]] std::vector<AuditRow> audit_rows(Tx& tx, std::int64_t n, int limit);
// At most `limit` of the oldest, as far as they were made before `cutoff`.
std::int64_t delete_old_audit(Tx& tx, base::Time cutoff, int limit);

}  // namespace store
