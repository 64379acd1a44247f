// Sessions and their devices. Tokens are stored as hashes; whoami is one key lookup.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/db.h"
#include "store/identities.h"

namespace store {

struct DeviceRow {
  base::Uuid id;
  std::string ip_address;                 // `address:port` as contract half A 3.2
  std::optional<std::string> user_agent;  // <= 512 bytes
  std::string location;
};

struct SessionRow {
  base::Uuid id;
  base::Uuid identity_id;
  base::TokenHash token;
  std::optional<base::TokenHash> previous_token;  // answers reads until previous_until, at previous_aal
  std::optional<base::Time> previous_until;
  int previous_aal = 0;
  bool by_cookie = true;  // a cookie session (token renewed) or an API token (kept)
  bool active = true;
  int aal = 1;          // 0, 1, 2
  std::string methods;  // session/aal's compact text: `password:1:<us>;totp:2:<us>`
  base::Time issued_at{}, authenticated_at{}, expires_at{}, created_at{}, updated_at{};
  std::optional<base::Time> last_seen_at;
  std::vector<DeviceRow> devices;
};

void insert_session(Tx& tx, const SessionRow& row);
// By current or previous token (previous only while previous_until > now). Identity joined; one prepared SELECT plus,
// if `with_devices`, a second for devices. Inactive and expired sessions are returned too: the caller judges.
struct FoundSession {
  SessionRow session;
  IdentityRow identity;
  bool by_previous_token = false;
};
[[nodiscard]] std::optional<FoundSession> find_session(Tx& tx, const base::TokenHash& token, base::Time now);
[[nodiscard]] std::optional<FoundSession> find_session_by_id(Tx& tx, const base::Uuid& id);
// Everything but id, identity, created_at, devices. False if the session was revoked or expired meanwhile
// (WHERE id = :id AND active = 1 AND expires_at > :updated_at), so that nobody raises a dead session.
bool update_session(Tx& tx, const SessionRow& row);
// The identity's other sessions: active, unexpired, newest created_at first. `total` counts them all.
[[nodiscard]] std::vector<FoundSession> list_other_sessions(Tx& tx, const base::Uuid& identity,
                                                            const base::Uuid& except, base::Time now, int limit,
                                                            std::int64_t offset, std::int64_t& total);
[[nodiscard]] std::vector<FoundSession> list_sessions_of(Tx& tx, const base::Uuid& identity);
// Everybody's, by id ascending, strictly after `after` (nil = from the start). `active`: only those that may be used,
// or only those that may not.
struct SessionFilter {
  std::optional<bool> active;
  base::Time now{};
};
[[nodiscard]] std::vector<FoundSession> list_sessions(Tx& tx, const SessionFilter& filter, const base::Uuid& after,
                                                      int limit);
[[nodiscard]] std::int64_t count_sessions(Tx& tx, const SessionFilter& filter);
std::int64_t delete_sessions_of(Tx& tx, const base::Uuid& identity);
bool revoke_session(Tx& tx, const base::Uuid& id, const base::Uuid& identity, base::Time now);
std::int64_t revoke_other_sessions(Tx& tx, const base::Uuid& identity, const base::Uuid& except, base::Time now);
std::int64_t revoke_sessions_of(Tx& tx, const base::Uuid& identity, base::Time now);
// For the removal of the last second factor: every session of the identity, to be rewritten by session/aal.
[[nodiscard]] std::vector<SessionRow> sessions_above_aal1(Tx& tx, const base::Uuid& identity);
// At most once a minute.
void touch_last_seen(Tx& tx, const base::Uuid& id, base::Time now);
// At most `limit` sessions that expired before `cutoff`, oldest first.
std::int64_t delete_expired_sessions(Tx& tx, base::Time cutoff, int limit);

}  // namespace store
