// HTML or JSON: Kratos asks in two different ways, and clients rely on both (contract half A 2.2).
#pragma once

#include <span>
#include <string_view>

#include "http/message.h"

namespace api {

// The Accept algorithm over ordered offers; `fallback` if nothing matched.
[[nodiscard]] std::string_view negotiate(std::string_view accept, std::span<const std::string_view> offers,
                                         std::string_view fallback);
// Errors, submissions, logout: Accept prefers application/json, or Content-Type is exactly application/json.
[[nodiscard]] bool is_json_request(const http::Request& request);
// Flow creation and "already signed in": Accept alone.
[[nodiscard]] bool accepts_json(const http::Request& request);
// For what Kratos has no rule for (our environment is broken): a page only to who asks for text/html by name.
[[nodiscard]] bool wants_page(const http::Request& request);

}  // namespace api
