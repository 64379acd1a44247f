// The configuration of a running handler: found once, looked at on each request, never reloaded while it is being
// written, never lost to a bad edit (ARCHITECTURE section 6: cache, last good, stat before and after).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "config/config.h"
#include "config/load.h"

namespace config {

// POSTERN_CONFIG, else `request_value` (that as a FastCGI parameter; the first stays), else the line of postern.path
// beside the executable (Unavailable if others may write that), else ../config/kratos.yml from the executable's folder.
[[nodiscard]] std::string find_config_path(const Environment& environment, const std::string& executable,
                                           const std::optional<std::string>& request_value);

// May this user keep the cache and the last good copy beside the file? `postern config check` says so if not.
[[nodiscard]] bool can_keep_beside(const std::string& path);
[[nodiscard]] std::string last_good_path(const std::string& path);  // kratos.yml -> kratos.last-good.yml
[[nodiscard]] std::string cache_path(const std::string& path);      // kratos.yml -> cache/kratos.yml.bin

class Live {
 public:
  Live(std::string path, Environment environment, base::Log& log);
  ~Live();
  // Looks at the file (one stat when nothing changed). Throws Unavailable("config.invalid") if there is nothing to use.
  void refresh();
  // From the binary cache where it is valid: no YAML is read. Valid until the next refresh().
  [[nodiscard]] const Essentials& essentials();
  // The whole configuration; reads the YAML at its first use after a change.
  [[nodiscard]] const Config& full();
  // Changes whenever the content may have changed; for caches that hang on it.
  [[nodiscard]] std::uint64_t generation() const;
  [[nodiscard]] const std::string& path() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace config
