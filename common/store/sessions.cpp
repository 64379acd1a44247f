// A token is found by the first eight bytes of its hash, an integer that makes the index small, and proved by the rest.
#include "store/sessions.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "store/devices.h"
#include "store/rows.h"

namespace store {
namespace {

constexpr const char* kSessionColumns =
    "s.id, s.identity_id, s.token, s.previous_token, s.previous_until, s.previous_aal, s.by_cookie, s.active, s.aal,"
    " s.methods, s.issued_at, s.authenticated_at, s.expires_at, s.created_at, s.updated_at, s.last_seen_at, s.devices";
constexpr int kSessionColumnCount = 17;

std::int64_t key_of(const base::TokenHash& token) {
  std::int64_t key = 0;
  std::memcpy(&key, token.bytes.data(), sizeof key);
  return key;
}

SessionRow read_session(const Statement& statement) {
  SessionRow row;
  row.id = statement.uuid(0);
  row.identity_id = statement.uuid(1);
  row.token = statement.token_hash(2);
  if (!statement.is_null(3)) row.previous_token = statement.token_hash(3);
  row.previous_until = statement.maybe_time(4);
  row.previous_aal = static_cast<int>(statement.integer(5));
  row.by_cookie = statement.integer(6) != 0;
  row.active = statement.integer(7) != 0;
  row.aal = static_cast<int>(statement.integer(8));
  row.methods = statement.text(9);
  row.issued_at = statement.time(10);
  row.authenticated_at = statement.time(11);
  row.expires_at = statement.time(12);
  row.created_at = statement.time(13);
  row.updated_at = statement.time(14);
  row.last_seen_at = statement.maybe_time(15);
  row.devices = unpack_devices(statement.text(16));
  return row;
}

FoundSession read_found(const Statement& statement) {
  return {read_session(statement), read_identity(statement, kSessionColumnCount), false};
}

std::string select_found(const char* where) {
  return std::string("SELECT ") + kSessionColumns + ", " + kIdentityColumns +
         " FROM sessions s JOIN identities i ON i.id = s.identity_id " + where;
}

std::optional<FoundSession> find_one(Statement& select) {
  if (!select.step()) return std::nullopt;
  return read_found(select);
}

void bind_state(Statement& statement, const SessionRow& row) {
  const auto previous_key = row.previous_token ? std::optional(key_of(*row.previous_token)) : std::nullopt;
  statement.bind(":id", row.id)
      .bind(":token_key", key_of(row.token))
      .bind(":token", row.token)
      .bind(":previous_key", previous_key)
      .bind(":previous_token", row.previous_token)
      .bind(":previous_until", row.previous_until)
      .bind(":previous_aal", row.previous_aal)
      .bind(":by_cookie", row.by_cookie)
      .bind(":active", row.active)
      .bind(":aal", row.aal)
      .bind(":methods", row.methods)
      .bind(":issued_at", row.issued_at)
      .bind(":authenticated_at", row.authenticated_at)
      .bind(":expires_at", row.expires_at)
      .bind(":updated_at", row.updated_at)
      .bind(":last_seen_at", row.last_seen_at);
}

// :active is null for all.
constexpr const char* kFilter =
    "(CAST(:active AS BIGINT) IS NULL"
    " OR :active = CASE WHEN s.active = 1 AND s.expires_at > :now AND i.active = 1 THEN 1 ELSE 0 END)";

void bind_filter(Statement& select, const SessionFilter& filter) {
  select.bind(":now", filter.now);
  filter.active ? select.bind(":active", *filter.active) : select.bind_null(":active");
}

}  // namespace

void insert_session(Tx& tx, const SessionRow& row) {
  Statement insert = tx.prepare(
      "INSERT INTO sessions (id, identity_id, token_key, token, previous_key, previous_token, previous_until,"
      " previous_aal, by_cookie, active, aal, methods, issued_at, authenticated_at, expires_at, created_at, updated_at,"
      " last_seen_at, devices) VALUES (:id, :identity, :token_key, :token, :previous_key, :previous_token,"
      " :previous_until, :previous_aal, :by_cookie, :active, :aal, :methods, :issued_at, :authenticated_at, "
      ":expires_at,"
      " :created_at, :updated_at, :last_seen_at, :devices)");
  bind_state(insert, row);
  insert.bind(":identity", row.identity_id)
      .bind(":created_at", row.created_at)
      .bind(":devices", base::as_bytes(pack_devices(row.devices)))
      .run();
}

std::optional<FoundSession> find_session(Tx& tx, const base::TokenHash& token, base::Time now) {
  static const std::string by_token = select_found("WHERE s.token_key = :key AND s.token = :token");
  static const std::string by_previous =
      select_found("WHERE s.previous_key = :key AND s.previous_token = :token AND s.previous_until > :now");
  Statement current = tx.prepare(by_token.c_str());
  current.bind(":key", key_of(token)).bind(":token", token);
  if (auto found = find_one(current)) return found;
  Statement previous = tx.prepare(by_previous.c_str());
  previous.bind(":key", key_of(token)).bind(":token", token).bind(":now", now);
  auto found = find_one(previous);
  if (found) found->by_previous_token = true;
  return found;
}

std::optional<FoundSession> find_session_by_id(Tx& tx, const base::Uuid& id) {
  static const std::string sql = select_found("WHERE s.id = :id");
  Statement select = tx.prepare(sql.c_str());
  select.bind(":id", id);
  return find_one(select);
}

bool update_session(Tx& tx, const SessionRow& row) {
  Statement update = tx.prepare(
      "UPDATE sessions SET token_key = :token_key, token = :token, previous_key = :previous_key,"
      " previous_token = :previous_token, previous_until = :previous_until, previous_aal = :previous_aal,"
      " by_cookie = :by_cookie, active = :active, aal = :aal, methods = :methods, issued_at = :issued_at,"
      " authenticated_at = :authenticated_at, expires_at = :expires_at, updated_at = :updated_at,"
      " last_seen_at = :last_seen_at WHERE id = :id AND active = 1 AND sessions.expires_at > :updated_at");
  bind_state(update, row);
  return update.run() == 1;
}

std::vector<FoundSession> list_other_sessions(Tx& tx, const base::Uuid& identity, const base::Uuid& except,
                                              base::Time now, int limit, std::int64_t offset, std::int64_t& total) {
  static const std::string sql = select_found(
      "WHERE s.identity_id = :identity AND s.id <> :except AND s.active = 1 AND s.expires_at > :now"
      " ORDER BY s.created_at DESC, s.id LIMIT :limit OFFSET :offset");
  Statement count = tx.prepare(
      "SELECT count(*) FROM sessions WHERE identity_id = :identity AND id <> :except AND active = 1"
      " AND expires_at > :now");
  count.bind(":identity", identity).bind(":except", except).bind(":now", now);
  total = count.step() ? count.integer(0) : 0;
  Statement select = tx.prepare(sql.c_str());
  select.bind(":identity", identity)
      .bind(":except", except)
      .bind(":now", now)
      .bind(":limit", limit)
      .bind(":offset", offset);
  std::vector<FoundSession> out;
  while (select.step()) out.push_back(read_found(select));
  return out;
}

std::vector<FoundSession> list_sessions_of(Tx& tx, const base::Uuid& identity) {
  static const std::string sql = select_found("WHERE s.identity_id = :identity ORDER BY s.created_at DESC, s.id");
  Statement select = tx.prepare(sql.c_str());
  select.bind(":identity", identity);
  std::vector<FoundSession> out;
  while (select.step()) out.push_back(read_found(select));
  return out;
}

std::vector<FoundSession> list_sessions(Tx& tx, const SessionFilter& filter, const base::Uuid& after, int limit) {
  static const std::string sql =
      select_found((std::string("WHERE s.id > :after AND ") + kFilter + " ORDER BY s.id LIMIT :limit").c_str());
  Statement select = tx.prepare(sql.c_str());
  bind_filter(select, filter);
  select.bind(":after", after).bind(":limit", limit);
  std::vector<FoundSession> out;
  while (select.step()) out.push_back(read_found(select));
  return out;
}

std::int64_t count_sessions(Tx& tx, const SessionFilter& filter) {
  static const std::string sql =
      std::string("SELECT count(*) FROM sessions s JOIN identities i ON i.id = s.identity_id WHERE ") + kFilter;
  Statement select = tx.prepare(sql.c_str());
  bind_filter(select, filter);
  return select.step() ? select.integer(0) : 0;
}

std::int64_t delete_sessions_of(Tx& tx, const base::Uuid& identity) {
  return tx.prepare("DELETE FROM sessions WHERE identity_id = :identity").bind(":identity", identity).run();
}

bool revoke_session(Tx& tx, const base::Uuid& id, const base::Uuid& identity, base::Time now) {
  return tx.prepare(
               "UPDATE sessions SET active = 0, updated_at = :now"
               " WHERE id = :id AND identity_id = :identity AND active = 1")
             .bind(":now", now)
             .bind(":id", id)
             .bind(":identity", identity)
             .run() == 1;
}

std::int64_t revoke_other_sessions(Tx& tx, const base::Uuid& identity, const base::Uuid& except, base::Time now) {
  return tx
      .prepare(
          "UPDATE sessions SET active = 0, updated_at = :now"
          " WHERE identity_id = :identity AND id <> :except AND active = 1 AND expires_at > :now")
      .bind(":now", now)
      .bind(":identity", identity)
      .bind(":except", except)
      .run();
}

std::int64_t revoke_sessions_of(Tx& tx, const base::Uuid& identity, base::Time now) {
  return revoke_other_sessions(tx, identity, base::Uuid{}, now);
}

std::vector<SessionRow> sessions_above_aal1(Tx& tx, const base::Uuid& identity) {
  static const std::string sql = std::string("SELECT ") + kSessionColumns +
                                 " FROM sessions s WHERE s.identity_id = :identity AND s.active = 1 AND s.aal > 1";
  Statement select = tx.prepare(sql.c_str());
  select.bind(":identity", identity);
  std::vector<SessionRow> out;
  while (select.step()) out.push_back(read_session(select));
  return out;
}

void touch_last_seen(Tx& tx, const base::Uuid& id, base::Time now) {
  tx.prepare(
        "UPDATE sessions SET last_seen_at = :now WHERE id = :id AND (last_seen_at IS NULL OR last_seen_at <= "
        ":minute_ago)")
      .bind(":now", now)
      .bind(":id", id)
      .bind(":minute_ago", now - std::chrono::minutes(1))
      .run();
}

std::int64_t delete_expired_sessions(Tx& tx, base::Time cutoff, int limit) {
  return tx
      .prepare(
          "DELETE FROM sessions WHERE id IN"
          " (SELECT id FROM sessions WHERE expires_at < :cutoff ORDER BY expires_at LIMIT :limit)")
      .bind(":cutoff", cutoff)
      .bind(":limit", limit)
      .run();
}

}  // namespace store
