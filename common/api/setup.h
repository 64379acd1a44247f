// /setup: a new site without a shell. Whoever can put files into the data folder puts setup.txt there, with a word of
// their own choice; for 30 minutes the page asks for that word, the address and the first user, and writes what
// `postern init` writes. It exists only while there is no configuration: `site` answers it before it looks for one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "http/message.h"

namespace api {

struct SetupServices {
  base::Clock& clock;
  base::Random& random;
  base::Log& log;
};

[[nodiscard]] bool is_setup_path(std::string_view path);  // below any base path: none is known yet
// nullopt: there is a configuration, so this is a path like any other.
std::optional<http::Response> answer_setup(const http::Request& request, const std::string& config_path,
                                           const SetupServices& services);

}  // namespace api
