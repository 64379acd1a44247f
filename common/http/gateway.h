// The Common Gateway Interface as text: meta-variables in, a header block and a body out. FastCGI's parameters and
// standard output have the same form, so both gateways share it; server.cpp does the input and output.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace http {

// `name`'s value in a null-terminated block of `NAME=value`, the first if there are several.
[[nodiscard]] std::optional<std::string_view> find_variable(const char* const* block, std::string_view name);

// Everything but the body. A FastCGI authorizer has none: nothing would ever come.
[[nodiscard]] Request read_request(const char* const* block);
// For `postern doctor` (api/inspection.h), which asks how the web server reaches us: variables as headers, under names
// that no visitor's header can have. `framed`: by FastCGI.
void show_gateway(Request& request, const char* const* block, bool framed);

// Reads up to `size` bytes; 0 is the end (or an error).
using Source = std::function<std::size_t(char* data, std::size_t size)>;

// Reads the body that `block` announces, at most `limit` bytes of it, into `request`. Without CONTENT_LENGTH the body
// extends to the end of the source where the gateway says that there is one (`framed`: FastCGI; CGI: only after
// Transfer-Encoding, because standard input may have no end).
void read_body(Request& request, const char* const* block, std::size_t limit, bool framed, const Source& source);

// The answer as bytes, `Status:` first. Content-Length is added; HEAD, 204 and 304 have no body. Line breaks in header
// values become spaces: the last guard against a split answer.
[[nodiscard]] std::string write_response(const Response& response, bool is_head);

}  // namespace http
