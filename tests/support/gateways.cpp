// FastCGI 1.0 (fastcgi-archives.github.io): records of version, type, request id, content length, padding length
// (section 3.3); a request is BEGIN_REQUEST, PARAMS … empty PARAMS, STDIN … empty STDIN; the answer STDOUT and STDERR
// records until END_REQUEST (section 5). One request a connection, as the servers in use do it.
#include "tests/support/gateways.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

namespace support {
namespace {

class Cgi final : public Gateway {
 public:
  explicit Cgi(const Program& program) : program_(program) {}

  std::string ask(const Pairs& variables, std::string_view body) override {
    Words environment = program_.environment;
    for (const auto& [name, value] : variables) environment.push_back(std::string(name).append("=").append(value));
    Finished finished = run({program_.path.string()}, environment, body);
    log_ += finished.err;
    if (finished.code != 0) throw std::runtime_error("the CGI program ended with " + std::to_string(finished.code));
    return std::move(finished.out);
  }
  void stop() override {}
  std::string log() const override { return log_; }

 private:
  Program program_;
  std::string log_;
};

enum : unsigned char { kBeginRequest = 1, kEndRequest = 3, kParams = 4, kStdin = 5, kStdout = 6 };

void append_record(std::string& out, unsigned char type, std::string_view content) {
  const auto size = static_cast<unsigned>(content.size());
  for (const unsigned byte : {1u, unsigned{type}, 0u, 1u, size >> 8, size & 255u, 0u, 0u})
    out += static_cast<char>(byte);
  out += content;
}

void append_stream(std::string& out, unsigned char type, std::string_view content) {
  for (; !content.empty(); content.remove_prefix(std::min<std::size_t>(content.size(), 65535)))
    append_record(out, type, content.substr(0, 65535));
  append_record(out, type, {});
}

void append_length(std::string& out, std::size_t length) {
  if (length > 127)
    for (const int shift : {24, 16, 8}) out += static_cast<char>((length >> shift) | (shift == 24 ? 128u : 0u));
  out += static_cast<char>(length);
}

std::string encode_request(const Pairs& variables, std::string_view body) {
  std::string params, out;
  for (const auto& [name, value] : variables) {
    append_length(params, name.size());
    append_length(params, value.size());
    params.append(name).append(value);
  }
  append_record(out, kBeginRequest, std::string_view("\0\1\0\0\0\0\0\0", 8));  // role responder, close afterwards
  append_stream(out, kParams, params);
  append_stream(out, kStdin, body);
  return out;
}

// Takes whole records off the front of `input`; true after END_REQUEST.
bool take_records(std::string& input, std::string& out) {
  while (input.size() >= 8) {
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(input[i])); };
    const std::size_t length = byte(4) << 8 | byte(5), whole = 8 + length + byte(6);
    if (input.size() < whole) return false;
    if (byte(1) == kEndRequest) return true;
    if (byte(1) == kStdout) out.append(input, 8, length);
    input.erase(0, whole);
  }
  return false;
}

int open_socket(const std::filesystem::path& path, bool listening) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (descriptor < 0 || (listening ? bind(descriptor, generic, sizeof address) || listen(descriptor, 64)
                                   : connect(descriptor, generic, sizeof address)))
    throw std::runtime_error(path.string() + ": " + std::strerror(errno));
  return descriptor;
}

class FastCgi final : public Gateway {
 public:
  explicit FastCgi(const Program& program) : socket_(program.folder / "fastcgi.sock"), log_(program.folder / "stderr") {
    const int listening = open_socket(socket_, true);
    child_ = start({program.path.string()}, program.environment, listening, log_);
    close(listening);
  }
  ~FastCgi() override {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    static_cast<void>(wait_for(child_));
  }

  std::string ask(const Pairs& variables, std::string_view body) override {
    const int connection = open_socket(socket_, false);
    fcntl(connection, F_SETFL, O_NONBLOCK);
    std::string out;
    const bool ended = converse(connection, encode_request(variables, body), out);
    close(connection);
    if (!ended) throw std::runtime_error("the FastCGI process did not finish its answer");
    return out;
  }

  void stop() override {
    kill(child_, SIGTERM);
    const int code = wait_for(child_);
    child_ = 0;
    if (code != 0) throw std::runtime_error("the FastCGI process ended with " + std::to_string(code));
  }
  std::string log() const override { return read_file(log_); }

 private:
  // Reads while it writes: a handler may answer before it has read a body that is too long for it.
  static bool converse(int connection, std::string_view request, std::string& out) {
    std::string input;
    char chunk[16384];
    while (!take_records(input, out)) {
      pollfd waiting = {connection, static_cast<short>(request.empty() ? POLLIN : POLLIN | POLLOUT), 0};
      if (poll(&waiting, 1, 20'000) <= 0) return false;
      if (waiting.revents & POLLOUT) {
        const ssize_t sent = send(connection, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent >= 0)
          request.remove_prefix(static_cast<std::size_t>(sent));
        else if (errno != EAGAIN)
          request = {};  // it stopped reading; what it wrote is still there
      }
      if (waiting.revents & (POLLIN | POLLHUP)) {
        const ssize_t count = read(connection, chunk, sizeof chunk);
        if (count == 0 || (count < 0 && errno != EAGAIN)) return false;
        if (count > 0) input.append(chunk, static_cast<std::size_t>(count));
      }
    }
    return true;
  }

  std::filesystem::path socket_, log_;
  pid_t child_ = 0;
};

}  // namespace

std::unique_ptr<Gateway> make_cgi(const Program& program) { return std::make_unique<Cgi>(program); }
std::unique_ptr<Gateway> make_fastcgi(const Program& program) { return std::make_unique<FastCgi>(program); }

}  // namespace support
