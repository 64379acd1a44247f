// Signing out (contract half A 2.6). Unlike Kratos: what is revoked is the session that was checked, return_to is
// looked at before anything happens, and the token is a MAC of the session's id that is stored nowhere (half
// A 11.21, 11.22).
#pragma once

#include <string>

#include "api/app.h"

namespace api {

http::Response answer_create_logout(Call& call);  // GET /self-service/logout/browser
http::Response answer_logout(Call& call);         // GET /self-service/logout?token=
http::Response answer_logout_api(Call& call);     // DELETE /self-service/logout/api

[[nodiscard]] std::string logout_token(App& app, const base::Uuid& session);
// BASE/self-service/logout?[return_to=…&]token=…, for pages too.
[[nodiscard]] std::string logout_url(App& app, const base::Uuid& session, const std::string& return_to = {});

}  // namespace api
