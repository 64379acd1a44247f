// One process, one of two gateways. libfcgi says which: standard input is a listening socket under FastCGI.
#include "http/server.h"

#include <fcgiapp.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>

#include "http/gateway.h"

namespace http {
namespace {

using Answer = std::function<Response(Incoming&&)>;

constexpr std::string_view kLastResort =
    "Status: 500 Internal Server Error\r\n"
    "Content-Type: application/json\r\n"
    "Cache-Control: no-store\r\n"
    "\r\n"
    "{\"error\":{\"code\":500,\"status\":\"Internal Server Error\",\"message\":"
    "\"An internal server error occurred, please contact the system administrator\"}}\n";

std::string answer_bytes(const char* const* block, const ServerOptions& options, bool framed, const Source& source,
                         const Answer& answer) {
  try {
    Incoming incoming{read_request(block), std::nullopt};
    show_gateway(incoming.request, block, framed);
    const auto role = incoming.request.role;
    const bool asked_to_judge = role == Request::Role::authorizer || role == Request::Role::access_checker;
    if (asked_to_judge)
      incoming.request.body.emplace();
    else
      read_body(incoming.request, block, options.body_limit, framed, source);
    // Under CGI it is in the process environment, where the configuration's search finds it.
    if (framed) incoming.postern_config = find_variable(block, "POSTERN_CONFIG");
    const bool is_head = incoming.request.is_head();
    const Response response = answer(std::move(incoming));
    // Who may pass is told so by headers alone: Apache would send a Content-Length of ours to the visitor.
    return write_response(response, is_head || (asked_to_judge && response.status == 200));
  } catch (...) {
    return std::string(kLastResort);
  }
}

std::size_t read_input(char* data, std::size_t size) {
  ssize_t count = 0;
  do count = read(STDIN_FILENO, data, size);
  while (count < 0 && errno == EINTR);
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

void write_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // the web server has gone; nobody is left to tell
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

// The web server takes the end of output for the end of the program and may kill it then: so everything is closed
// before the answer is written. _exit, because destructors of a process that is done are only time.
[[noreturn]] void serve_cgi(const ServerOptions& options, const Answer& answer, const std::function<void()>& finish) {
  const std::string bytes = answer_bytes(environ, options, false, read_input, answer);
  try {
    finish();
  } catch (...) {
    // The answer stands: what it says was committed before.
  }
  write_output(bytes);
  if (options.after_answer) options.after_answer();
  _exit(0);
}

// Signals that end the loop. libfcgi's own handler has a window: a signal between its look at the flag and accept() is
// lost until the next request. This one also replaces the listening descriptor, so accept() fails whenever it is called
// next; with SA_RESTART a waiting accept() is entered again (and fails), while a request being read is read on
// undisturbed. A signal handler can only reach globals: these two are the only ones.
volatile std::sig_atomic_t stop_requested = 0;
volatile std::sig_atomic_t null_descriptor = -1;  // open before stop_requested is looked at

void stop_accepting(int) {
  const int saved = errno;
  stop_requested = 1;
  if (null_descriptor >= 0) dup2(null_descriptor, STDIN_FILENO);
  errno = saved;
}

void on_stop_signals(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGUSR1, &action, nullptr);
}

int serve_fastcgi(const ServerOptions& options, const Answer& answer, const std::function<void()>& finish) {
  null_descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
  FCGX_Request request;
  if (FCGX_InitRequest(&request, STDIN_FILENO, 0) != 0) return 1;
  const Source source = [&request](char* data, std::size_t size) {
    const int count = FCGX_GetStr(data, static_cast<int>(size), request.in);
    return count < 0 ? std::size_t{0} : static_cast<std::size_t>(count);
  };
  while (!stop_requested && FCGX_Accept_r(&request) >= 0) {
    const std::string bytes = answer_bytes(request.envp, options, true, source, answer);
    FCGX_PutStr(bytes.data(), static_cast<int>(bytes.size()), request.out);
    FCGX_Finish_r(&request);
    if (options.after_answer) options.after_answer();
  }
  finish();
  return stop_requested ? 0 : 1;
}

}  // namespace

int serve(const ServerOptions& options, const std::function<Response(Incoming&&)>& answer,
          const std::function<void()>& finish, const char* program) {
  on_stop_signals(stop_accepting);  // first: libfcgi, which FCGX_IsCGI() starts, leaves handlers alone that are there
  if (!FCGX_IsCGI()) return serve_fastcgi(options, answer, finish);
  on_stop_signals(SIG_DFL);
  if (find_variable(environ, "REQUEST_METHOD")) serve_cgi(options, answer, finish);
  std::fprintf(stderr,
               "%s: a FastCGI/CGI program of Postern; a web server starts it for each request or as a process pool.\n"
               "Try it with `make run`; configurations for web servers are in config/ and apache/.\n",
               program);
  return 2;
}

}  // namespace http
