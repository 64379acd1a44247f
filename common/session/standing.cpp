#include "session/standing.h"

#include <algorithm>

namespace session {

using config::RequiredAal;

Missing missing_for(const Session& session, RequiredAal required, const config::Essentials& essentials,
                    base::Time now) {
  const Aal available = available_aal(session.identity.factors, essentials);
  if (!satisfies(session.aal, available, required)) return Missing::second_step;
  const bool enough = required != RequiredAal::aal2 || session.aal == Aal::aal2;
  return enough || grace_end(session.identity, essentials, now) ? Missing::nothing : Missing::enrolment;
}

Missing missing_to_be_let_in(const Session& session, const config::Essentials& essentials, base::Time now) {
  const Missing missing = missing_for(session, essentials.whoami_aal, essentials, now);
  const bool remembered =
      essentials.remember_device > base::Duration::zero() && session.aal == Aal::aal1 &&
      std::ranges::find(session.methods, kRememberedDevice, &Completed::method) != session.methods.end();
  return missing == Missing::second_step && remembered ? Missing::nothing : missing;
}

bool asks_everybody(const config::Essentials& essentials) {
  return essentials.whoami_aal == RequiredAal::aal2 || essentials.settings_aal == RequiredAal::aal2;
}

std::optional<base::Time> grace_end(const store::IdentityRow& identity, const config::Essentials& essentials,
                                    base::Time now) {
  if (!asks_everybody(essentials)) return std::nullopt;
  const base::Time end =
      std::max(identity.created_at + essentials.enrolment_grace, essentials.enrolment_until.value_or(base::Time()));
  return end > now ? std::optional(end) : std::nullopt;
}

bool must_enrol(const Session& session, const config::Essentials& essentials, base::Time now) {
  return asks_everybody(essentials) && missing_for(session, RequiredAal::aal2, essentials, now) == Missing::enrolment;
}

}  // namespace session
