#include "store/passing_seals.h"

#include <algorithm>

namespace store {

PassingSeals passing_seals(Tx& tx, base::ByteView key_prefix, base::Time now) {
  static constexpr const char* kSelects[] = {
      "SELECT COUNT(*), COALESCE(MAX(expires_at), 0) FROM flows"
      " WHERE expires_at > :now AND pending IS NOT NULL AND substr(pending, 1, :size) <> :prefix",
      "SELECT COUNT(*), COALESCE(MAX(expires_at), 0) FROM pending_submissions"
      " WHERE expires_at > :now AND substr(submission, 1, :size) <> :prefix",
      // A link in a mail that was not sent yet; a day has 86,400,000,000 microseconds, and mail is given up after
      // three.
      "SELECT COUNT(*), COALESCE(MAX(created_at + 259200000000), 0) FROM mails"
      " WHERE created_at + 259200000000 > :now AND secret IS NOT NULL AND substr(secret, 1, :size) <> :prefix"};
  PassingSeals out;
  for (const char* sql : kSelects) {
    Statement select = tx.prepare(sql);
    select.bind(":now", now).bind(":size", static_cast<std::int64_t>(key_prefix.size())).bind(":prefix", key_prefix);
    if (!select.step()) continue;
    out.count += select.integer(0);
    out.until = std::max(out.until, select.time(1));
  }
  return out;
}

}  // namespace store
