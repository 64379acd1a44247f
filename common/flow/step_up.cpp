#include "flow/step_up.h"

#include "flow/deeds.h"

namespace flow {
namespace {

// A flow that is stored nowhere: what the engine of a real one would have bound to the session.
store::FlowRow passing_flow(const session::Session& session) {
  store::FlowRow flow;
  flow.browser = false;
  flow.requested_aal = 2;
  flow.identity_id = session.identity.id;
  flow.session_id = session.id();
  return flow;
}

bool has_factor(const Method& method, const Credentials& credentials) {
  return method.id() == "totp" ? credentials.totp.has_value() : !credentials.codes.empty();
}

// Signed out or revoked while the code was being checked: the code is not spent for that.
Refusal session_gone() { return {make_message(ids::kBadCredentials, {}, "session.gone"), ""}; }

StepUp finish(const Services& services, std::string_view method, LoginTry& trial, const View& view, Guess& guess,
              const Client& client, bool by_cookie) {
  StepUp out;
  services.db.write([&](store::Tx& tx) {
    out = {};
    auto proof = trial.commit(tx, view);
    if (!proof) throw proof.error();
    auto current = store::find_session_by_id(tx, view.session->id());
    if (!current || !current->session.active) throw session_gone();
    out.opened = session::raise(tx, session::from_found(std::move(*current)), *proof,
                                view.essentials().session_lifespan, view.now, services.random);
    if (!out.opened) throw session_gone();
    out.kind = StepUp::Kind::raised;
    guess.succeeded(tx, view.now);
    record_sign_in(tx, services, out.opened->session, method, client, view.now);
    if (by_cookie) out.known_browser = remember_client(tx, services, client, out.opened->session, view.now);
  });
  return out;
}

}  // namespace

StepUp step_up(const Services& services, const Method& method, const Submission& fields,
               const session::Session& session, const Client& client, bool by_cookie) {
  if (!method.enabled(services.config.essentials)) return {.kind = StepUp::Kind::disabled};
  const auto flow = passing_flow(session);
  View view{.services = services,
            .now = services.clock.now(),
            .flow = flow,
            .session = &session,
            .identity = session.identity};
  services.db.read([&](store::Tx& tx) { view.credentials = load_credentials(tx, session.identity.id); });
  if (!has_factor(method, view.credentials)) return {.kind = StepUp::Kind::missing};
  auto parsed = method.parse_login(fields);
  if (!parsed) return {.kind = StepUp::Kind::invalid};
  Guess guess(services, method.id(), {}, session.identity.id, client);
  if (const auto verdict = guess.charge(view.now); !verdict.allowed)
    return {.kind = StepUp::Kind::throttled,
            .retry_after = std::chrono::ceil<std::chrono::seconds>(verdict.retry_after).count()};
  const auto refused = [&](const Refusal& refusal) -> StepUp {
    refusal.already_used ? guess.used(view.now) : guess.failed(view.now);
    services.log.info(refusal.message.slug, {{"method", method.id()}, {"session", base::to_string(session.id())}});
    return {.kind = refusal.already_used ? StepUp::Kind::used : StepUp::Kind::invalid};
  };
  if (const auto refusal = (*parsed)->prove(view)) return refused(*refusal);
  try {
    return finish(services, method.id(), **parsed, view, guess, client, by_cookie);
  } catch (const Refusal& refusal) {  // thrown inside the transaction, so that everything in it is undone
    return refused(refusal);
  }
}

}  // namespace flow
