// Once-only is one conditional statement and its row count: reading first lets several processes spend the same code.
// Every change of a credential rewrites identities.factors in the same transaction.
#include "store/credentials.h"

#include "store/identities.h"

namespace store {

std::optional<PasswordRow> find_password(Tx& tx, const base::Uuid& identity) {
  Statement select =
      tx.prepare("SELECT identity_id, hash, created_at, updated_at FROM passwords WHERE identity_id = :identity");
  select.bind(":identity", identity);
  if (!select.step()) return std::nullopt;
  return PasswordRow{select.uuid(0), select.text(1), select.time(2), select.time(3)};
}

void put_password(Tx& tx, const PasswordRow& row) {
  tx.prepare(
        "INSERT INTO passwords (identity_id, hash, created_at, updated_at)"
        " VALUES (:identity, :hash, :created_at, :updated_at)"
        " ON CONFLICT (identity_id) DO UPDATE SET hash = excluded.hash, updated_at = excluded.updated_at")
      .bind(":identity", row.identity_id)
      .bind(":hash", row.hash)
      .bind(":created_at", row.created_at)
      .bind(":updated_at", row.updated_at)
      .run();
  refresh_factors(tx, row.identity_id);
}

bool rehash_password(Tx& tx, const base::Uuid& identity, std::string_view old_hash, std::string_view new_hash,
                     base::Time now) {
  return tx.prepare(
               "UPDATE passwords SET hash = :new_hash, updated_at = :now"
               " WHERE identity_id = :identity AND hash = :old_hash")
             .bind(":new_hash", new_hash)
             .bind(":now", now)
             .bind(":identity", identity)
             .bind(":old_hash", old_hash)
             .run() == 1;
}

bool delete_password(Tx& tx, const base::Uuid& identity) {
  const auto deleted =
      tx.prepare("DELETE FROM passwords WHERE identity_id = :identity").bind(":identity", identity).run();
  refresh_factors(tx, identity);
  return deleted == 1;
}

std::optional<TotpRow> find_totp(Tx& tx, const base::Uuid& identity) {
  Statement select = tx.prepare(
      "SELECT id, identity_id, key, algorithm, digits, period, last_step, created_at, last_used_at"
      " FROM totp WHERE identity_id = :identity");
  select.bind(":identity", identity);
  if (!select.step()) return std::nullopt;
  TotpRow row;
  row.id = select.uuid(0);
  row.identity_id = select.uuid(1);
  row.key = base::Sealed{select.blob(2)};
  row.algorithm = static_cast<int>(select.integer(3));
  row.digits = static_cast<int>(select.integer(4));
  row.period = static_cast<int>(select.integer(5));
  row.last_step = select.integer(6);
  row.created_at = select.time(7);
  row.last_used_at = select.maybe_time(8);
  return row;
}

void insert_totp(Tx& tx, const TotpRow& row) {
  tx.prepare(
        "INSERT INTO totp (id, identity_id, key, algorithm, digits, period, last_step, created_at, last_used_at)"
        " VALUES (:id, :identity, :key, :algorithm, :digits, :period, :last_step, :created_at, :last_used_at)")
      .bind(":id", row.id)
      .bind(":identity", row.identity_id)
      .bind(":key", row.key)
      .bind(":algorithm", row.algorithm)
      .bind(":digits", row.digits)
      .bind(":period", row.period)
      .bind(":last_step", row.last_step)
      .bind(":created_at", row.created_at)
      .bind(":last_used_at", row.last_used_at)
      .run();
  refresh_factors(tx, row.identity_id);
}

bool delete_totp(Tx& tx, const base::Uuid& identity) {
  const auto deleted = tx.prepare("DELETE FROM totp WHERE identity_id = :identity").bind(":identity", identity).run();
  refresh_factors(tx, identity);
  return deleted == 1;
}

bool spend_totp_step(Tx& tx, const base::Uuid& id, std::int64_t step, base::Time now) {
  return tx.prepare("UPDATE totp SET last_step = :step, last_used_at = :now WHERE id = :id AND last_step < :step")
             .bind(":step", step)
             .bind(":now", now)
             .bind(":id", id)
             .run() == 1;
}

std::vector<LookupCodeRow> lookup_codes(Tx& tx, const base::Uuid& identity) {
  Statement select = tx.prepare(
      "SELECT id, identity_id, position, code, used_at, created_at FROM lookup_codes"
      " WHERE identity_id = :identity ORDER BY position");
  select.bind(":identity", identity);
  std::vector<LookupCodeRow> out;
  while (select.step()) {
    out.push_back({select.uuid(0), select.uuid(1), static_cast<int>(select.integer(2)), base::Sealed{select.blob(3)},
                   select.maybe_time(4), select.time(5)});
  }
  return out;
}

void replace_lookup_codes(Tx& tx, const base::Uuid& identity, const std::vector<LookupCodeRow>& rows) {
  tx.prepare("DELETE FROM lookup_codes WHERE identity_id = :identity").bind(":identity", identity).run();
  Statement insert = tx.prepare(
      "INSERT INTO lookup_codes (id, identity_id, position, code, used_at, created_at)"
      " VALUES (:id, :identity, :position, :code, :used_at, :created_at)");
  for (const LookupCodeRow& row : rows) {
    insert.bind(":id", row.id)
        .bind(":identity", identity)
        .bind(":position", row.position)
        .bind(":code", row.code)
        .bind(":used_at", row.used_at)
        .bind(":created_at", row.created_at)
        .run();
  }
  refresh_factors(tx, identity);
}

bool delete_lookup_codes(Tx& tx, const base::Uuid& identity) {
  const auto deleted =
      tx.prepare("DELETE FROM lookup_codes WHERE identity_id = :identity").bind(":identity", identity).run();
  refresh_factors(tx, identity);
  return deleted > 0;
}

bool spend_lookup_code(Tx& tx, const base::Uuid& id, base::Time now) {
  Statement update =
      tx.prepare("UPDATE lookup_codes SET used_at = :now WHERE id = :id AND used_at IS NULL RETURNING identity_id");
  update.bind(":now", now).bind(":id", id);
  if (!update.step()) return false;
  const base::Uuid identity = update.uuid(0);
  update.run();
  refresh_factors(tx, identity);  // this may have been the last one
  return true;
}

bool delete_second_factor_keys(Tx& tx, const base::Uuid& identity) {
  const auto deleted = tx.prepare("DELETE FROM webauthn_credentials WHERE identity_id = :identity AND passwordless = 0")
                           .bind(":identity", identity)
                           .run();
  refresh_factors(tx, identity);
  return deleted > 0;
}

std::vector<SealedRow> sealed_with_other_key(Tx& tx, base::ByteView key_prefix, int limit) {
  static constexpr const char* kSelects[] = {
      "SELECT id, identity_id, key FROM totp WHERE substr(key, 1, :size) <> :prefix LIMIT :limit",
      "SELECT id, identity_id, code FROM lookup_codes WHERE substr(code, 1, :size) <> :prefix LIMIT :limit"};
  std::vector<SealedRow> out;
  for (const auto kind : {SealedRow::Kind::totp, SealedRow::Kind::lookup}) {
    Statement select = tx.prepare(kSelects[kind == SealedRow::Kind::totp ? 0 : 1]);
    select.bind(":size", static_cast<std::int64_t>(key_prefix.size()))
        .bind(":prefix", key_prefix)
        .bind(":limit", limit - static_cast<int>(out.size()));
    while (select.step()) out.push_back({kind, select.uuid(0), select.uuid(1), base::Sealed{select.blob(2)}});
  }
  return out;
}

bool replace_sealed(Tx& tx, const SealedRow& row, const base::Sealed& value) {
  const char* sql = row.kind == SealedRow::Kind::totp
                        ? "UPDATE totp SET key = :value WHERE id = :id AND key = :old"
                        : "UPDATE lookup_codes SET code = :value WHERE id = :id AND code = :old";
  return tx.prepare(sql).bind(":value", value).bind(":id", row.id).bind(":old", row.value).run() == 1;
}

}  // namespace store
