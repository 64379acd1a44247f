#include "api/failure.h"

#include "api/negotiate.h"
#include "api/page_facts.h"
#include "api/problem.h"
#include "api/return_to.h"
#include "base/result.h"

namespace api {

namespace {

// Where even the page cannot be made: there is no configuration.
http::Response bare_page(const Problem& problem) {
  const bool passing = problem.status == 503;
  const std::string title = passing ? "Not available just now" : "Something went wrong";
  http::Response response;
  response.status = problem.status;
  response.set("Content-Type", "text/html; charset=utf-8");
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.body = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>" + title + "</title>\n<h1>" +
                  title + "</h1>\n<p>" +
                  (passing ? "Please try again in a moment." : "Please try again, or tell the owner of this site.") +
                  "</p>\n</html>\n";
  return response;
}

http::Response failure_page(Call& call, const Problem& problem) {
  try {
    PageView view = new_page(call, PageView::Kind::error);
    view.failure.why = problem.status == 503 ? PageView::Failure::Why::busy : PageView::Failure::Why::record;
    view.failure.code = problem.status;
    view.failure.at = call.now;
    if (call.request.method == "GET") view.failure.again_url = request_url(call);
    return page_answer(call, view, problem.status);
  } catch (const std::exception&) {
    return bare_page(problem);
  }
}

}  // namespace

http::Response answer_failure(Call& call) {
  Problem problem = problems::internal();
  base::Log& log = call.app.log();
  try {
    throw;
  } catch (const base::Unavailable& e) {
    log.error(e.slug(), {{"path", call.path}, {"detail", e.what()}});
    problem = problems::unavailable(e.slug());
  } catch (const base::Broken& e) {
    log.error(e.slug(), {{"path", call.path}, {"detail", e.what()}});
  } catch (const std::exception& e) {
    log.error("internal", {{"path", call.path}, {"detail", e.what()}});
  } catch (...) {
    log.error("internal", {{"path", call.path}});
  }
  if (!wants_page(call.request)) return json_error(call, problem);
  http::Response response = failure_page(call, problem);
  if (problem.retry_after > 0) response.set("Retry-After", std::to_string(problem.retry_after));
  return response;
}

}  // namespace api
