#include "base/clock.h"

#include <array>
#include <cstdio>

namespace base {

namespace {

struct Calendar {
  unsigned year, month, day, weekday, hour, minute, second, micros;
};

Calendar to_calendar(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const auto number = [](auto value) { return static_cast<unsigned>(value); };
  return {number(static_cast<int>(date.year())),
          number(date.month()),
          number(date.day()),
          std::chrono::weekday(day).c_encoding(),
          number(clock.hours().count()),
          number(clock.minutes().count()),
          number(clock.seconds().count()),
          number(clock.subseconds().count())};
}

char* put(char* place, char c) {
  *place = c;
  return place + 1;
}

// The last `count` digits of a number that is not negative; returns where the next character goes.
template <class Number>
char* put_digits(char* place, int count, Number number) {
  for (int i = count - 1; i >= 0; --i, number /= 10) place[i] = static_cast<char>('0' + number % 10);
  return place + count;
}

constexpr std::array kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

Time SystemClock::now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

// Written by hand: printf's way of doing it was a fifth of a session check.
void append_rfc3339(std::string& out, Time time) {
  const Calendar c = to_calendar(time);
  std::array<char, 32> text{};
  char* end = text.data();
  end = put_digits(end, 4, c.year);
  end = put_digits(put(end, '-'), 2, c.month);
  end = put_digits(put(end, '-'), 2, c.day);
  end = put_digits(put(end, 'T'), 2, c.hour);
  end = put_digits(put(end, ':'), 2, c.minute);
  end = put_digits(put(end, ':'), 2, c.second);
  if (c.micros != 0) {
    end = put_digits(put(end, '.'), 6, c.micros);
    while (end[-1] == '0') --end;
  }
  out.append(text.data(), put(end, 'Z'));
}

std::string format_rfc3339(Time time) {
  std::string text;
  append_rfc3339(text, time);
  return text;
}

std::string format_http_date(Time time) {
  const Calendar c = to_calendar(time);
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%s, %02u %s %04u %02u:%02u:%02u GMT", kWeekdays[c.weekday], c.day,
                kMonths[c.month - 1], c.year, c.hour, c.minute, c.second);
  return buffer.data();
}

}  // namespace base
