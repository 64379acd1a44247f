// What login, settings and their pages share about flows over HTTP.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "api/csrf.h"
#include "api/problem.h"
#include "flow/submission.h"
#include "flow/throttle.h"
#include "store/flows.h"

namespace api {

// The flow named by query parameter `name`; nullopt if it is missing, malformed or unknown.
[[nodiscard]] std::optional<store::FlowRow> find_flow(Call& call, store::FlowKind kind, std::string_view name);
[[nodiscard]] bool is_uuid_parameter(const Call& call, std::string_view name);
// The browser that fetches a flow is the one that made it: its CSRF secret hashes to the flow's.
[[nodiscard]] bool same_browser(Call& call, const store::FlowRow& flow);
[[nodiscard]] base::TokenHash csrf_hash(Call& call);
// What a form of this flow carries: masked for browsers, "" for API flows.
[[nodiscard]] std::string form_token(Call& call, const store::FlowRow& flow);
// The body as fields, or why it cannot be read.
[[nodiscard]] std::variant<flow::Submission, std::string> read_submission(const http::Request& request);
// What the answer to a submission shows of it, and a fetch has lost: its `transient_payload` if that is an object, else
// {}. `fields` may be null.
[[nodiscard]] std::string transient_payload_of(const flow::Submission* fields);
// Who is guessing, as the throttle sees it.
[[nodiscard]] flow::Client throttle_client(Call& call);
// `ui_url` with `flow=<id>` in its query.
[[nodiscard]] std::string ui_url_of(const std::string& ui_url, const store::FlowRow& flow);
// API flows always get JSON; for browsers see forward().
[[nodiscard]] http::Response refuse(Call& call, const store::FlowRow& flow, const Problem& problem);
[[nodiscard]] bool wants_json(const Call& call, const store::FlowRow& flow);
// The code that an application asked for with `return_session_token_exchange_code`, "" if it did not. Its sessions come
// from identity providers, of which there are none here, so the code is kept nowhere and `/sessions/token-exchange` has
// never one.
[[nodiscard]] std::string exchange_code(Call& call);
// A browser that only prefetches: nothing may be made or changed for it.
[[nodiscard]] bool is_prefetch(const http::Request& request);
// HEAD and prefetches get an empty answer instead of a new flow.
[[nodiscard]] std::optional<http::Response> answer_without_flow(const http::Request& request);

}  // namespace api
