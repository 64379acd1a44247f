#include "store/resets.h"

namespace store {
namespace {

ResetRow read_reset(const Statement& row) {
  return {.identity_id = row.uuid(0),
          .token = row.token_hash(1),
          .asked_at = row.time(2),
          .due_at = row.time(3),
          .expires_at = row.time(4)};
}

}  // namespace

bool begin_reset(Tx& tx, const ResetRow& row, base::Time ended_before) {
  return tx.prepare(
               "INSERT INTO resets (identity_id, token, asked_at, due_at, expires_at, ended_at)"
               " VALUES (:identity, :token, :asked_at, :due_at, :expires_at, NULL)"
               " ON CONFLICT (identity_id) DO UPDATE SET token = excluded.token, asked_at = excluded.asked_at,"
               " due_at = excluded.due_at, expires_at = excluded.expires_at, ended_at = NULL"
               " WHERE resets.expires_at <= :asked_at OR resets.ended_at <= :ended_before")
             .bind(":identity", row.identity_id)
             .bind(":token", row.token)
             .bind(":asked_at", row.asked_at)
             .bind(":due_at", row.due_at)
             .bind(":expires_at", row.expires_at)
             .bind(":ended_before", ended_before)
             .run() == 1;
}

std::optional<ResetRow> find_reset(Tx& tx, const base::Uuid& identity, base::Time now) {
  Statement select = tx.prepare(
      "SELECT identity_id, token, asked_at, due_at, expires_at FROM resets"
      " WHERE identity_id = :identity AND ended_at IS NULL AND expires_at > :now");
  select.bind(":identity", identity).bind(":now", now);
  return select.step() ? std::optional(read_reset(select)) : std::nullopt;
}

std::optional<base::Time> reset_ended_at(Tx& tx, const base::Uuid& identity) {
  Statement select = tx.prepare("SELECT ended_at FROM resets WHERE identity_id = :identity AND ended_at IS NOT NULL");
  select.bind(":identity", identity);
  return select.step() ? std::optional(select.time(0)) : std::nullopt;
}

std::optional<ResetRow> find_reset_by_token(Tx& tx, const base::TokenHash& token, base::Time now) {
  Statement select = tx.prepare(
      "SELECT identity_id, token, asked_at, due_at, expires_at FROM resets"
      " WHERE token = :token AND ended_at IS NULL AND expires_at > :now");
  select.bind(":token", token).bind(":now", now);
  return select.step() ? std::optional(read_reset(select)) : std::nullopt;
}

bool cancel_reset(Tx& tx, const base::Uuid& identity, base::Time now) {
  return tx.prepare(
               "UPDATE resets SET ended_at = :now"
               " WHERE identity_id = :identity AND ended_at IS NULL AND expires_at > :now")
             .bind(":identity", identity)
             .bind(":now", now)
             .run() == 1;
}

bool take_due_reset(Tx& tx, const base::Uuid& identity, base::Time now) {
  return tx.prepare(
               "UPDATE resets SET ended_at = :now"
               " WHERE identity_id = :identity AND ended_at IS NULL AND due_at <= :now AND expires_at > :now")
             .bind(":identity", identity)
             .bind(":now", now)
             .run() == 1;
}

std::int64_t delete_old_resets(Tx& tx, base::Time expired_before, int limit) {
  return tx
      .prepare(
          "DELETE FROM resets WHERE identity_id IN"
          " (SELECT identity_id FROM resets WHERE expires_at <= :before ORDER BY expires_at LIMIT :limit)")
      .bind(":before", expired_before)
      .bind(":limit", limit)
      .run();
}

}  // namespace store
