// Time is a parameter. Points in time are UTC microseconds (what the database stores), spans are microseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace base {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() override;
};

[[nodiscard]] inline Time from_micros(std::int64_t us) { return Time(Duration(us)); }
[[nodiscard]] inline std::int64_t to_micros(Time time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline std::int64_t to_unix(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// RFC 3339, UTC, `Z`; the fraction has 0 to 6 digits, trailing zeros and a bare point removed.
[[nodiscard]] std::string format_rfc3339(Time time);
void append_rfc3339(std::string& out, Time time);
// RFC 9110 section 5.6.7 (IMF-fixdate), as in Expires: `Thu, 01 Jan 1970 00:00:01 GMT`.
[[nodiscard]] std::string format_http_date(Time time);

}  // namespace base
