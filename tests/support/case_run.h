// Runs one case through one gateway.
#pragma once

#include <optional>
#include <string>

#include "tests/support/case_file.h"
#include "tests/support/case_site.h"

namespace support {

// `gateway`: `cgi`, `fastcgi`, or a server of tools/serve.sh. `line N: the first difference`, or nullopt.
[[nodiscard]] std::optional<std::string> run_case(Workshop& workshop, const Case& test, const std::string& handler,
                                                  const std::string& gateway);

}  // namespace support
