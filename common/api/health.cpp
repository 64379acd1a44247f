#include "api/health.h"

#include "api/inspection.h"
#include "api/problem.h"
#include "store/identities.h"

namespace api {

namespace {

constexpr std::string_view kOk = "{\"status\":\"ok\"}";

}  // namespace

http::Response answer_alive(Call& call) {
  if (auto inspection = answer_inspection(call)) return std::move(*inspection);
  return json_answer(200, std::string(kOk));
}

http::Response answer_ready(Call& call) {
  // Opening checks owner and version, a look at a table that the file can be read: either throws, and App answers 503.
  call.app.db().read([](store::Tx& tx) { [[maybe_unused]] const auto nobody = store::find_identity(tx, {}); });
  return json_answer(200, std::string(kOk));
}

}  // namespace api
