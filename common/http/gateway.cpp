// RFC 3875: meta-variables (section 4.1), request body (4.2), response (6). Two deliberate readings:
// - The path comes from REQUEST_URI, which every server in use sets and none decodes; SCRIPT_NAME and PATH_INFO differ
//   between servers and are decoded, so they are only the fallback. RFC 9112 section 3.2.2: it may be an absolute URI.
// - A header that occurs twice counts once, the first.
#include "http/gateway.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace http {
namespace {

// `HTTP_X_SESSION_TOKEN` -> `x-session-token`.
std::string header_name(std::string_view variable) {
  std::string name = base::to_lower_ascii(variable.substr(5));
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

void add_header(Request& request, std::string name, std::string_view value) {
  if (name == "cookie" && value.size() > kMaxCookieBytes) {
    request.cookies_too_large = true;
    return;
  }
  if (!request.header(name)) request.headers.push_back({std::move(name), std::string(value)});
}

// `http://host/path?query` -> `/path?query`
std::string_view origin_form(std::string_view uri) {
  const auto colon = uri.find("://");
  if (uri.starts_with('/') || colon == std::string_view::npos) return uri;
  const auto end_of_host = uri.find_first_of("/?", colon + 3);
  return end_of_host == std::string_view::npos ? std::string_view() : uri.substr(end_of_host);
}

void set_target(Request& request, std::string_view uri) {
  uri = uri.substr(0, uri.find('#'));
  const auto mark = uri.find('?');
  request.path = uri.substr(0, mark);
  if (mark != std::string_view::npos) request.query = uri.substr(mark + 1);
  if (request.path.empty()) request.path = "/";
}

// A web server that is still sending to a CGI program which has ended takes that for a failure: lost is the answer. So
// what is too long is read to its end, unless it is so much longer that the answer may be lost.
constexpr std::size_t kDrainedLimits = 4;

void drain(std::size_t limit, const Source& source) {
  std::array<char, 16384> scratch;
  while (limit > 0) {
    const std::size_t count = source(scratch.data(), std::min(limit, scratch.size()));
    if (count == 0) return;
    limit -= count;
  }
}

// Fills `body` up to its size; true if the source had that much.
bool fill(std::string& body, const Source& source) {
  std::size_t have = 0;
  while (have < body.size()) {
    const std::size_t count = source(body.data() + have, body.size() - have);
    if (count == 0) break;
    have += count;
  }
  const bool whole = have == body.size();
  body.resize(have);
  return whole;
}

void refuse_body(Request& request, Request::BodyProblem problem) {
  request.body.reset();
  request.body_problem = problem;
}

void read_until_end(Request& request, std::size_t limit, const Source& source) {
  std::string& body = request.body.emplace();
  std::array<char, 16384> chunk;
  while (const std::size_t count = source(chunk.data(), chunk.size())) {
    if (count > limit - body.size()) {
      drain((kDrainedLimits - 1) * limit, source);
      return refuse_body(request, Request::BodyProblem::too_large);
    }
    body.append(chunk.data(), count);
  }
}

// The path of the file that a URL leads to, counted from the document root: what the server's own rules made of the
// URL.
std::string below_root(std::string_view file, std::string_view root) {
  while (root.ends_with('/')) root.remove_suffix(1);
  if (root.empty() || !file.starts_with(root)) return {};
  file.remove_prefix(root.size());
  return file.starts_with('/') ? std::string(file) : std::string();
}

// FCGI_ROLE is libfcgi's, FCGI_APACHE_ROLE mod_fcgid's, REDIRECT_STATUS that of an error document.
void read_role(Request& request, const char* const* block) {
  const auto variable = [block](std::string_view name) { return find_variable(block, name).value_or(""); };
  request.gate_target = variable("POSTERN_GATE_URI");
  request.resource = variable("POSTERN_GATE_RESOURCE");
  request.original_method = request.method;
  if (!variable("FCGI_APACHE_ROLE").empty() || variable("FCGI_ROLE") == "AUTHORIZER") {
    request.role = variable("FCGI_APACHE_ROLE").empty() ? Request::Role::authorizer : Request::Role::access_checker;
    request.resource = below_root(variable("SCRIPT_FILENAME"), variable("DOCUMENT_ROOT"));
  } else if (const auto status = variable("REDIRECT_STATUS"); status == "401" || status == "403") {
    request.role = Request::Role::denial;
    request.resource = variable("REDIRECT_URL");
    if (const auto method = variable("REDIRECT_REQUEST_METHOD"); !method.empty()) request.original_method = method;
  }
}

}  // namespace

std::optional<std::string_view> find_variable(const char* const* block, std::string_view name) {
  for (; *block; ++block) {
    const std::string_view entry = *block;
    if (entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name))
      return entry.substr(name.size() + 1);
  }
  return std::nullopt;
}

