#include "flow/audit.h"

#include "base/encoding.h"
#include "base/json_writer.h"
#include "crypto/sha256.h"

namespace flow {
namespace {

constexpr int kPage = 500;

base::Bytes hash_of(const base::Bytes& before, const std::string& line) {
  const auto digest = crypto::sha256(base::encode_hex(before) + line);
  return {digest.begin(), digest.end()};
}

void write_members(base::JsonWriter& out, const store::AuditRow& row) {
  out.object().key("n").number(row.n).key("at").time(row.at).key("what").string(row.what);
  out.key("by").string(row.actor).key("from").string(row.address).key("about");
  row.about ? out.string(base::to_string(*row.about)) : out.null();
  out.key("detail");
  row.detail.empty() ? out.null() : out.raw(row.detail);
}

// What is wrong with the row that should come next, "" = nothing.
std::string judge(const store::AuditRow& row, std::int64_t expected, const base::Bytes& before) {
  if (row.n != expected)
    return "row " + std::to_string(expected) + " is missing: row " + std::to_string(row.n) + " comes next";
  if (row.hash != hash_of(before, audit_line(row)))
    return "row " + std::to_string(row.n) + " is not what was written, or does not follow the one before";
  return {};
}

}  // namespace

std::string details(std::initializer_list<Detail> members) {
  base::JsonWriter out;
  out.object();
  for (const auto& [name, value] : members) out.key(name).string(value);
  return out.close().take();
}

void record(store::Tx& tx, base::Time now, const Deed& deed) {
  const auto ends = store::audit_ends(tx);
  store::AuditRow row{ends.last + 1, now, std::string(deed.what), deed.by, deed.address, deed.about, deed.detail, {}};
  row.hash = hash_of(ends.head, audit_line(row));
  store::append_audit(tx, row);
}

std::string audit_line(const store::AuditRow& row) {
  base::JsonWriter out;
  write_members(out, row);
  return out.close().take();
}

std::string audit_line_with_hash(const store::AuditRow& row) {
  base::JsonWriter out;
  write_members(out, row);
  return out.key("hash").string(base::encode_hex(row.hash)).close().take();
}

AuditVerdict verify_audit(store::Db& db) {
  AuditVerdict verdict;
  db.read([&](store::Tx& tx) {
    verdict = {};
    const auto ends = store::audit_ends(tx);
    auto before = ends.before;
    auto last = ends.first - 1;
    for (bool more = true; more;) {
      const auto rows = store::audit_rows(tx, last, kPage);
      more = rows.size() == static_cast<std::size_t>(kPage);
      for (const auto& row : rows) {
        verdict.broken = judge(row, last + 1, before);
        if (!verdict.broken.empty()) return;
        before = row.hash, last = row.n;
        ++verdict.rows;
      }
    }
    if (last != ends.last || before != ends.head)
      verdict.broken = "the log ends with row " + std::to_string(last) + ", the last one written was row " +
                       std::to_string(ends.last);
  });
  return verdict;
}

}  // namespace flow
