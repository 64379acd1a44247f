#include "api/schemas.h"

#include <algorithm>

#include "api/pagination.h"
#include "api/problem.h"

namespace api {

http::Response answer_list_schemas(Call& call) {
  const auto schemas = call.app.schemas().all();
  const Page page = requested_page(call);
  const auto total = static_cast<std::int64_t>(schemas.size());
  base::JsonWriter out;
  out.array();
  for (std::int64_t i = page.offset; i < std::min(total, page.offset + page.size); ++i) {
    const identity::Schema& schema = *schemas[static_cast<std::size_t>(i)];
    out.object().key("id").string(schema.id()).key("schema").raw(schema.source()).close();
  }
  out.close();
  http::Response response = json_answer(200, out.take());
  add_page_headers(call, page, total, response);
  return response;
}

http::Response answer_schema(Call& call) {
  const identity::Schema* schema = call.app.schemas().find(call.path_parameters[0]);
  if (!schema) {
    return json_error(
        call, problems::not_found_because("Identity schema `" + call.path_parameters[0] + "` could not be found."));
  }
  return json_answer(200, schema->source());
}

}  // namespace api
