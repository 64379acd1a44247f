// The gate: a web server asks whether a visitor may have a page or file that is not Postern's (session/gate.h has the
// rules). One program answers three kinds of server, and shows who was denied the way on.
//
//   FastCGI authorizer (FastCGI 1.0 section 6.3; lighttpd): 200 and `Variable-NAME: value` lets the request go on with
//     NAME in its environment; anything else is sent to the visitor as it stands.
//   mod_fcgid's access checker (Apache): the same, but whatever is not 200 becomes a bare 401, for which Apache asks
//   its
//     ErrorDocument: this program again, as the page of a denial.
//   /check (nginx's auth_request): 200, 401 or 403; nginx then asks for the page of a denial, as Apache does.
//
// What it must never do: answer 200 to whom it did not judge. Nothing here passes by default; every answer has a
// `Status:`, as its first header, because lighttpd takes an answer without one for 200.
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_gate(Call& call);   // Service::gate, by the request's role
http::Response answer_check(Call& call);  // /check

// What every answer of a gate gets, of a failed one too: cookies, and a mark for the page of the denial that this was
// no judgement, so that it does not send people to sign in.
void finish_gate(Call& call, http::Response& response);

// Where a program behind the gate finds the value of a trait: `name.first` is POSTERN_TRAIT_NAME_FIRST.
[[nodiscard]] std::string trait_variable(std::string_view trait);

}  // namespace api
