#include "store/rescues.h"

namespace store {

bool take_rescue(Tx& tx, const base::Uuid& identity, std::string_view day, base::Time now) {
  // A day that is over cannot come again; there are never more than a few rows.
  tx.prepare("DELETE FROM rescues WHERE used_at < :long_ago").bind(":long_ago", now - std::chrono::days(7)).run();
  return tx.prepare(
               "INSERT INTO rescues (identity_id, day, used_at) VALUES (:identity, :day, :now)"
               " ON CONFLICT (identity_id, day) DO NOTHING")
             .bind(":identity", identity)
             .bind(":day", day)
             .bind(":now", now)
             .run() == 1;
}

}  // namespace store
