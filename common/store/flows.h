// Flows hold facts, never nodes; what waits for re-authentication; error records.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/db.h"

namespace store {

enum class FlowKind : int { login = 1, settings = 2, registration = 3 };

struct FlowRow {
  base::Uuid id;
  FlowKind kind = FlowKind::login;
  bool browser = true;  // else api
  base::Time issued_at{}, expires_at{}, created_at{}, updated_at{};
  std::string request_url;
  int requested_aal = 1;
  bool refresh = false;
  std::optional<base::Uuid> identity_id;  // settings: owner; login: bound to, when it raises or refreshes a session
  std::optional<base::Uuid> session_id;
  std::optional<base::TokenHash> csrf;  // hash of the CSRF secret of the browser that made it
  std::string active;                   // method
  std::string state;                    // choose_method, show_form, success
  std::string messages;                 // JSON: [{"id":…,"node":"…","context":{…},"slug":"…"}]
  std::string echo;                     // JSON: submitted non-secret values to show again, {"identifier":"…"}
  std::string shows;                    // what the settings show: "", "lookup.regenerated", "lookup.revealed"
  std::optional<base::Sealed> pending;  // sealed at {"flow.pending", nil, id}: pending TOTP key, codes
  std::string identity_schema, organization_id;
  std::int64_t version = 0;  // grows with each update_flow
};

void insert_flow(Tx& tx, const FlowRow& row);
[[nodiscard]] std::optional<FlowRow> find_flow(Tx& tx, FlowKind kind, const base::Uuid& id);
// All mutable columns, only if the stored version is still row.version (then it is one more): false = someone was
// faster.
bool update_flow(Tx& tx, const FlowRow& row);
// At most `limit` flows (with their pending rows) and error records that expired before `cutoff`.
std::int64_t delete_expired_flows(Tx& tx, base::Time cutoff, int limit);
std::int64_t delete_expired_errors(Tx& tx, base::Time cutoff, int limit);
std::int64_t delete_expired_pending(Tx& tx, base::Time cutoff, int limit);

// A settings submission that waits for re-authentication.
struct PendingRow {
  base::Uuid id;
  base::Uuid flow_id, identity_id, session_id;
  std::string method;
  base::TokenHash key;      // hash of the key in cookie ory_kratos_continuity
  base::Sealed submission;  // sealed at {"pending.submission", identity_id, id}
  base::Time created_at{}, expires_at{};
};
void put_pending(Tx& tx, const PendingRow& row);  // replaces an earlier one of the same flow
[[nodiscard]] std::optional<PendingRow> find_pending(Tx& tx, const base::Uuid& flow);
// DELETE … WHERE id AND flow AND identity AND session AND key AND expires_at > now RETURNING: once.
[[nodiscard]] std::optional<PendingRow> take_pending(Tx& tx, const base::Uuid& flow, const base::Uuid& identity,
                                                     const base::Uuid& session, const base::TokenHash& key,
                                                     base::Time now);
void drop_pending_of_flow(Tx& tx, const base::Uuid& flow);
void drop_pending_of_session(Tx& tx, const base::Uuid& session);

struct ErrorRow {
  base::Uuid id;
  std::string error;  // JSON object, without debug
  base::Time created_at{}, updated_at{}, expires_at{};
};
void insert_error(Tx& tx, const ErrorRow& row);
[[nodiscard]] std::optional<ErrorRow> find_error(Tx& tx, const base::Uuid& id);

}  // namespace store
