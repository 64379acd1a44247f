// The words of one language: www/<language>.txt, lines `key = text` with named {holes}, `#` starts a comment.
// Numbers choose between `key.one` and `key.other`; `plural.zero` says which of them 0 takes.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/page_template.h"
#include "base/clock.h"

namespace api {

class Words {
 public:
  using Holes = std::vector<std::pair<std::string, std::string>>;

  explicit Words(std::string_view file);

  [[nodiscard]] const std::string* find(std::string_view key) const;
  // A missing key, or a hole that nothing fills, is our own mistake: base::Broken.
  [[nodiscard]] std::string say(std::string_view key, const Holes& holes = {}) const;
  [[nodiscard]] std::string count(std::string_view key, std::int64_t n, Holes holes = {}) const;
  // nullopt if the key is missing or a hole stays empty: for words that a message may do without.
  [[nodiscard]] std::optional<std::string> try_say(std::string_view key, const Holes& holes) const;
  // As markup: holes are escaped (or Html), [brackets] become a link to the hole `link`.
  [[nodiscard]] Html markup(std::string_view key, const std::function<Html(std::string_view)>& hole) const;

  // "12 minutes ago", "yesterday", "on 3 March 2026" (UTC days)
  [[nodiscard]] std::string ago(base::Time time, base::Time now) const;
  [[nodiscard]] std::string short_date(base::Time time) const;     // 3 Mar 2026
  [[nodiscard]] std::string date(base::Time time) const;           // 3 March 2026
  [[nodiscard]] std::string date_and_time(base::Time time) const;  // 3 March 2026, 14:37 UTC
  [[nodiscard]] Html clock(base::Time time) const;                 // <time datetime="…">14:37 UTC</time>
  [[nodiscard]] std::string wait(std::int64_t seconds) const;      // "40 seconds", "5 minutes", rounded up

  [[nodiscard]] std::vector<std::string> keys() const;

 private:
  [[nodiscard]] std::string date_with(std::string_view months, base::Time time) const;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace api
