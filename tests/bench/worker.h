// Programs under measurement: a FastCGI pool on a unix socket, or a CGI process a call.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/fastcgi.h"

namespace bench {

// Starts a program; `input` and `output` become its standard input and output, what it complains about goes to
// build/bench.log, everything else is closed on exec.
[[nodiscard]] pid_t start(std::vector<std::string> arguments, std::vector<std::string> environment, int input,
                          int output);

// `processes` of the program share one listening socket, as under a web server; they end with this object.
class Pool {
 public:
  Pool(const std::string& program, const std::string& socket, int processes,
       const std::vector<std::string>& environment);
  ~Pool();
  Pool(const Pool&) = delete;

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }
  [[nodiscard]] std::uint64_t cpu_nanoseconds() const;  // of all processes, user and system
  [[nodiscard]] std::uint64_t anonymous_kib() const;    // of all processes

 private:
  Endpoint endpoint_;
  std::vector<pid_t> processes_;
};

// Runs the program once as CGI; wall seconds from before its start until it was reaped.
[[nodiscard]] double run_cgi(const std::string& program, const Call& call, int status,
                             const std::vector<std::string>& environment);

}  // namespace bench
