#include "flow/entry.h"

#include "flow/deeds.h"
#include "flow/login.h"
#include "flow/remembered_device.h"
#include "identity/addresses.h"

namespace flow {
namespace {

store::IdentityRow require_welcome(store::Tx& tx, const Services& services, const base::Uuid& id,
                                   std::string_view method) {
  auto identity = store::find_identity(tx, id);
  if (!identity || !identity->active) throw Refusal{make_message(ids::kDisabledIdentity, {}, "identity.disabled"), ""};
  if (has_hook(services.config.login_hooks, method, "require_verified_address") &&
      !identity::has_verified_address(*identity))
    throw Refusal{make_message(ids::kUnverifiedAddress, {}, "identity.unverified"), ""};
  return std::move(*identity);
}

}  // namespace

Entry::Entry(const Services& services, const Entrant& entrant) : services_(services), entrant_(entrant) {
  if (entrant.begins) rescue_.emplace(services);
}

std::optional<session::Opened> Entry::open_or_raise(store::Tx& tx, const store::IdentityRow& identity,
                                                    const session::Proof& proof, bool same_person) const {
  if (!same_person) return session::open(tx, identity, proof, entrant_.opening, entrant_.now, services_.random);
  auto current = store::find_session_by_id(tx, entrant_.before->id());
  if (!current || !current->session.active) return {};
  return session::raise(tx, session::from_found(std::move(*current)), proof,
                        services_.config.essentials.session_lifespan, entrant_.now, services_.random);
}

Entered Entry::enter(store::Tx& tx, const session::Proof& proof) {
  const auto now = entrant_.now;
  const auto& client = entrant_.client;
  const bool by_cookie = entrant_.opening.by_cookie;
  auto identity = require_welcome(tx, services_, proof.identity(), entrant_.method);
  Entered out;
  out.rescued = rescue_ && rescue_->help(tx, identity, client, now);
  out.same_person = entrant_.before && entrant_.before->identity.id == identity.id;
  auto opened = open_or_raise(tx, identity, proof, out.same_person);
  if (!opened) throw Refusal{make_message(ids::kBadCredentials, {}, "session.gone"), ""};
  out.opened = std::move(*opened);
  auto& session = out.opened.session;
  session.identity = identity;
  if (by_cookie && entrant_.fresh && !out.same_person)
    recognise_device(tx, services_, session, client.remembered_device, now);
  record_sign_in(tx, services_, session, entrant_.method, client, now);
  if (has_hook(services_.config.login_hooks, entrant_.method, "revoke_active_sessions"))
    record_ended(tx, identity.id, store::revoke_other_sessions(tx, identity.id, session.id(), now), client, now);
  const auto available = session::available_aal(identity.factors, services_.config.essentials);
  if (session.aal >= available && by_cookie) out.known_browser = remember_client(tx, services_, client, session, now);
  return out;
}

void Entry::finish(const Entered& entered) const {
  if (entered.rescued) rescue_->finish();
  const auto& session = entered.opened.session;
  services_.log.info("login.success", {{"method", entrant_.method},
                                       {"identity", base::to_string(session.identity.id)},
                                       {"aal", session::to_string(session.aal)}});
}

}  // namespace flow
