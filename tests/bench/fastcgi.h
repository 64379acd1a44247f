// A FastCGI client for measuring: one connection a request, as web servers speak to libfcgi (FastCGI 1.0; no
// keep-alive).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

struct Call {
  std::string method = "GET";
  std::string target;                                             // path and query
  std::vector<std::pair<std::string, std::string>> headers = {};  // lower case names
  std::string body = {};
};

struct Answer {
  int status = 0;
  std::string headers, body;
};

[[nodiscard]] std::string encode_fastcgi(const Call& call);
[[nodiscard]] std::string encode_http(const Call& call);  // HTTP/1.0: the connection ends with the answer

// Where a server listens: a unix socket (FastCGI) or a port of 127.0.0.1 (HTTP).
struct Endpoint {
  std::string socket;
  std::uint16_t port = 0;
  [[nodiscard]] std::string encode(const Call& call) const { return port ? encode_http(call) : encode_fastcgi(call); }
};

[[nodiscard]] Answer exchange(const Endpoint& endpoint, const Call& call);

struct Load {
  std::uint64_t requests = 0;
  double seconds = 0;
  std::vector<float> milliseconds;  // one a request
  [[nodiscard]] double per_second() const { return static_cast<double>(requests) / seconds; }
};
// Keeps `connections` requests under way for `seconds`. An answer with another status ends the program.
[[nodiscard]] Load load(const Endpoint& endpoint, const Call& call, int status, int connections, double seconds);

// "…" after `"key":"` in a JSON text; the bench has no need of a parser.
[[nodiscard]] std::string json_text(std::string_view json, std::string_view key);

// Ends the measurement; what was started is stopped on the way out.
[[noreturn]] void fail(const std::string& text);
[[nodiscard]] double now_seconds();
[[nodiscard]] double cpu_seconds();  // of this process

}  // namespace bench
