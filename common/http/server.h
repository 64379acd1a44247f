// The gateway loop: CGI once, or FastCGI until SIGTERM/SIGUSR1. Every answer starts with an explicit Status.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/message.h"

namespace http {

struct ServerOptions {
  std::size_t body_limit = 5u << 20;
  std::function<void()> after_answer{};  // when the last byte of an answer has been handed over; does not throw
};

struct Incoming {
  Request request;
  std::optional<std::string> postern_config;  // FastCGI request parameter POSTERN_CONFIG
};

// `answer` handles one request and does not throw (if it does, a fixed 500 is sent); `finish` runs before the last byte
// of a CGI answer, and at the end of the FastCGI loop (close the database). Returns the exit code: 0 after a signal
// that ends the loop, 1 if the listening socket failed; in CGI it does not return (_exit). Started by hand (no
// REQUEST_METHOD, no FastCGI socket) it prints two lines and returns 2.
int serve(const ServerOptions& options, const std::function<Response(Incoming&&)>& answer,
          const std::function<void()>& finish, const char* program);

}  // namespace http
