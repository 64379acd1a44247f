#include "session/session.h"

#include <algorithm>

#include "base/result.h"
#include "crypto/sha256.h"

namespace session {

namespace {

// Longer than any token we make: such a text is not worth a hash.
constexpr std::size_t kMaxToken = 128;

std::string make_token(base::Random& random) { return "ory_st_" + base::random_text(random, 32, base::kAlphanumeric); }

bool is_usable(const store::SessionRow& row, const store::IdentityRow& identity, base::Time now) {
  return row.active && row.expires_at > now && identity.active;
}

void keep_up_to(std::vector<Completed>& methods, Aal level) {
  std::erase_if(methods, [&](const Completed& entry) { return entry.aal > level; });
}

void take_levels(Session& session) {
  session.aal = level_of(session.methods);
  session.row.aal = static_cast<int>(session.aal);
  session.row.methods = encode_methods(session.methods);
}

void write_methods(base::JsonWriter& out, const std::vector<Completed>& methods) {
  if (methods.empty()) {
    out.null();
    return;
  }
  out.array();
  for (const Completed& entry : methods) {
    out.object().key("method").string(entry.method).key("aal").string(to_string(entry.aal));
    out.key("completed_at").time(entry.at).close();
  }
  out.close();
}

void write_devices(base::JsonWriter& out, const std::vector<store::DeviceRow>& devices) {
  out.array();
  for (const store::DeviceRow& device : devices) {
    out.object().key("id").string(base::to_string(device.id)).key("ip_address").string(device.ip_address);
    out.key("user_agent");
    device.user_agent ? out.string(*device.user_agent) : out.null();
    out.key("location").string(device.location).close();
  }
  out.close();
}

void write_identity(base::JsonWriter& out, const Session& session, const std::string& base_url, IdentityShown shown) {
  if (shown == IdentityShown::withheld) {
    out.null();
    return;
  }
  identity::IdentityView view = view_of(session.identity, base_url);
  if (shown == IdentityShown::raw) {
    view.schema_url.clear();
    view.verifiable_addresses = view.recovery_addresses = {};
  }
  identity::write_public(out, view);
}

}  // namespace

Session from_found(store::FoundSession found) {
  Session session;
  session.row = std::move(found.session);
  session.identity = std::move(found.identity);
  session.by_previous_token = found.by_previous_token;
  session.methods = decode_methods(session.row.methods);
  // The old token of a renewed session must not gain what was proved after it had been replaced.
  if (session.by_previous_token) keep_up_to(session.methods, static_cast<Aal>(session.row.previous_aal));
  session.aal = level_of(session.methods);
  return session;
}

std::optional<Session> find_by_token(store::Tx& tx, std::string_view token, base::Time now) {
  if (token.empty() || token.size() > kMaxToken) return std::nullopt;
  auto found = store::find_session(tx, crypto::hash_token(token), now);
  if (!found || !is_usable(found->session, found->identity, now)) return std::nullopt;
  return from_found(std::move(*found));
}

std::optional<Session> find_by_id(store::Tx& tx, const base::Uuid& id, base::Time now) {
  auto found = store::find_session_by_id(tx, id);
  if (!found || !is_usable(found->session, found->identity, now)) return std::nullopt;
  return from_found(std::move(*found));
}

Opened open(store::Tx& tx, const store::IdentityRow& identity, const Proof& proof, const Opening& opening,
            base::Time now, base::Random& random) {
  if (proof.identity() != identity.id) throw base::Broken("session.foreign_proof", "a proof of another identity");
  Opened opened;
  opened.token = make_token(random);
  Session& session = opened.session;
  session.identity = identity;
  session.methods = {proof.completed()};
  store::SessionRow& row = session.row;
  row.id = base::make_uuid(random);
  row.identity_id = identity.id;
  row.token = crypto::hash_token(opened.token);
  row.by_cookie = opening.by_cookie;
  row.issued_at = row.authenticated_at = row.created_at = row.updated_at = now;
  row.expires_at = now + opening.lifespan;
  row.devices = {opening.device};
  row.devices.front().id = base::make_uuid(random);
  take_levels(session);
  store::insert_session(tx, row);
  return opened;
}

std::optional<Opened> raise(store::Tx& tx, Session session, const Proof& proof, base::Duration lifespan, base::Time now,
                            base::Random& random) {
  // Read again: since the session was looked up it may have been revoked, lowered or raised by another request.
  auto found = find_by_id(tx, session.id(), now);
  if (!found) return std::nullopt;
  Opened opened{std::move(*found), {}};
  Session& fresh = opened.session;
  if (proof.identity() != fresh.row.identity_id) {
    throw base::Broken("session.foreign_proof", "a proof of another identity");
  }
  const Aal level_before = fresh.aal;
  append_completed(fresh.methods, proof.completed());
  take_levels(fresh);
  fresh.row.authenticated_at = fresh.row.updated_at = now;
  fresh.row.expires_at = now + lifespan;
  if (fresh.row.by_cookie) {
    opened.token = make_token(random);
    fresh.row.previous_token = fresh.row.token;
    fresh.row.previous_until = now + kGrace;
    fresh.row.previous_aal = static_cast<int>(level_before);
    fresh.row.token = crypto::hash_token(opened.token);
  }
  if (!store::update_session(tx, fresh.row)) return std::nullopt;
  return opened;
}

void lower_sessions(store::Tx& tx, const base::Uuid& identity, base::Time now) {
  for (store::SessionRow& row : store::sessions_above_aal1(tx, identity)) {
    std::vector<Completed> methods = decode_methods(row.methods);
    keep_up_to(methods, Aal::aal1);
    row.methods = encode_methods(methods);
    row.aal = static_cast<int>(level_of(methods));
    row.previous_aal = std::min(row.previous_aal, row.aal);
    row.updated_at = now;
    // False: it was revoked meanwhile, and a dead session needs no lowering.
    [[maybe_unused]] const bool was_alive = store::update_session(tx, row);
  }
}

bool lower_if_none_left(store::Tx& tx, const store::IdentityRow& before, const config::Essentials& essentials,
                        base::Time now) {
  const std::uint32_t left = store::refresh_factors(tx, before.id);
  if (available_aal(left, essentials) >= Aal::aal2) return false;
  lower_sessions(tx, before.id, now);
  return available_aal(before.factors, essentials) >= Aal::aal2;
}

void write_session(base::JsonWriter& out, const Session& session, const std::string& base_url, IdentityShown shown,
                   base::Time now) {
  const store::SessionRow& row = session.row;
  out.object().key("id").string(base::to_string(row.id));
  out.key("active").boolean(is_usable(row, session.identity, now));
  out.key("expires_at").time(row.expires_at).key("authenticated_at").time(row.authenticated_at);
  out.key("authenticator_assurance_level").string(to_string(session.aal)).key("authentication_methods");
  write_methods(out, session.methods);
  out.key("issued_at").time(row.issued_at).key("identity");
  write_identity(out, session, base_url, shown);
  out.key("devices");
  write_devices(out, row.devices);
  out.close();
}

identity::IdentityView view_of(const store::IdentityRow& row, const std::string& base_url) {
  identity::IdentityView view;
  view.id = row.id;
  view.external_id = row.external_id;
  view.schema_id = row.schema_id;
  view.schema_url = identity::schema_url(base_url, row.schema_id);
  view.active = row.active;
  view.state_changed_at = row.state_changed_at;
  view.traits = row.traits;
  view.verifiable_addresses = row.verifiable_addresses;
  view.recovery_addresses = row.recovery_addresses;
  view.metadata_public = row.metadata_public;
  view.created_at = row.created_at;
  view.updated_at = row.updated_at;
  return view;
}

}  // namespace session
