#include "api/redirects.h"

#include "api/problem.h"
#include "api/return_to.h"

namespace api {

http::Response answer_change_password(Call& call) {
  return redirect(call, absolute_url(call.app, call.app.config().settings_ui_url));
}

}  // namespace api
