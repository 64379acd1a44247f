// Cross-origin requests (the Fetch standard's CORS protocol) as contract half A 2.1 configures and shows them.
#pragma once

#include "config/config.h"
#include "http/message.h"

namespace api {

[[nodiscard]] bool is_preflight(const http::Request& request);
// 204; with the permission if origin, method and headers are allowed, else only `Vary`.
[[nodiscard]] http::Response answer_preflight(const config::Cors& cors, const http::Request& request);
// `Vary: Origin` and, for an allowed origin, the headers that let its scripts read the answer.
void add_cors_headers(const config::Cors& cors, const http::Request& request, http::Response& response);
[[nodiscard]] bool origin_allowed(const config::Cors& cors, std::string_view origin);

}  // namespace api
