// A real web server in front of the handlers: tools/serve.sh with one of its servers, asked over HTTP.
#pragma once

#include <memory>
#include <string>

#include "tests/support/gateways.h"

namespace support {

struct Served {
  std::string server;              // as serve.sh names it
  std::filesystem::path script;    // serve.sh
  std::filesystem::path binaries;  // executables by the names that the configuration files use
  std::filesystem::path www;       // what the server sends by itself
  std::filesystem::path folder;    // for the server, which makes `run` in it
  std::filesystem::path configuration;
};

// Returns once the server accepts connections; throws std::runtime_error if it does not.
[[nodiscard]] std::unique_ptr<Gateway> make_http(const Served& served);

// An HTTP/1.1 answer as a CGI program would have written it: `Status:` first, no transfer coding. Throws
// std::runtime_error if there is none.
[[nodiscard]] std::string as_cgi_output(std::string_view answer, bool is_head);

}  // namespace support
