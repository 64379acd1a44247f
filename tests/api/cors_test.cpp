// contract: A2.1
#include "api/cors.h"

#include "tests/api/world.h"

using namespace api_test;

BOOST_AUTO_TEST_SUITE(cors)

BOOST_AUTO_TEST_CASE(origins) {
  struct Row {
    const char *allowed, *origin;
    bool ok;
  };
  const Row rows[] = {
      {"*", "http://anything", true},
      {"*", "null", true},
      {"http://localhost:3000", "http://localhost:3000", true},
      {"http://LOCALHOST:3000", "http://localhost:3000", true},
      {"http://localhost:3000", "http://localhost:3001", false},
      {"http://localhost:3000", "http://localhost:3000.evil.example", false},
      {"http://localhost:3000", "null", false},
      {"https://*.example.com", "https://a.example.com", true},
      {"https://*.example.com", "https://a.b.example.com", true},
      {"https://*.example.com", "https://example.com", false},
      {"https://*.example.com", "https://.example.com", false},
      {"https://*.example.com", "http://a.example.com", false},
      {"https://*.example.com", "https://a.example.com.evil.example", false},
      {"https://*.com", "https://evil.com", false},
      {"https://*", "https://evil.com", false},
  };
  for (const Row& row : rows) {
    config::Cors cors;
    cors.allowed_origins = {row.allowed};
    BOOST_TEST_CONTEXT(row.allowed << " " << row.origin) {
      BOOST_TEST(api::origin_allowed(cors, row.origin) == row.ok);
    }
  }
}

struct Enabled : World {
  Enabled() {
    cors =
        ", cors: {enabled: true, allowed_origins: [\"http://localhost:3000\"], allowed_headers: [Content-Type, "
        "X-Session-Token]}";
    start();
  }
  http::Response preflight(std::string origin, std::string method, std::string requested = "") {
    std::vector<http::Header> headers{{"access-control-request-method", std::move(method)}};
    if (!origin.empty()) headers.push_back({"origin", std::move(origin)});
    if (!requested.empty()) headers.push_back({"access-control-request-headers", std::move(requested)});
    return send("OPTIONS", "/any/path", std::move(headers));
  }
};

BOOST_FIXTURE_TEST_CASE(preflight_allowed, Enabled) {
  const http::Response response = preflight("http://localhost:3000", "POST", "content-type, x-session-token");
  BOOST_TEST(response.status == 204);
  BOOST_TEST(header(response, "Access-Control-Allow-Origin") == "http://localhost:3000");
  BOOST_TEST(header(response, "Access-Control-Allow-Methods") == "POST");
  BOOST_TEST(header(response, "Access-Control-Allow-Headers") == "content-type, x-session-token");
  BOOST_TEST(header(response, "Access-Control-Allow-Credentials") == "true");
  BOOST_TEST(header(response, "Vary") == "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
}

BOOST_FIXTURE_TEST_CASE(preflight_refused, Enabled) {
  const http::Response rows[] = {preflight("http://evil.example", "POST"),
                                 preflight("http://localhost:3000", "POST", "x-other"),
                                 preflight("http://localhost:3000", "TRACE"), preflight("", "POST")};
  for (const http::Response& response : rows) {
    BOOST_TEST(response.status == 204);
    BOOST_TEST(response.headers.size() == 1U);
    BOOST_TEST(header(response, "Vary") == "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  }
}

BOOST_FIXTURE_TEST_CASE(actual_requests, Enabled) {
  const http::Response allowed = get("/sessions/whoami", {{"origin", "http://localhost:3000"}});
  BOOST_TEST(allowed.status == 401);
  BOOST_TEST(header(allowed, "Access-Control-Allow-Origin") == "http://localhost:3000");
  BOOST_TEST(header(allowed, "Access-Control-Expose-Headers") == "Content-Type");
  BOOST_TEST((headers(allowed, "Vary") == std::vector<std::string>{"Origin", "Cookie"}));
  const http::Response refused = get("/health/alive", {{"origin", "http://evil.example"}});
  BOOST_TEST(refused.status == 200);
  BOOST_TEST(header(refused, "Access-Control-Allow-Origin") == "(none)");
  BOOST_TEST((headers(refused, "Vary") == std::vector<std::string>{"Origin"}));
}

BOOST_FIXTURE_TEST_CASE(disabled, World) {
  start();
  const http::Response response =
      send("OPTIONS", "/health/alive", {{"origin", "http://localhost:3000"}, {"access-control-request-method", "GET"}});
  BOOST_TEST(response.status == 405);
  BOOST_TEST(header(response, "Access-Control-Allow-Origin") == "(none)");
}

BOOST_AUTO_TEST_SUITE_END()
