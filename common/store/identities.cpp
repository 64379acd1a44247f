#include "store/identities.h"

#include <algorithm>
#include <array>

#include "store/rows.h"

namespace store {
namespace {

constexpr std::array kNaming = {"password", "webauthn"};  // methods that have identifiers of their own

const std::string& select_identities() {
  static const std::string sql = std::string("SELECT ") + kIdentityColumns + " FROM identities i ";
  return sql;
}

void bind_facts(Statement& statement, const IdentityRow& row) {
  statement.bind(":schema_id", row.schema_id)
      .bind(":traits", row.traits)
      .bind(":metadata_public", row.metadata_public)
      .bind(":metadata_admin", row.metadata_admin)
      .bind(":verifiable_addresses", row.verifiable_addresses)
      .bind(":recovery_addresses", row.recovery_addresses)
      .bind(":updated_at", row.updated_at)
      .bind(":id", row.id);
  if (row.external_id.empty()) {
    statement.bind_null(":external_id");
  } else {
    statement.bind(":external_id", row.external_id);
  }
}

}  // namespace

IdentityRow read_identity(const Statement& statement, int first) {
  IdentityRow row;
  row.id = statement.uuid(first);
  row.external_id = statement.text(first + 1);
  row.schema_id = statement.text(first + 2);
  row.traits = statement.text(first + 3);
  row.metadata_public = statement.text(first + 4);
  row.metadata_admin = statement.text(first + 5);
  row.active = statement.integer(first + 6) != 0;
  row.state_changed_at = statement.maybe_time(first + 7);
  row.factors = static_cast<std::uint32_t>(statement.integer(first + 8));
  row.verifiable_addresses = statement.text(first + 9);
  row.recovery_addresses = statement.text(first + 10);
  row.created_at = statement.time(first + 11);
  row.updated_at = statement.time(first + 12);
  return row;
}

void insert_identity(Tx& tx, const IdentityRow& row) {
  Statement insert = tx.prepare(
      "INSERT INTO identities (id, external_id, schema_id, traits, metadata_public, metadata_admin, active,"
      " state_changed_at, factors, verifiable_addresses, recovery_addresses, created_at, updated_at)"
      " VALUES (:id, :external_id, :schema_id, :traits, :metadata_public, :metadata_admin, :active,"
      " :state_changed_at, 0, :verifiable_addresses, :recovery_addresses, :created_at, :updated_at)");
  bind_facts(insert, row);
  insert.bind(":active", row.active)
      .bind(":state_changed_at", row.state_changed_at)
      .bind(":created_at", row.created_at)
      .run();
}

std::optional<IdentityRow> find_identity(Tx& tx, const base::Uuid& id) {
  static const std::string sql = select_identities() + "WHERE i.id = :id";
  Statement select = tx.prepare(sql.c_str());
  select.bind(":id", id);
  if (!select.step()) return std::nullopt;
  return read_identity(select, 0);
}

void update_identity(Tx& tx, const IdentityRow& row) {
  Statement update = tx.prepare(
      "UPDATE identities SET external_id = :external_id, schema_id = :schema_id, traits = :traits,"
      " metadata_public = :metadata_public, metadata_admin = :metadata_admin,"
      " verifiable_addresses = :verifiable_addresses, recovery_addresses = :recovery_addresses,"
      " updated_at = :updated_at WHERE id = :id");
  bind_facts(update, row);
  update.run();
}

bool set_identity_active(Tx& tx, const base::Uuid& id, bool active, base::Time now) {
  return tx.prepare(
               "UPDATE identities SET active = :active, state_changed_at = :now, updated_at = :now"
               " WHERE id = :id AND active <> :active")
             .bind(":active", active)
             .bind(":now", now)
             .bind(":id", id)
             .run() == 1;
}

// Credentials, sessions, flows and what waits on them go with it (ON DELETE CASCADE).
bool delete_identity(Tx& tx, const base::Uuid& id) {
  return tx.prepare("DELETE FROM identities WHERE id = :id").bind(":id", id).run() == 1;
}

std::vector<IdentityRow> list_identities(Tx& tx, const base::Uuid& after, int limit) {
  static const std::string sql = select_identities() + "WHERE i.id > :after ORDER BY i.id LIMIT :limit";
  Statement select = tx.prepare(sql.c_str());
  select.bind(":after", after).bind(":limit", limit);
  std::vector<IdentityRow> out;
  while (select.step()) out.push_back(read_identity(select, 0));
  return out;
}

std::vector<IdentityRow> list_identities_from(Tx& tx, std::int64_t offset, int limit) {
  static const std::string sql = select_identities() + "ORDER BY i.id LIMIT :limit OFFSET :offset";
  Statement select = tx.prepare(sql.c_str());
  select.bind(":limit", limit).bind(":offset", offset);
  std::vector<IdentityRow> out;
  while (select.step()) out.push_back(read_identity(select, 0));
  return out;
}

std::int64_t count_identities(Tx& tx) {
  Statement select = tx.prepare("SELECT count(*) FROM identities");
  return select.step() ? select.integer(0) : 0;
}

std::optional<base::Uuid> identity_by_external_id(Tx& tx, std::string_view external_id) {
  Statement select = tx.prepare("SELECT id FROM identities WHERE external_id = :external_id");
  select.bind(":external_id", external_id);
  if (!select.step()) return std::nullopt;
  return select.uuid(0);
}

void replace_identifiers(Tx& tx, const base::Uuid& identity, std::string_view method,
                         const std::vector<std::string>& identifiers) {
  tx.prepare("DELETE FROM identifiers WHERE identity_id = :identity AND method = :method")
      .bind(":identity", identity)
      .bind(":method", method)
      .run();
  Statement insert = tx.prepare(
      "INSERT INTO identifiers (method, identifier, identity_id, position)"
      " VALUES (:method, :identifier, :identity, :position)");
  int position = 0;
  for (const std::string& identifier : identifiers) {
    insert.bind(":method", method)
        .bind(":identifier", identifier)
        .bind(":identity", identity)
        .bind(":position", position++)
        .run();
  }
  refresh_factors(tx, identity);
}

std::vector<std::string> identifiers_of(Tx& tx, const base::Uuid& identity, std::string_view method) {
  Statement select = tx.prepare(
      "SELECT identifier FROM identifiers WHERE identity_id = :identity AND method = :method ORDER BY position");
  select.bind(":identity", identity).bind(":method", method);
  std::vector<std::string> out;
  while (select.step()) out.push_back(select.text(0));
  return out;
}

std::optional<base::Uuid> identity_by_identifier(Tx& tx, std::string_view method, std::string_view identifier) {
  Statement select =
      tx.prepare("SELECT identity_id FROM identifiers WHERE method = :method AND identifier = :identifier");
  select.bind(":method", method).bind(":identifier", identifier);
  if (!select.step()) return std::nullopt;
  return select.uuid(0);
}

std::vector<std::string> all_identifiers_of(Tx& tx, const base::Uuid& identity) {
  std::vector<std::string> out;
  for (const char* method : kNaming) {
    for (std::string& identifier : identifiers_of(tx, identity, method)) {
      if (std::ranges::find(out, identifier) == out.end()) out.push_back(std::move(identifier));
    }
  }
  return out;
}

std::optional<base::Uuid> identity_by_any_identifier(Tx& tx, std::string_view identifier) {
  for (const char* method : kNaming) {
    if (const auto id = identity_by_identifier(tx, method, identifier)) return id;
  }
  return std::nullopt;
}

std::uint32_t refresh_factors(Tx& tx, const base::Uuid& identity) {
  Statement update = tx.prepare(
      "UPDATE identities SET factors ="
      " CASE WHEN EXISTS (SELECT 1 FROM passwords WHERE identity_id = :id)"
      "  AND EXISTS (SELECT 1 FROM identifiers WHERE identity_id = :id AND method = 'password') THEN 1 ELSE 0 END"
      " + CASE WHEN EXISTS (SELECT 1 FROM totp WHERE identity_id = :id) THEN 2 ELSE 0 END"
      " + CASE WHEN EXISTS (SELECT 1 FROM lookup_codes WHERE identity_id = :id AND used_at IS NULL) THEN 4 ELSE 0 END"
      " + CASE WHEN EXISTS (SELECT 1 FROM webauthn_credentials WHERE identity_id = :id AND passwordless = 0)"
      "  THEN 8 ELSE 0 END"
      " + CASE WHEN EXISTS (SELECT 1 FROM webauthn_credentials WHERE identity_id = :id AND passwordless = 1"
      "  AND passkey = 0)"
      "  AND EXISTS (SELECT 1 FROM identifiers WHERE identity_id = :id AND method = 'webauthn') THEN 16 ELSE 0 END"
      " + CASE WHEN EXISTS (SELECT 1 FROM webauthn_credentials WHERE identity_id = :id AND passkey = 1)"
      "  THEN 32 ELSE 0 END"
      " WHERE id = :id RETURNING factors");
  update.bind(":id", identity);
  if (!update.step()) return 0;
  const auto factors = static_cast<std::uint32_t>(update.integer(0));
  update.run();
  return factors;
}

}  // namespace store
