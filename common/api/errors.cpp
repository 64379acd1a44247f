#include "api/errors.h"

#include "api/problem.h"

namespace api {

namespace {

// A fixed example that error pages are built against: no time, an id of its own on every answer.
constexpr std::string_view kStubId = "stub:500";
constexpr std::string_view kStubError =
    "{\"code\":500,\"status\":\"Internal Server Error\",\"reason\":\"This is a stub error.\",\"message\":\"An internal "
    "server error occurred, please contact the system administrator\"}";
constexpr std::string_view kZeroTime = "0001-01-01T00:00:00Z";

std::string requested_id(const Call& call) {
  const std::string alias = call.parameter("error");
  return alias.empty() ? call.parameter("id") : alias;
}

std::string record_json(const base::Uuid& id, std::string_view error, std::string_view created,
                        std::string_view updated) {
  base::JsonWriter out;
  out.object().key("id").string(base::to_string(id)).key("error").raw(error);
  out.key("created_at").string(created).key("updated_at").string(updated).close();
  return out.take();
}

}  // namespace

std::optional<store::ErrorRow> find_error_record(Call& call) {
  const auto id = base::parse_uuid(requested_id(call));
  if (!id) return std::nullopt;
  std::optional<store::ErrorRow> row;
  call.app.db().read([&](store::Tx& tx) { row = store::find_error(tx, *id); });
  if (row && row->expires_at <= call.now) return std::nullopt;
  return row;
}

http::Response answer_error_record(Call& call) {
  if (requested_id(call) == kStubId) {
    return json_answer(200, record_json(base::make_uuid(call.app.random()), kStubError, kZeroTime, kZeroTime));
  }
  const auto row = find_error_record(call);
  if (!row) return json_error(call, problems::not_found());
  return json_answer(200, record_json(row->id, row->error, base::format_rfc3339(row->created_at),
                                      base::format_rfc3339(row->updated_at)));
}

}  // namespace api
