// Waiting removals of every second factor (flow/reset): one row a person, whose state only conditional statements
// change.
#pragma once

#include <optional>

#include "store/db.h"

namespace store {

struct ResetRow {
  base::Uuid identity_id;
  base::TokenHash token{};  // of the link that cancels it
  base::Time asked_at{}, due_at{}, expires_at{};
  std::optional<base::Time> ended_at{};  // cancelled or done
};

// False: one is under way, or one ended after `ended_before`.
bool begin_reset(Tx& tx, const ResetRow& row, base::Time ended_before);
// The one under way.
[[nodiscard]] std::optional<ResetRow> find_reset(Tx& tx, const base::Uuid& identity, base::Time now);
// When the last one ended, if it did.
[[nodiscard]] std::optional<base::Time> reset_ended_at(Tx& tx, const base::Uuid& identity);
[[nodiscard]] std::optional<ResetRow> find_reset_by_token(Tx& tx, const base::TokenHash& token, base::Time now);
// True for one caller only.
bool cancel_reset(Tx& tx, const base::Uuid& identity, base::Time now);
bool take_due_reset(Tx& tx, const base::Uuid& identity, base::Time now);
std::int64_t delete_old_resets(Tx& tx, base::Time expired_before, int limit);

}  // namespace store
