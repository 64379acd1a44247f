// kratos.yml + environment -> Config, or every problem found, each with its place.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"

namespace config {

struct Problem {
  std::string place;  // `file:line:column`, or `environment NAME`
  std::string key;    // dotted, `session.whoami.required_all`
  std::string text;   // what is wrong, what is allowed, the nearest valid key
};
[[nodiscard]] std::string to_string(const Problem& problem);  // `place: key: text`

struct EffectiveValue {
  std::string key, value, source;  // source: `default`, `file:line`, `environment NAME`; secrets show as `(hidden)`
};

struct Loaded {
  Config config;
  std::vector<Problem> warnings;          // keys of Kratos features that Postern does not have
  std::vector<EffectiveValue> effective;  // every key, sorted
};

using Environment = std::map<std::string, std::string>;
// The process environment less CGI's own variables and HTTP_*: taken once at start, never from a request.
[[nodiscard]] Environment environment_overrides(char** environ_block);

base::Result<Loaded, std::vector<Problem>> load(const std::string& path, const Environment& environment);
// The same from memory; relative paths count from the folder of `path`, and places name it.
base::Result<Loaded, std::vector<Problem>> load_text(const std::string& text, const std::string& path,
                                                     const Environment& environment);

// The key table, for the sample file, the README and `postern config`. `#` in a path stands for a list's index.
struct KeyInfo {
  std::string path, type, fallback, allowed, why;
  bool supported = false;  // false: a key of Kratos that is accepted and has no effect
  bool required = false;
};
[[nodiscard]] std::vector<KeyInfo> known_keys();
// Those that config/kratos.yml and the README list: the supported ones, of each flow's methods only `after.password`.
[[nodiscard]] std::vector<KeyInfo> documented_keys();

}  // namespace config
