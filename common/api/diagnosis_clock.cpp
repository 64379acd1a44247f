// Codes of an authenticator app hold for half a minute, sessions end by the clock: a clock that is wrong is a sign-in
// that fails, and one that was put back makes everything that was done meanwhile a matter of the future.
#include "api/diagnosis.h"

namespace api {
namespace {

using std::chrono::seconds;

constexpr auto kNoticed = seconds(20);  // a code of the step before is still taken
constexpr auto kSteps = seconds(90);
constexpr std::string_view kMend = "the host's clock: NTP (systemd-timesyncd, chrony), or ask the provider";

std::string span(base::Duration span) {
  const auto whole = std::chrono::duration_cast<seconds>(span).count();
  const auto size = whole < 0 ? -whole : whole;
  if (size < 120) return std::to_string(size) + " s";
  if (size < 7200) return std::to_string(size / 60) + " min";
  return size < 172800 ? std::to_string(size / 3600) + " h" : std::to_string(size / 86400) + " days";
}

std::string day(base::Time time) { return base::format_rfc3339(std::chrono::floor<seconds>(time)); }

bool is_possible(base::Time now) {
  using namespace std::chrono;
  const year_month_day date{floor<days>(now)};
  return date.year() >= year(2024) && date.year() < year(2100);
}

}  // namespace

Findings diagnose_clock(base::Time now, std::optional<base::Time> newest, std::optional<base::Time> theirs) {
  if (!is_possible(now)) return {wrong("clock", "says " + day(now), std::string(kMend))};
  Findings out;
  if (newest && *newest > now + kSteps) {
    out.push_back(wrong("clock",
                        "the database knows of something done " + span(*newest - now) +
                            " from now: the clock is slow, or was fast when that happened",
                        std::string(kMend)));
  }
  if (theirs && std::chrono::abs(*theirs - now) > kNoticed) {
    const std::string found = "this machine is " + span(*theirs - now) + (*theirs > now ? " behind" : " ahead of") +
                              " what the site's web server says";
    out.push_back(std::chrono::abs(*theirs - now) > kSteps ? wrong("clock", found, std::string(kMend))
                                                           : hint("clock", found, std::string(kMend)));
  }
  if (out.empty()) out.push_back(ok("clock", day(now) + (theirs ? ", as the web server says" : "")));
  return out;
}

}  // namespace api
