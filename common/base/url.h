// URLs as Go's net/url reads and writes them, because the contract's redirects are byte-exact with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

struct Url {
  std::string scheme;  // lower case, "" if relative
  std::string userinfo;
  std::string host;          // with port, as given
  std::string path;          // escaped, as given ("" possible)
  std::string query;         // raw, without "?"
  std::string fragment;      // escaped
  std::string opaque;        // `javascript:alert(1)`: scheme and opaque only
  bool force_query = false;  // a bare "?" at the end
  bool omit_host = false;    // `file:/x`: no "//" between scheme and path

  [[nodiscard]] std::string hostname() const;  // host without port and brackets
  [[nodiscard]] std::string str() const;
};

// url.Parse: relative references allowed; control characters, bad escapes, bad ports are nullopt.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);
// The path with `.` and `..` segments removed and %2e decoded for that purpose; used only to compare.
[[nodiscard]] std::string clean_path(std::string_view path);

using Query = std::vector<std::pair<std::string, std::string>>;
// `a=b&c` in order; `+` is a space; pairs with a bad escape or a `;` are dropped (as Go does).
[[nodiscard]] Query parse_query(std::string_view raw);
[[nodiscard]] std::optional<std::string> find_parameter(const Query& query, std::string_view name);  // the first
// url.Values.Encode: keys sorted (stable), QueryEscape (space is +).
[[nodiscard]] std::string encode_query(Query query);
[[nodiscard]] std::string escape_query(std::string_view text);
[[nodiscard]] std::string escape_path(std::string_view text);                   // Go's path escaping: keeps $&+,/:;=@
[[nodiscard]] std::string escape_path_segment(std::string_view text);           // Go's: escapes / ; , ? too
[[nodiscard]] std::optional<std::string> unescape_path(std::string_view text);  // percent only; nullopt on a bad escape
// `base` with `path` appended, duplicate slashes collapsed: ("http://h/", "/a") is "http://h/a".
[[nodiscard]] std::string join_url(std::string_view base, std::string_view path);
// `url` with the parameters set (replacing equal names) in its query, keys sorted, fragment kept.
[[nodiscard]] std::string with_query(std::string_view url, const Query& add);

}  // namespace base
