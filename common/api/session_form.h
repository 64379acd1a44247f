// "Where you are signed in": the list on the account page, and the form that ends its sessions. It needs no flow: what
// it does is DELETE /sessions, for browsers without scripts.
#pragma once

#include "api/app.h"
#include "api/page.h"

namespace api {

void add_signed_in(Call& call, PageView& view, const session::Session& session);
http::Response answer_session_form(Call& call);  // POST /settings/sessions

}  // namespace api
