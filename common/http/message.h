// A request and a response as values, whatever the gateway (CGI, FastCGI) was.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

inline constexpr std::size_t kMaxCookieBytes = 8192;

struct Header {
  std::string name;  // requests: lower case; responses: as to be sent
  std::string value;
};

struct Request {
  std::string method;  // as received
  std::string path;    // of REQUEST_URI, still escaped, "/" at least; with the base path until strip_base_path()
  std::string query;   // raw, without "?"
  std::vector<Header> headers;
  std::string content_type;         // header as received
  std::optional<std::string> body;  // nullopt: longer than the limit, or truncated (see body_problem)
  enum class BodyProblem { none, too_large, truncated } body_problem = BodyProblem::none;
  std::string remote_addr;  // REMOTE_ADDR
  std::string remote_port;
  std::string remote_user;                  // REMOTE_USER: whom the web server asked and believed; no header can set it
  std::string server_name_scheme = "http";  // HTTPS=on -> https
  std::string host;                         // Host header
  bool cookies_too_large = false;           // over kMaxCookieBytes: the Cookie header was dropped

  // What the web server asks for, see api/gate.h: an answer; whether somebody may pass (FastCGI 1.0 section 6.3, and
  // mod_fcgid's way of it, which drops the body of a refusal); the page for somebody who may not.
  enum class Role { responder, authorizer, access_checker, denial } role = Role::responder;
  // Of a gate alone; "" = the web server does not say. Variables of its own, never a visitor's headers.
  std::string gate_target;      // POSTERN_GATE_URI, as REQUEST_URI
  std::string resource;         // where the web server's path leads: below its document root, after its own rewriting
  std::string original_method;  // of the denied request

  [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;
  // Cookies in order of the Cookie header, without quotes; a name may occur several times.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> cookies() const;
  [[nodiscard]] bool is_head() const { return method == "HEAD"; }
};

struct Response {
  int status = 200;
  std::vector<Header> headers;  // in the order they are sent; Status comes first by itself
  std::string body;

  Response& set(std::string name, std::string value);  // replaces every header of that name (case-insensitive)
  Response& add(std::string name, std::string value);
  [[nodiscard]] const std::string* find(std::string_view name) const;  // the first, case-insensitive
};

[[nodiscard]] std::string_view reason_phrase(int status);  // Go's http.StatusText

}  // namespace http
