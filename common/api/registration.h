// /self-service/registration/**: HTTP around flow/registration (contract half B section 6).
#pragma once

#include <variant>

#include "api/problem.h"
#include "flow/registration.h"

namespace api {

http::Response answer_registration_browser(Call& call);
http::Response answer_registration_api(Call& call);
http::Response answer_registration_flow(Call& call);
http::Response answer_registration_submit(Call& call);

// What GET /self-service/registration/browser and the page /registration make of their query.
[[nodiscard]] std::variant<store::FlowRow, Problem> start_registration(Call& call, bool browser);
[[nodiscard]] std::string registration_flow_json(Call& call, const store::FlowRow& flow,
                                                 std::string_view transient_payload = {},
                                                 std::string_view exchange_code = {});

}  // namespace api
