// Sessions: found by a token, raised by a Proof, shown as JSON (contract half A 3.2-3.4, ARCHITECTURE section 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/random.h"
#include "identity/identity.h"
#include "session/aal.h"
#include "session/proof.h"
#include "store/sessions.h"

namespace session {

struct Session {
  store::SessionRow row;
  store::IdentityRow identity;
  std::vector<Completed> methods;
  Aal aal = Aal::aal0;
  bool by_previous_token = false;  // a renewed cookie's old token: answers reads only, at the level it had

  [[nodiscard]] const base::Uuid& id() const { return row.id; }
};

// The session of a token if it may be used at `now`: active, not expired, identity active.
[[nodiscard]] std::optional<Session> find_by_token(store::Tx& tx, std::string_view token, base::Time now);
// The same by id: a request's session may have ended since it was found.
[[nodiscard]] std::optional<Session> find_by_id(store::Tx& tx, const base::Uuid& id, base::Time now);
[[nodiscard]] Session from_found(store::FoundSession found);

struct Opening {
  bool by_cookie = true;
  store::DeviceRow device;  // its id is made by open()
  base::Duration lifespan{};
};
struct Opened {
  Session session;
  std::string token;  // in clear: for the cookie or the answer, nowhere else; "" if an API token was kept
};

// A new session of proof.identity(). API tokens are `ory_st_` and 32 letters or digits.
[[nodiscard]] Opened open(store::Tx& tx, const store::IdentityRow& identity, const Proof& proof, const Opening& opening,
                          base::Time now, base::Random& random);
// Adds the proof to a session of the same identity: level, authenticated_at and expires_at are renewed; a cookie
// session gets a new token (the old one answers reads for kGrace at the level it had). nullopt: it was revoked
// meanwhile.
[[nodiscard]] std::optional<Opened> raise(store::Tx& tx, Session session, const Proof& proof, base::Duration lifespan,
                                          base::Time now, base::Random& random);
inline constexpr base::Duration kGrace = std::chrono::seconds(30);

// The last available second factor went: every session of the identity loses its second-factor entries.
void lower_sessions(store::Tx& tx, const base::Uuid& identity, base::Time now);

// After any credential went: lower_sessions, if no second factor is left that could be asked for. True if there was
// one.
bool lower_if_none_left(store::Tx& tx, const store::IdentityRow& before, const config::Essentials& essentials,
                        base::Time now);

// Contract half A 3.2. raw: schema_url "" and no addresses (GET /sessions); withheld: null (login over the AAL gate).
enum class IdentityShown { full, raw, withheld };
void write_session(base::JsonWriter& out, const Session& session, const std::string& base_url, IdentityShown shown,
                   base::Time now);
// Borrows the row's texts.
[[nodiscard]] identity::IdentityView view_of(const store::IdentityRow& row, const std::string& base_url);

}  // namespace session
