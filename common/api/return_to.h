// Where a browser may be sent (contract half A 8), with the path compared by segments, dot segments resolved.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "api/problem.h"

namespace api {

// The accepted URL re-serialised (completed with scheme and host of the default return URL), or why not.
[[nodiscard]] std::variant<std::string, Problem> check_return_to(App& app, const std::string& return_to);
// selfservice.default_browser_return_url, absolute.
[[nodiscard]] std::string default_return_url(App& app);
// return_to -> after.<method> -> after -> fallback, "" for the default one. `checked_return_to`: "" or what
// check_return_to accepted.
[[nodiscard]] std::string return_url(App& app, const config::ReturnRules& rules, std::string_view method,
                                     const std::string& checked_return_to, const std::string& fallback = {});
// serve.public.base_url joined with `path`.
[[nodiscard]] std::string public_url(App& app, std::string_view path);

// The request's own URL, with scheme and host of serve.public.base_url; path and query as received.
[[nodiscard]] std::string request_url(const Call& call);
// A configured URL that may be a path: `/login` is a path of the origin of serve.public.base_url.
[[nodiscard]] std::string absolute_url(App& app, const std::string& configured);
// `*.example.com`: a wildcard that covers one owner's hosts. `*`, `*foo.com`, `*.com`, `a.*.com` are none.
[[nodiscard]] bool is_bounded_wildcard(std::string_view host);

}  // namespace api
