#include "flow/reset.h"

#include "crypto/sha256.h"
#include "flow/audit.h"
#include "flow/notices.h"
#include "flow/rescue.h"
#include "store/credentials.h"
#include "store/remembered_devices.h"
#include "store/resets.h"
#include "store/sessions.h"

namespace flow {
namespace {

using Step = ResetState::Step;

constexpr base::Duration kStaysDue = std::chrono::days(7), kRest = std::chrono::days(1);
constexpr std::size_t kTokenLength = 43;  // 256 bits

// Only the session itself decides, as it is now: another process may have ended it, or removed the factors.
bool may_reset(store::Tx& tx, const Services& services, const base::Uuid& session_id) {
  const auto& essentials = services.config.essentials;
  if (!services.config.reset.enabled) return false;
  auto found = store::find_session_by_id(tx, session_id);
  if (!found || !found->session.active) return false;
  const auto session = session::from_found(std::move(*found));
  return session.identity.active && session.aal < session::Aal::aal2 &&
         session::available_aal(session.identity.factors, essentials) == session::Aal::aal2 &&
         !mail_addresses(tx, session.identity).empty();
}

bool is_fresh(const Services& services, const session::Session& session, base::Time now) {
  const auto age = services.config.privileged_session_max_age;
  return age <= base::Duration::zero() || session.row.authenticated_at + age > now;
}

void record_reset(store::Tx& tx, const char* what, const base::Uuid& identity, const Client& client, base::Time now,
                  std::string_view how = {}) {
  record(tx, now, {what, identity, client.address, how.empty() ? std::string() : details({{"how", how}})});
}

}  // namespace

ResetState reset_state(const Services& services, const session::Session& session) {
  const auto now = services.clock.now();
  ResetState state;
  if (!services.config.reset.enabled) return state;
  services.db.read([&](store::Tx& tx) {
    state = {};
    if (!may_reset(tx, services, session.id())) return;
    state.step = Step::none;
    if (const auto reset = store::find_reset(tx, session.identity.id, now)) {
      state = {reset->due_at <= now ? Step::due : Step::waiting, reset->due_at};
    } else if (const auto ended = store::reset_ended_at(tx, session.identity.id); ended && *ended + kRest > now) {
      state = {Step::resting, *ended + kRest};
    }
  });
  return state;
}

ResetOutcome ask_reset(const Services& services, const session::Session& session, const Client& client) {
  const auto now = services.clock.now();
  if (!is_fresh(services, session, now)) return ResetOutcome::needs_refresh;
  const auto& identity = session.identity.id;
  const std::string token = base::random_text(services.random, kTokenLength, base::kAlphanumeric);
  const base::Time due = now + services.config.reset.delay;
  bool asked = false;
  services.db.write([&](store::Tx& tx) {
    asked = may_reset(tx, services, session.id()) &&
            store::begin_reset(tx, {identity, crypto::hash_token(token), now, due, due + kStaysDue}, now - kRest);
    if (!asked) return;
    record_reset(tx, deed::kResetAsked, identity, client, now);
    const Notice notice{.kind = notice::kResetAsked, .client = &client, .secret = token, .due = due};
    // Nobody may lose their factors unheard: where no mail can be queued, nothing was asked.
    if (tell(tx, postbox_of(services), identity, notice, now) == 0)
      throw base::Unavailable("mail.full", "no mail today");
  });
  if (asked) services.log.info("reset.asked", {{"identity", base::to_string(identity)}});
  return asked ? ResetOutcome::done : ResetOutcome::not_now;
}

ResetOutcome cancel_reset(const Services& services, const session::Session& session, const Client& client) {
  const auto now = services.clock.now();
  const auto& identity = session.identity.id;
  bool cancelled = false;
  services.db.write([&](store::Tx& tx) {
    cancelled = store::cancel_reset(tx, identity, now);
    if (cancelled) record_reset(tx, deed::kResetCancelled, identity, client, now, "page");
  });
  return cancelled ? ResetOutcome::done : ResetOutcome::not_now;
}

ResetOutcome finish_reset(const Services& services, const session::Session& session, const Client& client) {
  const auto now = services.clock.now();
  if (!is_fresh(services, session, now)) return ResetOutcome::needs_refresh;
  const auto& identity = session.identity.id;
  bool done = false;
  services.db.write([&](store::Tx& tx) {
    done = may_reset(tx, services, session.id()) && store::take_due_reset(tx, identity, now);
    if (!done) return;
    remove_second_factors(tx, identity);
    store::forget_devices(tx, identity);
    store::revoke_other_sessions(tx, identity, session.id(), now);
    record_reset(tx, deed::kResetDone, identity, client, now);
    tell(tx, postbox_of(services), identity, {.kind = notice::kResetDone, .client = &client}, now);
  });
  if (done) services.log.warn("reset.done", {{"identity", base::to_string(identity)}});
  return done ? ResetOutcome::done : ResetOutcome::not_now;
}

bool is_cancellable(const Services& services, const std::string& token) {
  bool found = false;
  services.db.read([&](store::Tx& tx) {
    found = store::find_reset_by_token(tx, crypto::hash_token(token), services.clock.now()).has_value();
  });
  return found;
}

bool cancel_reset_by_link(const Services& services, const std::string& token, const Client& client) {
  const auto now = services.clock.now();
  bool cancelled = false;
  services.db.write([&](store::Tx& tx) {
    const auto reset = store::find_reset_by_token(tx, crypto::hash_token(token), now);
    cancelled = reset && store::cancel_reset(tx, reset->identity_id, now);
    if (cancelled) record_reset(tx, deed::kResetCancelled, reset->identity_id, client, now, "link");
  });
  return cancelled;
}

void cancel_reset_by_sign_in(store::Tx& tx, const Services& services, const base::Uuid& identity, const Client& client,
                             base::Time now) {
  if (!services.config.reset.enabled) return;
  if (store::cancel_reset(tx, identity, now)) record_reset(tx, deed::kResetCancelled, identity, client, now, "sign_in");
}

}  // namespace flow
