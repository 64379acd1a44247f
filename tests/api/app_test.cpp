// contract: A2.1 A2.7 A6.1 A6.3
#include "api/errors.h"
#include "api/problem.h"
#include "tests/api/world.h"

using namespace api_test;

namespace {

constexpr const char* kNoCache = "private, no-cache, no-store, must-revalidate";

struct Started : World {
  Started() { start(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(app, Started)

BOOST_AUTO_TEST_CASE(unknown_path) {
  const http::Response response = get("/nope");
  BOOST_TEST(response.status == 404);
  BOOST_TEST(response.body == "404 page not found\n");
  BOOST_TEST(header(response, "Content-Type") == "text/plain; charset=utf-8");
  BOOST_TEST(header(response, "X-Content-Type-Options") == "nosniff");
  BOOST_TEST(header(response, "Cache-Control") == kNoCache);
  BOOST_TEST(get("/sessions/whoami/").status == 404);
  BOOST_TEST(get("/SESSIONS/whoami").status == 404);
}

BOOST_AUTO_TEST_CASE(wrong_method) {
  struct Row {
    const char *method, *path, *allow;
  };
  const Row rows[] = {{"PUT", "/sessions", "DELETE, GET, HEAD"},     {"PATCH", "/sessions/x", "DELETE"},
                      {"GET", "/self-service/logout/api", "DELETE"}, {"POST", "/health/ready", "GET, HEAD"},
                      {"OPTIONS", "/guarded", "GET, HEAD, POST"},    {"FOO", "/health/ready", "GET, HEAD"}};
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.method << " " << row.path) {
      const http::Response response = send(row.method, row.path);
      BOOST_TEST(response.status == 405);
      BOOST_TEST(response.body == "Method Not Allowed\n");
      BOOST_TEST(header(response, "Allow") == row.allow);
    }
  }
}

BOOST_AUTO_TEST_CASE(exact_path_hides_a_pattern) {
  BOOST_TEST(get("/things/one").body == "/things/one|");
  BOOST_TEST(get("/things/two%20x").body == "/things/two%20x|two x");
}

BOOST_AUTO_TEST_CASE(common_headers) {
  BOOST_TEST(header(get("/sessions/whoami"), "Cache-Control") == kNoCache);
  BOOST_TEST(header(send("HEAD", "/sessions/whoami"), "Cache-Control") == "(none)");
  BOOST_TEST(header(send("POST", "/sessions/whoami"), "Cache-Control") == "(none)");
  BOOST_TEST((headers(get("/sessions/whoami"), "Vary") == std::vector<std::string>{"Cookie"}));
  BOOST_TEST(headers(get("/health/alive"), "Vary").empty());
  BOOST_TEST(headers(get("/health/alive"), "Set-Cookie").empty());
  BOOST_TEST(headers(get("/sessions/whoami"), "Set-Cookie").empty());
}

BOOST_AUTO_TEST_CASE(unavailable) {
  const http::Response response = get("/unavailable");
  BOOST_TEST(response.status == 503);
  BOOST_TEST(header(response, "Retry-After") == "1");
  BOOST_TEST(response.body ==
             "{\"error\":{\"id\":\"db.busy\",\"code\":503,\"status\":\"Service Unavailable\",\"reason\":\"The service "
             "cannot answer just now. Please try again later.\",\"message\":\"Service Unavailable\"}}\n");
  BOOST_TEST(contains(logged(), " error db.busy "));
  BOOST_TEST(contains(logged(), "secret detail"));
}

BOOST_AUTO_TEST_CASE(broken) {
  for (const char* path : {"/broken", "/foreign"}) {
    const http::Response response = get(path);
    BOOST_TEST(response.status == 500);
    BOOST_TEST(response.body ==
               "{\"error\":{\"code\":500,\"status\":\"Internal Server Error\",\"message\":\"An internal server error "
               "occurred, please contact the system administrator\"}}\n");
  }
  BOOST_TEST(contains(logged(), " error db.bad_uuid "));
  BOOST_TEST(contains(logged(), " error internal "));
}

BOOST_AUTO_TEST_CASE(failures_for_browsers) {
  const http::Header browser{"accept", "text/html,*/*;q=0.8"};
  const http::Response busy = get("/unavailable?x=1", {browser});
  BOOST_TEST(busy.status == 503);
  BOOST_TEST(header(busy, "Content-Type") == "text/html; charset=utf-8");
  BOOST_TEST(header(busy, "Retry-After") == "1");
  BOOST_TEST(contains(busy.body, "href=\"http://localhost:8080/unavailable?x=1\""));
  const http::Response broken = get("/broken", {browser});
  BOOST_TEST(broken.status == 500);
  BOOST_TEST(header(broken, "Retry-After") == "(none)");
  for (const http::Response& response : {busy, broken}) {
    BOOST_TEST(contains(response.body, "http://localhost:8080/style.css"));
    BOOST_TEST(!contains(response.body, "secret detail"));
  }
}

BOOST_AUTO_TEST_CASE(sizes) {
  http::Request asked = request("GET", "/health/alive");
  asked.cookies_too_large = true;
  BOOST_TEST(app->answer(asked).status == 431);
  asked = request("POST", "/sessions/whoami", {{"accept", "application/json"}});
  asked.body.reset();
  asked.body_problem = http::Request::BodyProblem::too_large;
  BOOST_TEST(app->answer(asked).status == 413);
  asked.body_problem = http::Request::BodyProblem::truncated;
  BOOST_TEST(app->answer(asked).status == 400);
}

BOOST_AUTO_TEST_CASE(request_id_is_echoed) {
  BOOST_TEST(contains(get("/broken", {{"x-request-id", "r-1"}}).body,
                      R"("status":"Internal Server Error","request":"r-1","message")"));
}

BOOST_AUTO_TEST_CASE(change_password) {
  const http::Response response = get("/.well-known/change-password");
  BOOST_TEST(response.status == 303);
  BOOST_TEST(header(response, "Location") == "http://localhost:4455/settings");
  BOOST_TEST(response.body == "<a href=\"http://localhost:4455/settings\">See Other</a>.\n\n");
}

BOOST_AUTO_TEST_CASE(health) {
  for (const char* path : {"/health/alive", "/health/ready"}) {
    const http::Response response = get(path);
    BOOST_TEST(response.status == 200);
    BOOST_TEST(response.body == "{\"status\":\"ok\"}\n");
    BOOST_TEST(header(response, "Content-Type") == "application/json; charset=utf-8");
  }
  app->finish();
  std::filesystem::remove_all(folder.path + "/data");
  BOOST_TEST(get("/health/alive").status == 200);
  const http::Response response = get("/health/ready");
  BOOST_TEST(response.status == 503);
  BOOST_TEST(contains(response.body, R"({"error":{"id":"db.missing","code":503,"status":"Service Unavailable",)"));
}

BOOST_AUTO_TEST_CASE(schemas) {
  const http::Response list = get("/schemas");
  BOOST_TEST(list.status == 200);
  BOOST_TEST(list.body == std::string("[{\"id\":\"default\",\"schema\":") + kSchema + "}]\n");
  BOOST_TEST(header(list, "X-Total-Count") == "1");
  BOOST_TEST(header(list, "Link") ==
             "</schemas?page=0&page_size=1&page_token=eyJvZmZzZXQiOiIwIiwidiI6Mn0&per_page=1>; rel=\"first\"");
  for (const char* path : {"/schemas/default", "/schemas/ZGVmYXVsdA"}) {
    BOOST_TEST(get(path).body == std::string(kSchema) + "\n");
  }
  const http::Response unknown = get("/schemas/nope");
  BOOST_TEST(unknown.status == 404);
  BOOST_TEST(contains(unknown.body, "\"reason\":\"Identity schema `nope` could not be found.\""));
}

BOOST_AUTO_TEST_CASE(edited_configuration_counts_from_the_next_request) {
  BOOST_TEST(header(get("/.well-known/change-password"), "Location") == "http://localhost:4455/settings");
  std::ostringstream text;
  text << std::ifstream(folder.path + "/kratos.yml").rdbuf();
  std::string edited = text.str();
  edited.replace(edited.find("4455/settings"), 13, "4455/changed!");
  std::ofstream(folder.path + "/kratos.yml") << edited;
  BOOST_TEST(header(get("/.well-known/change-password"), "Location") == "http://localhost:4455/changed!");
}

BOOST_AUTO_TEST_CASE(no_configuration) {
  std::filesystem::remove(folder.path + "/kratos.yml");
  const http::Response response = get("/health/alive");
  BOOST_TEST(response.status == 503);
  BOOST_TEST(contains(response.body, R"("id":"config.invalid")"));
  const http::Response page = get("/health/alive", {{"accept", "text/html"}});
  BOOST_TEST(page.status == 503);
  BOOST_TEST(header(page, "Retry-After") == "30");
  BOOST_TEST(contains(page.body, "<h1>Not available just now</h1>"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(base_path, World) {
  start("", "https://site.example/auth/");
  BOOST_TEST(get("/auth/things/one").body == "/things/one|");
  BOOST_TEST(get("/things/one").body == "/things/one|");  // a proxy took it off
  BOOST_TEST(get("/author/things/one").status == 404);
  BOOST_TEST(contains(header(get("/auth/schemas"), "Link"), "</auth/schemas?page=0"));
}

BOOST_FIXTURE_TEST_SUITE(problems, Started)

BOOST_AUTO_TEST_CASE(forwarding) {
  const http::Response json = get("/self-service/logout/browser", {{"accept", "application/json"}});
  BOOST_TEST(json.status == 401);
  BOOST_TEST(header(json, "Content-Type") == "application/json");
  BOOST_TEST(header(json, "Ory-Error-Id") == "session_inactive");
  const std::string error =
      R"({"id":"session_inactive","code":401,"status":"Unauthorized","reason":"No active session was found in this )"
      R"(request.","message":"request does not have a valid authentication session"})";
  BOOST_TEST(json.body == "{\"error\":" + error + "}\n");

  const http::Response page = get("/self-service/logout/browser");
  BOOST_TEST(page.status == 303);
  const std::string location = header(page, "Location");
  const std::string prefix = "http://localhost:4455/error?a=b&id=";
  BOOST_REQUIRE(location.starts_with(prefix));
  BOOST_TEST(contains(page.body, "<a href=\"http://localhost:4455/error?a=b&amp;id="));

  const std::string id = location.substr(prefix.size());
  const std::string record = "{\"id\":\"" + id + "\",\"error\":" + error +
                             ",\"created_at\":\"2023-11-14T22:13:20Z\",\"updated_at\":\"2023-11-14T22:13:20Z\"}\n";
  BOOST_TEST(get("/self-service/errors?id=" + id).body == record);
  BOOST_TEST(get("/self-service/errors?id=nope&error=" + id).body == record);
  clock.time += 24h;
  BOOST_TEST(get("/self-service/errors?id=" + id).status == 404);
}

BOOST_AUTO_TEST_CASE(unknown_records) {
  for (const char* query : {"", "?id=", "?id=nope", "?id=6ba7b810-9dad-41d1-80b4-00c04fd430c8"}) {
    const http::Response response = get(std::string("/self-service/errors") + query);
    BOOST_TEST(response.status == 404);
    BOOST_TEST(response.body ==
               "{\"error\":{\"code\":404,\"status\":\"Not Found\",\"message\":\"Unable to locate the resource\"}}\n");
  }
  BOOST_TEST(contains(get("/self-service/errors?id=stub:500").body, R"("reason":"This is a stub error.")"));
  BOOST_TEST(contains(get("/self-service/errors?id=stub:500").body, R"("created_at":"0001-01-01T00:00:00Z")"));
}

BOOST_AUTO_TEST_CASE(texts) {
  namespace problems = api::problems;
  const http::Request asked = request("GET", "/", {{"x-request-id", "r"}});
  api::Call call(*app, asked, "/");
  const auto body = [&](const api::Problem& problem) { return api::json_error(call, problem).body; };
  const base::Time then = kNow - 73'800ms;
  BOOST_TEST(body(problems::flow_expired_on_submit(then, kNow, "new")) ==
             "{\"error\":{\"id\":\"self_service_flow_expired\",\"code\":410,\"status\":\"Gone\",\"reason\":\"The "
             "self-service flow expired 1.23 minutes ago, initialize a new one.\",\"message\":\"self-service flow "
             "expired\"},\"expired_at\":\"2023-11-14T22:12:06.2Z\",\"since\":73800000000,\"use_flow_id\":\"new\"}\n");
  BOOST_TEST(
      body(problems::session_aal2_required("http://h/?a=b&c=d")) ==
      "{\"error\":{\"id\":\"session_aal2_required\",\"code\":403,\"status\":\"Forbidden\",\"reason\":\"An active "
      "session was found but it does not fulfill the requested Authenticator Assurance Level. Please verify "
      "yourself with a second factor to resolve this issue.\",\"details\":{\"redirect_browser_to\":"
      "\"http://h/?a=b\\u0026c=d\"},\"message\":\"Session does not fulfill the requested Authenticator Assurance "
      "Level\"},\"redirect_browser_to\":\"http://h/?a=b\\u0026c=d\"}\n");
  BOOST_TEST(contains(body(problems::session_inactive("r", true)), "},\"CredentialsMissing\":false}"));
  BOOST_TEST(contains(body(problems::flow_expired_on_fetch("login", true, "http://i", "", true)),
                      R"("details":{"redirect_to":"http://i","return_to":""})"));
  BOOST_TEST(contains(body(problems::flow_expired_on_fetch("settings", false, "http://i", "", false)),
                      R"({"error":{"code":410,"status":"Gone","request":"r","reason":"The settings flow has expired. )"
                      R"(Call the settings flow init API endpoint to initialize a new settings flow.",)"
                      R"("details":{"api":"http://i"})"));
  BOOST_TEST(header(api::json_error(call, problems::throttled(30)), "Retry-After") == "30");
}

BOOST_AUTO_TEST_SUITE_END()