Request read_request(const char* const* block) {
  Request request;
  std::optional<std::string_view> uri;
  std::string_view script_name, path_info;
  for (const char* const* next = block; *next; ++next) {
    const std::string_view entry = *next;
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = entry.substr(0, equals), value = entry.substr(equals + 1);
    if (name == "CONTENT_TYPE") {
      request.content_type = value;
      if (!value.empty()) add_header(request, "content-type", value);
    } else if (name.starts_with("HTTP_")) {
      if (name != "HTTP_CONTENT_TYPE" && name != "HTTP_CONTENT_LENGTH") add_header(request, header_name(name), value);
    } else if (name == "REQUEST_METHOD") {
      request.method = value;
    } else if (name == "REQUEST_URI") {
      if (!uri) uri = value;
    } else if (name == "QUERY_STRING") {
      request.query = value;
    } else if (name == "SCRIPT_NAME") {
      script_name = value;
    } else if (name == "PATH_INFO") {
      path_info = value;
    } else if (name == "REMOTE_ADDR") {
      request.remote_addr = value;
    } else if (name == "REMOTE_PORT") {
      request.remote_port = value;
    } else if (name == "REMOTE_USER") {
      request.remote_user = value;
    } else if (name == "HTTPS") {
      if (base::equal_ignoring_case(value, "on") || value == "1") request.server_name_scheme = "https";
    }
  }
  if (uri) {
    request.query.clear();
    set_target(request, origin_form(*uri));
  } else {
    request.path = std::string(script_name).append(path_info);
    if (request.path.empty()) request.path = "/";
  }
  request.host = request.header("host").value_or("");
  read_role(request, block);
  return request;
}

void read_body(Request& request, const char* const* block, std::size_t limit, bool framed, const Source& source) {
  request.body.emplace();
  const std::string_view announced = find_variable(block, "CONTENT_LENGTH").value_or("");
  if (announced.empty()) {
    if (framed || request.header("transfer-encoding")) read_until_end(request, limit, source);
    return;
  }
  const auto length = base::parse_int(announced);
  if (!length || *length < 0) return refuse_body(request, Request::BodyProblem::truncated);
  const auto size = static_cast<std::size_t>(*length);
  if (size > limit) {
    drain(std::min(size, kDrainedLimits * limit), source);
    return refuse_body(request, Request::BodyProblem::too_large);
  }
  request.body->resize(size);
  if (!fill(*request.body, source)) refuse_body(request, Request::BodyProblem::truncated);
}

std::string write_response(const Response& response, bool is_head) {
  const bool has_body = !is_head && response.status != 204 && response.status != 304;
  std::string out;
  out.reserve(512 + response.body.size());
  out.append("Status: ").append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status));
  out += "\r\n";
  for (const Header& header : response.headers) {
    out.append(header.name).append(": ");
    const std::size_t start = out.size();
    out += header.value;
    for (std::size_t i = start; i < out.size(); ++i) {
      if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
    }
    out += "\r\n";
  }
  if (has_body && !response.find("Content-Length"))
    out.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  out += "\r\n";
  if (has_body) out += response.body;
  return out;
}

void show_gateway(Request& request, const char* const* block, bool framed) {
  if (!request.header("postern-doctor")) return;
  for (const char* name : {"SERVER_SOFTWARE", "DOCUMENT_ROOT"}) {
    add_header(request, "cgi " + std::string(name), find_variable(block, name).value_or(""));
  }
  if (framed) add_header(request, "cgi FASTCGI", "on");
}

}  // namespace http
