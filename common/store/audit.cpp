#include "store/audit.h"

namespace store {

AuditEnds audit_ends(Tx& tx) {
  Statement select = tx.prepare("SELECT first_n, last_n, before_first, head FROM audit_ends");
  if (!select.step()) throw base::Broken("audit.no_ends", "the audit log's ends are gone");
  return {select.integer(0), select.integer(1), select.blob(2), select.blob(3)};
}

void append_audit(Tx& tx, const AuditRow& row) {
  tx.prepare(
        "INSERT INTO audit (n, at, what, actor, address, about, detail, hash)"
        " VALUES (:n, :at, :what, :actor, :address, :about, :detail, :hash)")
      .bind(":n", row.n)
      .bind(":at", row.at)
      .bind(":what", row.what)
      .bind(":actor", row.actor)
      .bind(":address", row.address)
      .bind(":about", row.about)
      .bind(":detail", row.detail)
      .bind(":hash", base::ByteView(row.hash))
      .run();
  tx.prepare("UPDATE audit_ends SET last_n = :n, head = :hash")
      .bind(":n", row.n)
      .bind(":hash", base::ByteView(row.hash))
      .run();
}

std::vector<AuditRow> audit_rows(Tx& tx, std::int64_t n, int limit) {
  Statement select = tx.prepare(
      "SELECT n, at, what, actor, address, about, detail, hash FROM audit WHERE n > :n ORDER BY n LIMIT :limit");
  select.bind(":n", n).bind(":limit", limit);
  std::vector<AuditRow> out;
  while (select.step()) {
    out.push_back({select.integer(0), select.time(1), select.text(2), select.text(3), select.text(4),
                   select.maybe_uuid(5), select.text(6), select.blob(7)});
  }
  return out;
}

std::int64_t delete_old_audit(Tx& tx, base::Time cutoff, int limit) {
  AuditRow newest;  // of those that go
  {
    Statement select = tx.prepare("SELECT n, at, hash FROM audit ORDER BY n LIMIT :limit");
    select.bind(":limit", limit);
    while (select.step() && select.time(1) < cutoff) newest.n = select.integer(0), newest.hash = select.blob(2);
  }
  if (newest.n == 0) return 0;
  tx.prepare("UPDATE audit_ends SET first_n = :next, before_first = :hash")
      .bind(":next", newest.n + 1)
      .bind(":hash", base::ByteView(newest.hash))
      .run();
  return tx.prepare("DELETE FROM audit WHERE n <= :n").bind(":n", newest.n).run();
}

}  // namespace store
