// "Second factor only": the web server has asked for the first factor itself (htpasswd, LDAP, Kerberos) and says in
// REMOTE_USER who it is. Sign-in then asks for the second alone. Only the gateway's variable counts, never a header; it
// is as good as the web server's own check, so the configuration must say that there is one
// (postern.remote_user.trait).
#pragma once

#include "api/app.h"

namespace api {

// The answer that signs in whom the web server names: a redirect to where they go next. nullopt: nobody is named, or
// the session is theirs already and nothing is to be confirmed.
[[nodiscard]] std::optional<http::Response> sign_in_remote_user(Call& call);

}  // namespace api
