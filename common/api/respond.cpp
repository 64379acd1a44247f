// How a refusal, an answer or a redirect looks on the wire (contract half A 2.1, 6.1, 6.3).
#include "api/negotiate.h"
#include "api/problem.h"
#include "api/return_to.h"
#include "store/flows.h"

namespace api {

namespace {

// Kratos keeps error records for ever (half A 11.27). A day is enough to read a page and to send its address to the
// site's owner; `postern cleanup` and the creation of flows delete them later.
constexpr base::Duration kErrorLifespan = std::chrono::hours(24);

std::string_view default_message(int status) {
  switch (status) {
    case 400:
      return "The request was malformed or contained invalid parameters";
    case 401:
      return "The request could not be authorized";
    case 403:
      return "The requested action was forbidden";
    case 404:
      return "The requested resource could not be found";
    case 409:
      return "The resource could not be created due to a conflict";
    case 500:
      return "An internal server error occurred, please contact the system administrator";
    default:
      return http::reason_phrase(status);
  }
}

// The inner object; `request_id` is the client's X-Request-ID, echoed if it sent one.
void write_error(base::JsonWriter& out, const Problem& problem, std::string_view request_id) {
  const int code = problem.code != 0 ? problem.code : problem.status;
  out.object();
  if (!problem.id.empty()) out.key("id").string(problem.id);
  out.key("code").number(code).key("status").string(http::reason_phrase(code));
  if (!request_id.empty()) out.key("request").string(request_id);
  if (!problem.reason.empty()) out.key("reason").string(problem.reason);
  if (!problem.details.empty()) out.key("details").raw(problem.details);
  out.key("message").string(problem.message.empty() ? default_message(code) : problem.message).close();
}

std::string store_error(Call& call, const Problem& problem) {
  store::ErrorRow row;
  row.id = base::make_uuid(call.app.random());
  row.error = error_object(problem);
  row.created_at = row.updated_at = call.now;
  row.expires_at = call.now + kErrorLifespan;
  call.app.db().write([&](store::Tx& tx) { store::insert_error(tx, row); });
  return base::to_string(row.id);
}

// Go's html.EscapeString.
std::string escape_go_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

}  // namespace

std::string error_object(const Problem& problem) {
  base::JsonWriter out;
  write_error(out, problem, {});
  return out.take();
}

http::Response json_error(Call& call, const Problem& problem) {
  const std::string_view request_id =
      problem.extra.empty() ? call.request.header("x-request-id").value_or("") : std::string_view();
  base::JsonWriter out;
  out.object().key("error");
  write_error(out, problem, request_id);
  for (const auto& [name, value] : problem.extra) out.key(name).raw(value);
  out.close();
  http::Response response;
  response.status = problem.status;
  response.set("Content-Type", "application/json");
  if (!problem.id.empty()) response.set("Ory-Error-Id", problem.id);
  if (problem.retry_after > 0) response.set("Retry-After", std::to_string(problem.retry_after));
  response.body = out.take() + "\n";
  return response;
}

http::Response forward(Call& call, const Problem& problem) {
  if (is_json_request(call.request)) return json_error(call, problem);
  if (!problem.redirect_browser_to.empty()) return redirect(call, problem.redirect_browser_to);
  const std::string id = store_error(call, problem);
  if (accepts_json(call.request)) return json_error(call, problem);
  http::Response response = redirect(call, base::with_query(call.app.essentials().error_ui_url, {{"id", id}}));
  if (problem.retry_after > 0) response.set("Retry-After", std::to_string(problem.retry_after));
  return response;
}

http::Response json_answer(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json; charset=utf-8");
  response.body = std::move(body);
  response.body.push_back('\n');
  return response;
}

http::Response redirect(const Call& call, const std::string& location, int status) {
  http::Response response;
  response.status = status;
  response.set("Location", location);
  if (call.request.method != "GET" && call.request.method != "HEAD") return response;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.body = "<a href=\"" + escape_go_html(location) + "\">";
  response.body.append(http::reason_phrase(status)).append("</a>.\n\n");
  return response;
}

}  // namespace api
