// Fills a PageView with what a request, its flow and its person say.
#pragma once

#include "api/app.h"
#include "api/page.h"
#include "store/flows.h"

namespace api {

[[nodiscard]] PageView new_page(Call& call, PageView::Kind kind);
// The signed-in person, their session and factors.
void add_person(Call& call, PageView& view, const session::Session& session);
void add_login_flow(Call& call, PageView& view, const store::FlowRow& flow);
// Whether this browser's session ended by time, for the sign-in page.
void add_ended_session(Call& call, PageView& view);
void add_registration_flow(Call& call, PageView& view, const store::FlowRow& flow);
void add_settings_flow(Call& call, PageView& view, const store::FlowRow& flow, const session::Session& session);
[[nodiscard]] http::Response page_answer(Call& call, const PageView& view, int status = 200);
// The same where there is no configuration yet.
[[nodiscard]] http::Response page_answer(const http::Request& request, const PageView& view, int status,
                                         const std::vector<std::string>& form_origins);

}  // namespace api
