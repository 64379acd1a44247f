// Runs one case through one gateway.
#pragma once

#include <optional>
#include <string>

#include "tests/support/case_file.h"
#include "tests/support/case_site.h"

namespace support {

enum class Mode { cgi, fastcgi };

// `line N: the first difference`, or nullopt.
[[nodiscard]] std::optional<std::string> run_case(Workshop& workshop, const Case& test, const std::string& handler,
                                                  Mode mode);

}  // namespace support
