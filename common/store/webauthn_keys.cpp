#include "store/webauthn_keys.h"

#include "store/identities.h"

namespace store {
namespace {

constexpr const char* kSelectOfIdentity =
    "SELECT id, identity_id, credential_id, public_key, name, passwordless, counter, flags, transports, aaguid,"
    " user_handle, added_at, last_used_at, passkey, attestation FROM webauthn_credentials"
    " WHERE identity_id = :identity AND passkey = :passkey ORDER BY added_at, id";
constexpr const char* kSelectByCredential =
    "SELECT id, identity_id, credential_id, public_key, name, passwordless, counter, flags, transports, aaguid,"
    " user_handle, added_at, last_used_at, passkey, attestation FROM webauthn_credentials WHERE credential_id = "
    ":credential";
constexpr const char* kSelectByHandle =
    "SELECT id, identity_id, credential_id, public_key, name, passwordless, counter, flags, transports, aaguid,"
    " user_handle, added_at, last_used_at, passkey, attestation FROM webauthn_credentials"
    " WHERE user_handle = :handle AND passwordless = 1 ORDER BY added_at, id";

WebauthnKeyRow read_key(const Statement& statement) {
  WebauthnKeyRow row;
  row.id = statement.uuid(0);
  row.identity_id = statement.uuid(1);
  row.credential_id = statement.blob(2);
  row.public_key = statement.blob(3);
  row.name = statement.text(4);
  row.passwordless = statement.integer(5) != 0;
  row.counter = statement.integer(6);
  row.flags = statement.integer(7);
  row.transports = statement.text(8);
  row.aaguid = statement.blob(9);
  row.user_handle = statement.blob(10);
  row.added_at = statement.time(11);
  row.last_used_at = statement.maybe_time(12);
  row.passkey = statement.integer(13) != 0;
  row.attestation = statement.text(14);
  return row;
}

std::vector<WebauthnKeyRow> read_keys(Statement& select) {
  std::vector<WebauthnKeyRow> out;
  while (select.step()) out.push_back(read_key(select));
  return out;
}

std::vector<WebauthnKeyRow> keys_of(Tx& tx, const base::Uuid& identity, bool passkey) {
  Statement select = tx.prepare(kSelectOfIdentity);
  select.bind(":identity", identity).bind(":passkey", passkey);
  return read_keys(select);
}

}  // namespace

std::vector<WebauthnKeyRow> webauthn_keys(Tx& tx, const base::Uuid& identity) { return keys_of(tx, identity, false); }
std::vector<WebauthnKeyRow> passkeys(Tx& tx, const base::Uuid& identity) { return keys_of(tx, identity, true); }

std::vector<WebauthnKeyRow> keys_by_user_handle(Tx& tx, base::ByteView user_handle) {
  if (user_handle.empty()) return {};
  Statement select = tx.prepare(kSelectByHandle);
  select.bind(":handle", user_handle);
  return read_keys(select);
}

std::optional<WebauthnKeyRow> find_webauthn_key(Tx& tx, base::ByteView credential_id) {
  Statement select = tx.prepare(kSelectByCredential);
  select.bind(":credential", credential_id);
  if (!select.step()) return std::nullopt;
  return read_key(select);
}

bool has_passwordless_keys(Tx& tx) {
  return tx.prepare("SELECT 1 FROM webauthn_credentials WHERE passwordless = 1 AND passkey = 0 LIMIT 1").step();
}

void insert_webauthn_key(Tx& tx, const WebauthnKeyRow& row) {
  tx.prepare(
        "INSERT INTO webauthn_credentials (id, identity_id, credential_id, public_key, name, passwordless, counter,"
        " flags, transports, aaguid, user_handle, added_at, last_used_at, passkey, attestation) VALUES (:id, :identity,"
        " :credential, :key, :name, :passwordless, :counter, :flags, :transports, :aaguid, :handle, :added, :used,"
        " :passkey, :attestation)")
      .bind(":id", row.id)
      .bind(":identity", row.identity_id)
      .bind(":credential", base::ByteView(row.credential_id))
      .bind(":key", base::ByteView(row.public_key))
      .bind(":name", row.name)
      .bind(":passwordless", row.passwordless)
      .bind(":counter", row.counter)
      .bind(":flags", row.flags)
      .bind(":transports", row.transports)
      .bind(":aaguid", base::ByteView(row.aaguid))
      .bind(":handle", base::ByteView(row.user_handle))
      .bind(":added", row.added_at)
      .bind(":used", row.last_used_at)
      .bind(":passkey", row.passkey)
      .bind(":attestation", row.attestation)
      .run();
  refresh_factors(tx, row.identity_id);
}

bool delete_webauthn_key(Tx& tx, const base::Uuid& identity, const base::Uuid& id) {
  const auto deleted = tx.prepare("DELETE FROM webauthn_credentials WHERE id = :id AND identity_id = :identity")
                           .bind(":id", id)
                           .bind(":identity", identity)
                           .run();
  refresh_factors(tx, identity);
  return deleted == 1;
}

bool rename_webauthn_key(Tx& tx, const base::Uuid& identity, const base::Uuid& id, std::string_view name) {
  return tx.prepare("UPDATE webauthn_credentials SET name = :name WHERE id = :id AND identity_id = :identity")
             .bind(":name", name)
             .bind(":id", id)
             .bind(":identity", identity)
             .run() == 1;
}

bool use_webauthn_key(Tx& tx, const base::Uuid& id, std::int64_t seen_counter, std::int64_t counter, std::int64_t flags,
                      base::Time now) {
  return tx.prepare(
               "UPDATE webauthn_credentials SET counter = :counter, flags = :flags, last_used_at = :now"
               " WHERE id = :id AND counter = :seen")
             .bind(":counter", counter)
             .bind(":flags", flags)
             .bind(":now", now)
             .bind(":id", id)
             .bind(":seen", seen_counter)
             .run() == 1;
}

}  // namespace store
