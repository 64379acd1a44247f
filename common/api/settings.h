// /self-service/settings/**: HTTP around flow/settings (contract half B section 1).
#pragma once

#include <span>
#include <variant>

#include "api/problem.h"
#include "flow/settings.h"

namespace api {

http::Response answer_settings_browser(Call& call);
http::Response answer_settings_api(Call& call);
http::Response answer_settings_flow(Call& call);
http::Response answer_settings_submit(Call& call);  // POST; GET resumes what waited for re-authentication
// The same submit, restricted to some methods (a door).
http::Response submit_settings(Call& call, std::span<const flow::Method* const> methods);

// BASE/self-service/settings/browser[?return_to=…]: always an allowed target.
[[nodiscard]] std::string settings_start_url(Call& call, const std::string& return_to);
// What GET /self-service/settings/browser and the page /settings make of their query. A problem without a session has
// its login URL in redirect_browser_to.
[[nodiscard]] std::variant<store::FlowRow, Problem> start_settings(Call& call, bool browser);
// Owner and level of a flow that is to be read; nullopt = may be shown.
[[nodiscard]] std::optional<Problem> may_not_read(Call& call, const session::Session& session,
                                                  const store::FlowRow& flow);
[[nodiscard]] std::string settings_flow_json(Call& call, const store::FlowRow& flow, const session::Session& session,
                                             const flow::SettingsExtras& extras = {});

}  // namespace api
