#include "store/flows.h"

namespace store {
namespace {

void bind_mutable(Statement& statement, const FlowRow& row) {
  statement.bind(":id", row.id)
      .bind(":expires_at", row.expires_at)
      .bind(":updated_at", row.updated_at)
      .bind(":request_url", row.request_url)
      .bind(":requested_aal", row.requested_aal)
      .bind(":refresh", row.refresh)
      .bind(":identity", row.identity_id)
      .bind(":session", row.session_id)
      .bind(":csrf", row.csrf)
      .bind(":active", row.active)
      .bind(":state", row.state)
      .bind(":messages", row.messages)
      .bind(":echo", row.echo)
      .bind(":shows", row.shows)
      .bind(":pending", row.pending)
      .bind(":identity_schema", row.identity_schema)
      .bind(":organization", row.organization_id)
      .bind(":version", row.version);
}

FlowRow read_flow(const Statement& statement) {
  FlowRow row;
  row.id = statement.uuid(0);
  row.kind = static_cast<FlowKind>(statement.integer(1));
  row.browser = statement.integer(2) != 0;
  row.issued_at = statement.time(3);
  row.expires_at = statement.time(4);
  row.created_at = statement.time(5);
  row.updated_at = statement.time(6);
  row.request_url = statement.text(7);
  row.requested_aal = static_cast<int>(statement.integer(8));
  row.refresh = statement.integer(9) != 0;
  row.identity_id = statement.maybe_uuid(10);
  row.session_id = statement.maybe_uuid(11);
  if (!statement.is_null(12)) row.csrf = statement.token_hash(12);
  row.active = statement.text(13);
  row.state = statement.text(14);
  row.messages = statement.text(15);
  row.echo = statement.text(16);
  row.shows = statement.text(17);
  if (!statement.is_null(18)) row.pending = base::Sealed{statement.blob(18)};
  row.identity_schema = statement.text(19);
  row.organization_id = statement.text(20);
  row.version = statement.integer(21);
  return row;
}

PendingRow read_pending(const Statement& statement) {
  PendingRow row;
  row.id = statement.uuid(0);
  row.flow_id = statement.uuid(1);
  row.identity_id = statement.uuid(2);
  row.session_id = statement.uuid(3);
  row.method = statement.text(4);
  row.key = statement.token_hash(5);
  row.submission = base::Sealed{statement.blob(6)};
  row.created_at = statement.time(7);
  row.expires_at = statement.time(8);
  return row;
}

std::int64_t delete_expired(Tx& tx, const char* sql, base::Time cutoff, int limit) {
  if (limit <= 0) return 0;
  return tx.prepare(sql).bind(":cutoff", cutoff).bind(":limit", limit).run();
}

}  // namespace

void insert_flow(Tx& tx, const FlowRow& row) {
  Statement insert = tx.prepare(
      "INSERT INTO flows (id, kind, browser, issued_at, expires_at, created_at, updated_at, request_url, requested_aal,"
      " refresh, identity_id, session_id, csrf, active, state, messages, echo, shows, pending, identity_schema,"
      " organization_id, version) VALUES (:id, :kind, :browser, :issued_at, :expires_at, :created_at, :updated_at,"
      " :request_url, :requested_aal, :refresh, :identity, :session, :csrf, :active, :state, :messages, :echo, :shows,"
      " :pending, :identity_schema, :organization, :version)");
  bind_mutable(insert, row);
  insert.bind(":kind", static_cast<int>(row.kind))
      .bind(":browser", row.browser)
      .bind(":issued_at", row.issued_at)
      .bind(":created_at", row.created_at)
      .run();
}

std::optional<FlowRow> find_flow(Tx& tx, FlowKind kind, const base::Uuid& id) {
  Statement select = tx.prepare(
      "SELECT id, kind, browser, issued_at, expires_at, created_at, updated_at, request_url, requested_aal, refresh,"
      " identity_id, session_id, csrf, active, state, messages, echo, shows, pending, identity_schema, organization_id,"
      " version FROM flows WHERE id = :id AND kind = :kind");
  select.bind(":id", id).bind(":kind", static_cast<int>(kind));
  if (!select.step()) return std::nullopt;
  return read_flow(select);
}

bool update_flow(Tx& tx, const FlowRow& row) {
  Statement update = tx.prepare(
      "UPDATE flows SET expires_at = :expires_at, updated_at = :updated_at, request_url = :request_url,"
      " requested_aal = :requested_aal, refresh = :refresh, identity_id = :identity, session_id = :session, csrf = "
      ":csrf,"
      " active = :active, state = :state, messages = :messages, echo = :echo, shows = :shows, pending = :pending,"
      " identity_schema = :identity_schema, organization_id = :organization, version = :version + 1"
      " WHERE id = :id AND version = :version");
  bind_mutable(update, row);
  return update.run() == 1;
}

std::int64_t delete_expired_flows(Tx& tx, base::Time cutoff, int limit) {
  const auto flows =
      delete_expired(tx,
                     "DELETE FROM flows WHERE id IN"
                     " (SELECT id FROM flows WHERE expires_at < :cutoff ORDER BY expires_at LIMIT :limit)",
                     cutoff, limit);
  return flows + delete_expired_errors(tx, cutoff, limit - static_cast<int>(flows));
}

std::int64_t delete_expired_errors(Tx& tx, base::Time cutoff, int limit) {
  return delete_expired(tx,
                        "DELETE FROM errors WHERE id IN"
                        " (SELECT id FROM errors WHERE expires_at < :cutoff ORDER BY expires_at LIMIT :limit)",
                        cutoff, limit);
}

std::int64_t delete_expired_pending(Tx& tx, base::Time cutoff, int limit) {
  return delete_expired(
      tx,
      "DELETE FROM pending_submissions WHERE id IN"
      " (SELECT id FROM pending_submissions WHERE expires_at < :cutoff ORDER BY expires_at LIMIT :limit)",
      cutoff, limit);
}

void put_pending(Tx& tx, const PendingRow& row) {
  tx.prepare(
        "INSERT INTO pending_submissions (id, flow_id, identity_id, session_id, method, key, submission, created_at,"
        " expires_at) VALUES (:id, :flow, :identity, :session, :method, :key, :submission, :created_at, :expires_at)"
        " ON CONFLICT (flow_id) DO UPDATE SET id = excluded.id, identity_id = excluded.identity_id,"
        " session_id = excluded.session_id, method = excluded.method, key = excluded.key,"
        " submission = excluded.submission, created_at = excluded.created_at, expires_at = excluded.expires_at")
      .bind(":id", row.id)
      .bind(":flow", row.flow_id)
      .bind(":identity", row.identity_id)
      .bind(":session", row.session_id)
      .bind(":method", row.method)
      .bind(":key", row.key)
      .bind(":submission", row.submission)
      .bind(":created_at", row.created_at)
      .bind(":expires_at", row.expires_at)
      .run();
}

std::optional<PendingRow> find_pending(Tx& tx, const base::Uuid& flow) {
  Statement select = tx.prepare(
      "SELECT id, flow_id, identity_id, session_id, method, key, submission, created_at, expires_at"
      " FROM pending_submissions WHERE flow_id = :flow");
  select.bind(":flow", flow);
  if (!select.step()) return std::nullopt;
  return read_pending(select);
}

std::optional<PendingRow> take_pending(Tx& tx, const base::Uuid& flow, const base::Uuid& identity,
                                       const base::Uuid& session, const base::TokenHash& key, base::Time now) {
  Statement take = tx.prepare(
      "DELETE FROM pending_submissions WHERE flow_id = :flow AND identity_id = :identity AND session_id = :session"
      " AND key = :key AND expires_at > :now"
      " RETURNING id, flow_id, identity_id, session_id, method, key, submission, created_at, expires_at");
  take.bind(":flow", flow).bind(":identity", identity).bind(":session", session).bind(":key", key).bind(":now", now);
  if (!take.step()) return std::nullopt;
  PendingRow row = read_pending(take);
  take.run();
  return row;
}

void drop_pending_of_flow(Tx& tx, const base::Uuid& flow) {
  tx.prepare("DELETE FROM pending_submissions WHERE flow_id = :flow").bind(":flow", flow).run();
}

void drop_pending_of_session(Tx& tx, const base::Uuid& session) {
  tx.prepare("DELETE FROM pending_submissions WHERE session_id = :session").bind(":session", session).run();
}

// Anybody can cause errors: each makes room for itself, so that they are bounded without a cleanup.
void insert_error(Tx& tx, const ErrorRow& row) {
  delete_expired_errors(tx, row.created_at, 2);
  tx.prepare(
        "INSERT INTO errors (id, error, created_at, updated_at, expires_at)"
        " VALUES (:id, :error, :created_at, :updated_at, :expires_at)")
      .bind(":id", row.id)
      .bind(":error", row.error)
      .bind(":created_at", row.created_at)
      .bind(":updated_at", row.updated_at)
      .bind(":expires_at", row.expires_at)
      .run();
}

std::optional<ErrorRow> find_error(Tx& tx, const base::Uuid& id) {
  Statement select = tx.prepare("SELECT id, error, created_at, updated_at, expires_at FROM errors WHERE id = :id");
  select.bind(":id", id);
  if (!select.step()) return std::nullopt;
  return ErrorRow{select.uuid(0), select.text(1), select.time(2), select.time(3), select.time(4)};
}

}  // namespace store
