// The web server's side of both gateways: a handler asked as a CGI program, and as one long-lived FastCGI process.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/case_file.h"
#include "tests/support/process.h"

namespace support {

class Gateway {
 public:
  virtual ~Gateway() = default;
  // Standard output of one request. Throws std::runtime_error if the handler crashed or broke the protocol.
  [[nodiscard]] virtual std::string ask(const Pairs& variables, std::string_view body) = 0;
  virtual void stop() = 0;                            // throws if the handler did not end well
  [[nodiscard]] virtual std::string log() const = 0;  // standard error so far
};

struct Program {
  std::filesystem::path path;
  Words environment;
  std::filesystem::path folder;  // for the socket and the log
};

[[nodiscard]] std::unique_ptr<Gateway> make_cgi(const Program& program);
[[nodiscard]] std::unique_ptr<Gateway> make_fastcgi(const Program& program);

}  // namespace support
