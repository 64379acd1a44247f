// HTTP/1.1 (RFC 9112), one request a connection. What a case gives as CGI variables becomes what makes a web server set
// them: HTTP_* headers, and the address of the client's end of the connection, any of 127.0.0.0/8.
#include "tests/support/http_gateway.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "base/text.h"

namespace support {
namespace {

constexpr int kPatienceMs = 20'000;
constexpr const char* kLoopback = "127.0.0.1";

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

sockaddr_in make_address(const std::string& host, std::uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) throw std::runtime_error("not an address: " + host);
  return address;
}

class Socket {
 public:
  Socket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (descriptor_ < 0) fail("socket");
    const int yes = 1;
    setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  }
  ~Socket() { close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void bind_to(const sockaddr_in& address) const {
    if (bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
  }
  [[nodiscard]] bool connect_to(const sockaddr_in& address) const {
    return connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  [[nodiscard]] std::uint16_t port() const {
    sockaddr_in address = {};
    socklen_t length = sizeof address;
    if (getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &length) != 0) fail("getsockname");
    return ntohs(address.sin_port);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::uint16_t free_port() {
  const Socket socket;
  socket.bind_to(make_address(kLoopback, 0));
  return socket.port();
}

std::string value_of(const Pairs& variables, std::string_view name, std::string_view otherwise) {
  for (const auto& [have, value] : variables)
    if (have == name) return value;
  return std::string(otherwise);
}

// `HTTP_X_SESSION_TOKEN` -> `X-Session-Token`.
std::string header_name(std::string_view variable) {
  std::string name(variable);
  bool first = true;
  for (char& c : name) {
    if (c == '_') c = '-';
    if (!first && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    first = c == '-';
  }
  return name;
}

std::string encode_request(const Pairs& variables, std::string_view body) {
  std::string out = value_of(variables, "REQUEST_METHOD", "GET") + " " + value_of(variables, "REQUEST_URI", "/") +
                    " HTTP/1.1\r\nConnection: close\r\n";
  for (const auto& [name, value] : variables) {
    if (name == "HTTPS") throw std::runtime_error("@HTTPS: not over HTTP");
    if (name.starts_with("HTTP_"))
      out.append(header_name(std::string_view(name).substr(5))).append(": ").append(value).append("\r\n");
    else if (name == "CONTENT_TYPE" || name == "CONTENT_LENGTH")
      out.append(header_name(name)).append(": ").append(value).append("\r\n");
  }
  return out.append("\r\n").append(body);
}

// Reads while it writes: a server may answer before it has read a body that is too long for it.
std::string converse(int connection, std::string_view request) {
  std::string answer;
  char chunk[16384];
  while (true) {
    pollfd waiting = {connection, static_cast<short>(request.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    if (poll(&waiting, 1, kPatienceMs) <= 0) throw std::runtime_error("the server did not finish its answer");
    if (waiting.revents & POLLOUT) {
      const ssize_t sent = send(connection, request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent >= 0)
        request.remove_prefix(static_cast<std::size_t>(sent));
      else if (errno != EAGAIN)
        request = {};  // it stopped reading; what it wrote is still there
    }
    if (!(waiting.revents & (POLLIN | POLLHUP | POLLERR))) continue;
    const ssize_t count = recv(connection, chunk, sizeof chunk, MSG_DONTWAIT);
    if (count > 0) answer.append(chunk, static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EAGAIN)) return answer;
  }
}

std::string decode_chunked(std::string_view body) {
  std::string out;
  while (true) {
    const auto end = body.find("\r\n");
    if (end == std::string_view::npos) throw std::runtime_error("a chunk without an end");
    const std::size_t size = std::strtoul(std::string(body.substr(0, end)).c_str(), nullptr, 16);
    body.remove_prefix(end + 2);
    if (size == 0) return out;
    if (body.size() < size + 2) throw std::runtime_error("a chunk that is cut off");
    out.append(body.substr(0, size));
    body.remove_prefix(size + 2);
  }
}

class Http final : public Gateway {
 public:
  explicit Http(const Served& served) : port_(free_port()), log_(served.folder / "server.log") {
    const std::filesystem::path run = served.folder / "run";
    std::filesystem::create_directory(run);
    const char* path = std::getenv("PATH");
    const Words environment = {std::string("PATH=").append(path ? path : "/usr/bin:/bin"),
                               "PORT=" + std::to_string(port_),
                               "BIN=" + served.binaries.string(),
                               "WWW=" + served.www.string(),
                               "RUN=" + run.string(),
                               "POSTERN_CONFIG=" + served.configuration.string()};
    child_ = start({served.script.string(), served.server}, environment, STDIN_FILENO, log_);
    while (!Socket().connect_to(make_address(kLoopback, port_)) && !has_ended()) usleep(10'000);
    // Apache is up before its mod_cgid is, and meanwhile answers for the programs.
    if (served.server.find("apache") == 0 && served.server.find("fcgid") == std::string::npos) await_program();
    if (child_ == 0) throw std::runtime_error(served.server + " does not start: " + read_file(log_));
  }
  ~Http() override {
    if (child_ > 0) end();
  }

  std::string ask(const Pairs& variables, std::string_view body) override {
    const Socket socket;
    // Only who says where it comes from has a port of its own: to bind one for every request would run out of them.
    if (const std::string from = value_of(variables, "REMOTE_ADDR", kLoopback); from != kLoopback) {
      const auto port = base::parse_int(value_of(variables, "REMOTE_PORT", "0")).value_or(0);
      socket.bind_to(make_address(from, static_cast<std::uint16_t>(port)));
    }
    if (!socket.connect_to(make_address(kLoopback, port_))) fail("connect");
    return as_cgi_output(converse(socket.descriptor(), encode_request(variables, body)),
                         value_of(variables, "REQUEST_METHOD", "GET") == "HEAD");
  }

  void stop() override {
    if (const int code = end(); code != 0) throw std::runtime_error("the server ended with " + std::to_string(code));
  }
  std::string log() const override { return read_file(log_); }

 private:
  // Whatever a program says counts, a refusal too; only Apache's own page of a 503 does not.
  void await_program() {
    for (int tries = 0; tries < 1000 && !has_ended(); ++tries) {
      const std::string answer = ask({{"REQUEST_URI", "/health/alive"}, {"HTTP_HOST", "localhost"}}, "");
      const bool apaches_own = answer.starts_with("Status: 503") && answer.find("<!DOCTYPE HTML") != std::string::npos;
      if (!answer.empty() && !apaches_own) return;
      usleep(20'000);
    }
  }
  int end() {
    kill(child_, SIGTERM);
    const int code = wait_for(child_);
    child_ = 0;
    return code;
  }
  bool has_ended() {
    if (waitpid(child_, nullptr, WNOHANG) != child_) return false;
    child_ = 0;
    return true;
  }

  std::uint16_t port_;
  std::filesystem::path log_;
  pid_t child_ = 0;
};

}  // namespace

std::string as_cgi_output(std::string_view answer, bool is_head) {
  const auto end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || end == std::string_view::npos)
    throw std::runtime_error("the server closed the connection without an answer");
  std::string out = "Status: ";
  out.append(answer.substr(9, answer.find("\r\n") - 9)).append("\r\n");
  bool chunked = false;
  const auto lines = base::split(answer.substr(0, end), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string_view line = base::trim(lines[i]);
    if (base::equal_ignoring_case(line, "Transfer-Encoding: chunked"))
      chunked = true;
    else
      out.append(line).append("\r\n");
  }
  const std::string_view body = answer.substr(end + 4);
  return out.append("\r\n").append(chunked && !is_head ? decode_chunked(body) : std::string(body));
}

std::unique_ptr<Gateway> make_http(const Served& served) { return std::make_unique<Http>(served); }

}  // namespace support
