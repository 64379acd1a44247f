#include "tests/bench/fastcgi.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace bench {
namespace {

enum RecordType : std::uint8_t { kBeginRequest = 1, kParams = 4, kStdin = 5, kStdout = 6 };

void append_record(std::string& out, RecordType type, std::string_view content) {
  do {
    const std::string_view part = content.substr(0, 65535);
    const char header[8] = {
        1, static_cast<char>(type), 0, 1, static_cast<char>(part.size() >> 8), static_cast<char>(part.size() & 255), 0,
        0};
    out.append(header, sizeof header).append(part);
    content.remove_prefix(part.size());
  } while (!content.empty());
}

void append_length(std::string& out, std::size_t length) {
  if (length < 128) {
    out += static_cast<char>(length);
    return;
  }
  for (int shift : {24, 16, 8, 0}) out += static_cast<char>((length >> shift & 255) | (shift == 24 ? 128 : 0));
}

void append_param(std::string& out, std::string_view name, std::string_view value) {
  append_length(out, name.size());
  append_length(out, value.size());
  out.append(name).append(value);
}

std::string variable_name(std::string_view header) {
  std::string out = "HTTP_";
  for (char c : header) out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out == "HTTP_CONTENT_TYPE" ? "CONTENT_TYPE" : out;
}

int connect_to(const Endpoint& endpoint) {
  sockaddr_storage address{};
  socklen_t length = 0;
  if (endpoint.port) {
    auto* inet = reinterpret_cast<sockaddr_in*>(&address);
    inet->sin_family = AF_INET;
    inet->sin_port = htons(endpoint.port);
    inet->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    length = sizeof *inet;
  } else {
    auto* local = reinterpret_cast<sockaddr_un*>(&address);
    local->sun_family = AF_UNIX;
    std::snprintf(local->sun_path, sizeof local->sun_path, "%s", endpoint.socket.c_str());
    length = sizeof *local;
  }
  const int fd = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&address), length) != 0) fail("cannot connect");
  return fd;
}

void send_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t sent = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) fail("cannot send");
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// The bytes of the standard output stream, its records joined.
std::string decode_fastcgi(std::string_view raw) {
  std::string out;
  while (raw.size() >= 8) {
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(raw[i])); };
    const std::size_t length = byte(4) << 8 | byte(5);
    if (byte(1) == kStdout) out.append(raw.substr(8, length));
    raw.remove_prefix(std::min(raw.size(), 8 + length + byte(6)));
  }
  return out;
}

Answer decode(const Endpoint& endpoint, std::string_view raw) {
  const std::string text = endpoint.port ? std::string(raw) : decode_fastcgi(raw);
  Answer answer;
  const std::size_t end = text.find("\r\n\r\n");
  answer.headers = text.substr(0, end);
  if (end != std::string::npos) answer.body = text.substr(end + 4);
  // `Status: 200 OK` or `HTTP/1.0 200 OK`
  const std::size_t space = answer.headers.find(' ');
  if (space != std::string::npos) answer.status = std::atoi(answer.headers.c_str() + space + 1);
  return answer;
}

double seconds_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

void fail(const std::string& text) { throw std::runtime_error(text); }

double now_seconds() { return seconds_of(CLOCK_MONOTONIC); }

double cpu_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

std::string encode_fastcgi(const Call& call) {
  std::string params;
  append_param(params, "REQUEST_METHOD", call.method);
  append_param(params, "REQUEST_URI", call.target);
  append_param(params, "QUERY_STRING",
               call.target.find('?') == std::string::npos ? "" : call.target.substr(call.target.find('?') + 1));
  append_param(params, "SERVER_PROTOCOL", "HTTP/1.1");
  append_param(params, "REMOTE_ADDR", "127.0.0.1");
  append_param(params, "REMOTE_PORT", "40000");
  append_param(params, "HTTP_HOST", "localhost");
  append_param(params, "CONTENT_LENGTH", std::to_string(call.body.size()));
  for (const auto& [name, value] : call.headers) append_param(params, variable_name(name), value);
  std::string out;
  append_record(out, kBeginRequest, std::string_view("\0\1\0\0\0\0\0\0", 8));
  append_record(out, kParams, params);
  append_record(out, kParams, "");
  if (!call.body.empty()) append_record(out, kStdin, call.body);
  append_record(out, kStdin, "");
  return out;
}

std::string encode_http(const Call& call) {
  std::string out = call.method + " " + call.target + " HTTP/1.0\r\nHost: localhost\r\n";
  for (const auto& [name, value] : call.headers) out.append(name).append(": ").append(value).append("\r\n");
  if (!call.body.empty()) out += "Content-Length: " + std::to_string(call.body.size()) + "\r\n";
  return out + "\r\n" + call.body;
}

Answer exchange(const Endpoint& endpoint, const Call& call) {
  const int fd = connect_to(endpoint);
  send_all(fd, endpoint.encode(call));
  std::string raw;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
    raw.append(buffer, static_cast<std::size_t>(got));
  ::close(fd);
  return decode(endpoint, raw);
}

Load load(const Endpoint& endpoint, const Call& call, int status, int connections, double seconds) {
  const std::string request = endpoint.encode(call);
  std::vector<pollfd> polls(static_cast<std::size_t>(connections));
  std::vector<std::string> answers(polls.size());
  std::vector<double> starts(polls.size());
  const auto begin = [&](std::size_t i) {
    starts[i] = now_seconds();
    answers[i].clear();
    polls[i] = {connect_to(endpoint), POLLIN, 0};
    send_all(polls[i].fd, request);
  };
  Load result;
  const double start = now_seconds();
  for (std::size_t i = 0; i < polls.size(); ++i) begin(i);
  std::size_t open = polls.size();
  char buffer[65536];
  while (open > 0) {
    if (::poll(polls.data(), polls.size(), 5000) <= 0) fail("no answer within 5 s");
    for (std::size_t i = 0; i < polls.size(); ++i) {
      if (polls[i].fd < 0 || polls[i].revents == 0) continue;
      const ssize_t got = ::recv(polls[i].fd, buffer, sizeof buffer, 0);
      if (got > 0) {
        answers[i].append(buffer, static_cast<std::size_t>(got));
        continue;
      }
      ::close(polls[i].fd);
      const Answer answer = decode(endpoint, answers[i]);
      if (answer.status != status) fail(call.target + " answered " + answer.headers + "\n" + answer.body);
      const double end = now_seconds();
      result.milliseconds.push_back(static_cast<float>((end - starts[i]) * 1e3));
      ++result.requests;
      if (end - start < seconds) {
        begin(i);
      } else {
        polls[i].fd = -1;
        --open;
      }
    }
  }
  result.seconds = now_seconds() - start;
  return result;
}

std::string json_text(std::string_view json, std::string_view key) {
  const std::string mark = '"' + std::string(key) + "\":\"";
  const std::size_t at = json.find(mark);
  if (at == std::string_view::npos) fail("no " + std::string(key) + " in " + std::string(json.substr(0, 400)));
  const std::size_t begin = at + mark.size();
  return std::string(json.substr(begin, json.find('"', begin) - begin));
}

}  // namespace bench
