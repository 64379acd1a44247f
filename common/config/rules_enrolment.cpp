// postern.enrolment.*: how long people may do without the second factor that `required_aal: aal2` asks of everybody.
#include "base/text.h"
#include "config/draft.h"

namespace config {
namespace {

constexpr const char* kUntil = "postern.enrolment.until";

// YYYY-MM-DD of the proleptic Gregorian calendar (RFC 3339 section 5.6, full-date), as its first moment in UTC.
std::optional<base::Time> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = base::parse_int(text.substr(0, 4)), month = base::parse_int(text.substr(5, 2)),
             day = base::parse_int(text.substr(8, 2));
  if (!year || !month || !day || *year < 1970 || *month < 1 || *day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return base::Time(std::chrono::sys_days(date));
}

bool is_idle(const Essentials& essentials) {
  return essentials.whoami_aal != RequiredAal::aal2 && essentials.settings_aal != RequiredAal::aal2;
}

}  // namespace

bool can_enrol(const Essentials& essentials) {
  return essentials.totp_enabled || essentials.lookup_secret_enabled ||
         (essentials.webauthn_enabled && !essentials.webauthn_passwordless);
}

void apply_enrolment_rules(Draft& draft) {
  Essentials& essentials = draft.config.essentials;
  if (!is_idle(essentials) && !can_enrol(essentials)) {
    draft.refuse(essentials.whoami_aal == RequiredAal::aal2 ? "session.whoami.required_aal"
                                                            : "selfservice.flows.settings.required_aal",
                 "aal2 asks a second factor of everybody, but none can be set up: enable totp, lookup_secret, or "
                 "webauthn with passwordless: false");
  }
  if (!draft.config.enrolment_until.empty()) {
    essentials.enrolment_until = parse_day(draft.config.enrolment_until);
    if (!essentials.enrolment_until) {
      draft.refuse(kUntil, base::quote_go(draft.config.enrolment_until) + " is no day; allowed: 2027-01-31");
    }
  }
}

}  // namespace config
