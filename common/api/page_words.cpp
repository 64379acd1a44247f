#include "api/page_words.h"

#include <chrono>
#include <cstdio>

#include "base/result.h"

namespace api {

namespace {

using std::chrono::duration_cast, std::chrono::hours, std::chrono::minutes, std::chrono::seconds;

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::chrono::year_month_day day_of(base::Time time) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time));
}

std::string clock_text(base::Time time) {
  const auto since_midnight = time - std::chrono::floor<std::chrono::days>(time);
  const auto hour = duration_cast<hours>(since_midnight);
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(hour.count()),
                static_cast<int>(duration_cast<minutes>(since_midnight - hour).count()));
  return text;
}

}  // namespace

Words::Words(std::string_view file) {
  while (!file.empty()) {
    const std::size_t end = file.find('\n');
    const std::string_view line = trim_blanks(file.substr(0, end));
    file.remove_prefix(end == std::string_view::npos ? file.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.find(" = ");
    if (equals == std::string_view::npos) throw base::Broken("page.words", "no ` = ` in: " + std::string(line));
    const auto [at, fresh] = texts_.emplace(std::string(trim_blanks(line.substr(0, equals))),
                                            std::string(trim_blanks(line.substr(equals + 3))));
    if (!fresh) throw base::Broken("page.words", "twice: " + at->first);
  }
}

const std::string* Words::find(std::string_view key) const {
  const auto found = texts_.find(key);
  return found == texts_.end() ? nullptr : &found->second;
}

std::optional<std::string> Words::try_say(std::string_view key, const Holes& holes) const {
  const std::string* text = find(key);
  if (!text) return std::nullopt;
  std::string out;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t open = text->find('{', at);
    out += text->substr(at, open - at);
    if (open == std::string::npos) break;
    const std::size_t close = text->find('}', open);
    if (close == std::string::npos) return std::nullopt;
    const std::string_view name = std::string_view(*text).substr(open + 1, close - open - 1);
    const std::string* value = nullptr;
    for (const auto& [hole, filling] : holes) {
      if (hole == name) value = &filling;
    }
    if (!value) return std::nullopt;
    out += *value;
    at = close + 1;
  }
  return out;
}

std::string Words::say(std::string_view key, const Holes& holes) const {
  std::optional<std::string> text = try_say(key, holes);
  if (!text) throw base::Broken("page.words", "missing, or a hole stays empty: " + std::string(key));
  return std::move(*text);
}

std::string Words::count(std::string_view key, std::int64_t n, Holes holes) const {
  holes.emplace_back("n", std::to_string(n));
  const bool one = n == 1 || (n == 0 && say("plural.zero") == "one");
  return say(std::string(key) + (one ? ".one" : ".other"), holes);
}

Html Words::markup(std::string_view key, const std::function<Html(std::string_view)>& hole) const {
  const std::string* text = find(key);
  if (!text) throw base::Broken("page.words", "missing: " + std::string(key));
  std::string out;
  std::string_view rest = *text;
  bool linked = false;
  while (!rest.empty()) {
    const std::size_t mark = rest.find_first_of("{[]");
    out += escape_html(rest.substr(0, mark)).markup;
    if (mark == std::string_view::npos) break;
    const char found = rest[mark];
    rest.remove_prefix(mark + 1);
    if (found == '[') {
      const std::string link = hole("link").markup;
      linked = !link.empty();  // without an address the words stay plain
      if (linked) out += "<a href=\"" + link + "\">";
    } else if (found == ']') {
      if (linked) out += "</a>";
    } else {
      const std::size_t close = rest.find('}');
      if (close == std::string_view::npos) throw base::Broken("page.words", "hole without end: " + std::string(key));
      out += hole(rest.substr(0, close)).markup;
      rest.remove_prefix(close + 1);
    }
  }
  return {std::move(out)};
}

std::string Words::date_with(std::string_view months, base::Time time) const {
  const auto day = day_of(time);
  return say("date", {{"day", std::to_string(static_cast<unsigned>(day.day()))},
                      {"month", say(std::string(months) + std::to_string(static_cast<unsigned>(day.month())))},
                      {"year", std::to_string(static_cast<int>(day.year()))}});
}

std::string Words::date(base::Time time) const { return date_with("month.", time); }
std::string Words::short_date(base::Time time) const { return date_with("month.short.", time); }

std::string Words::date_and_time(base::Time time) const {
  return say("date.time", {{"date", date(time)}, {"time", clock_text(time)}});
}

Html Words::clock(base::Time time) const {
  return {"<time datetime=\"" + escape_attribute(base::format_rfc3339(time)).markup + "\">" +
          escape_html(say("time", {{"time", clock_text(time)}})).markup + "</time>"};
}

std::string Words::ago(base::Time time, base::Time now) const {
  const auto age = now - time;
  if (age < minutes(1)) return say("ago.now");
  if (age < hours(1)) return count("ago.minutes", duration_cast<minutes>(age).count());
  if (age < hours(24)) return count("ago.hours", duration_cast<hours>(age).count());
  if (age < hours(48)) return say("ago.yesterday");
  return say("ago.date", {{"date", date(time)}});
}

std::string Words::wait(std::int64_t span) const {
  if (span <= 60) return count("wait.seconds", span < 1 ? 1 : span);
  return count("wait.minutes", (span + 59) / 60);
}

std::vector<std::string> Words::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, text] : texts_) keys.push_back(key);
  return keys;
}

}  // namespace api
