// contract: A2.6
#include "api/logout.h"

#include "api/cookies.h"
#include "tests/api/world.h"

using namespace api_test;

namespace {

const http::Header kJson{"accept", "application/json"};

struct People : World {
  explicit People(const std::string& base_url = "http://localhost:8080/") {
    start("", base_url);
    add_people();
  }
  http::Header by_cookie(const session::Opened& opened) {
    return {"cookie",
            "ory_kratos_session=" + api::encode_session_cookie({opened.token, opened.session.row.expires_at}, random)};
  }
  std::string url(const session::Opened& opened) { return "/self-service/logout?token=" + token(opened); }
  std::string token(const session::Opened& opened) { return api::logout_token(*app, opened.session.id()); }
  int whoami(const session::Opened& opened) {
    return get("/sessions/whoami", {{"x-session-token", opened.token}}).status;
  }
  http::Response logs_out_by_body(const std::string& body, std::string content_type = "application/json") {
    return send("DELETE", "/self-service/logout/api", {{"content-type", std::move(content_type)}}, body);
  }
};

struct Configured : World {
  Configured() {
    logout_keys = "after: {default_browser_return_url: \"http://localhost:4455/bye\"}, clear_browser_data: true";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(logout, People)

BOOST_AUTO_TEST_CASE(create) {
  const session::Opened opened = sign_in(alice, true);
  const http::Response response = get("/self-service/logout/browser", {by_cookie(opened)});
  BOOST_TEST(response.status == 200);
  BOOST_TEST(token(opened).size() == 39U);
  BOOST_TEST(token(opened).starts_with("ory_lo_"));
  BOOST_TEST(response.body == "{\"logout_url\":\"http://localhost:8080/self-service/logout?token=" + token(opened) +
                                  "\",\"logout_token\":\"" + token(opened) + "\"}\n");
  const http::Response with_target =
      get("/self-service/logout/browser?return_to=http://localhost:4455/app", {by_cookie(opened)});
  BOOST_TEST(contains(with_target.body,
                      "/self-service/logout?return_to=http%3A%2F%2Flocalhost%3A4455%2Fapp\\u0026token=ory_lo_"));
}

BOOST_AUTO_TEST_CASE(create_refused) {
  const http::Header cookie = by_cookie(sign_in(alice, true));
  BOOST_TEST(get("/self-service/logout/browser", {kJson}).status == 401);
  BOOST_TEST(get("/self-service/logout/browser").status == 303);
  const http::Response forbidden = get("/self-service/logout/browser?return_to=https://evil.example", {cookie, kJson});
  BOOST_TEST(forbidden.status == 400);
  BOOST_TEST(header(forbidden, "Ory-Error-Id") == "self_service_flow_return_to_forbidden");
}

BOOST_AUTO_TEST_CASE(browser) {
  const session::Opened opened = sign_in(alice, true), other = sign_in(alice, true);
  const http::Response response = get(url(opened), {by_cookie(opened)});
  BOOST_TEST(response.status == 303);
  BOOST_TEST(header(response, "Location") == "http://localhost:4455/welcome");
  const auto set = headers(response, "Set-Cookie");
  BOOST_REQUIRE(set.size() == 2U);
  BOOST_TEST(
      set[0].starts_with("ory_kratos_session=deleted; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0"));
  BOOST_TEST(set[1].starts_with("csrf_token_"));
  BOOST_TEST(header(response, "Clear-Site-Data") == "(none)");
  BOOST_TEST(whoami(opened) == 401);
  BOOST_TEST(whoami(other) == 200);
}

BOOST_AUTO_TEST_CASE(json) {
  const session::Opened opened = sign_in(alice, true);
  const http::Response response = get(url(opened), {by_cookie(opened), kJson});
  BOOST_TEST(response.status == 204);
  BOOST_TEST(response.body == "");
  BOOST_TEST(whoami(opened) == 401);
}

BOOST_AUTO_TEST_CASE(target) {
  const session::Opened opened = sign_in(alice, true);
  const http::Response forbidden = get(url(opened) + "&return_to=https://evil.example", {by_cookie(opened), kJson});
  BOOST_TEST(forbidden.status == 400);
  BOOST_TEST(whoami(opened) == 200);  // Kratos revokes first and looks then
  const http::Response allowed = get(url(opened) + "&return_to=/app/bye", {by_cookie(opened)});
  BOOST_TEST(header(allowed, "Location") == "http://localhost:4455/app/bye");
  BOOST_TEST(whoami(opened) == 401);
}

BOOST_AUTO_TEST_CASE(wrong_tokens) {
  const session::Opened opened = sign_in(alice, true), other = sign_in(bob, true);
  const auto refused = [&](const std::string& target, std::vector<http::Header> sent) {
    sent.push_back(kJson);
    const http::Response response = get(target, std::move(sent));
    BOOST_TEST(whoami(opened) == 200);
    return response;
  };
  BOOST_TEST(contains(refused("/self-service/logout", {by_cookie(opened)}).body,
                      R"("reason":"Please include a token in the URL query.")"));
  BOOST_TEST(refused(url(opened), {}).status == 401);
  const http::Response foreign = refused(url(other), {by_cookie(opened)});
  BOOST_TEST(foreign.status == 403);
  BOOST_TEST(contains(foreign.body, "Unable to log out because the logout token in the URL query does not match"));
  BOOST_TEST(refused("/self-service/logout?token=x", {by_cookie(opened)}).status == 403);
}

BOOST_AUTO_TEST_CASE(what_was_checked_is_revoked) {
  const session::Opened by_header = sign_in(alice), cookie = sign_in(bob, true);
  const http::Response response = get(url(by_header), {{"x-session-token", by_header.token}, by_cookie(cookie), kJson});
  BOOST_TEST(response.status == 204);
  BOOST_TEST(whoami(by_header) == 401);  // Kratos revokes nothing here
  BOOST_TEST(whoami(cookie) == 200);
  BOOST_TEST(headers(response, "Set-Cookie").size() == 1U);  // the other session's cookie stays
}

BOOST_AUTO_TEST_CASE(csrf_secret_is_rotated) {
  const session::Opened opened = sign_in(alice, true);
  const std::string csrf = cookie_pair(headers(get("/guarded"), "Set-Cookie").at(0));
  const http::Header both{"cookie", by_cookie(opened).value + "; " + csrf};
  const auto set = headers(get(url(opened), {both}), "Set-Cookie");
  BOOST_REQUIRE(set.size() == 2U);
  BOOST_TEST(cookie_pair(set[1]) != csrf);
}

BOOST_AUTO_TEST_CASE(what_waits_is_dropped) {
  const session::Opened opened = sign_in(alice, true);
  db().write([&](store::Tx& tx) {
    store::insert_flow(tx, store_test::flow_of(5));
    store::PendingRow row;
    row.id = id_of(6);
    row.flow_id = id_of(5);
    row.identity_id = alice;
    row.session_id = opened.session.id();
    row.method = "password";
    row.created_at = clock.time;
    row.expires_at = clock.time + 15min;
    store::put_pending(tx, row);
  });
  (void)get(url(opened), {by_cookie(opened)});
  db().read([&](store::Tx& tx) { BOOST_TEST(!store::find_pending(tx, id_of(5))); });
}

BOOST_AUTO_TEST_CASE(api_client) {
  const session::Opened opened = sign_in(alice);
  const std::string body = "{\"session_token\":\"" + opened.token + "\",\"more\":1}";
  BOOST_TEST(logs_out_by_body("{}").status == 403);
  BOOST_TEST(logs_out_by_body("{\"session_token\":\"nope\"}").status == 403);
  BOOST_TEST(logs_out_by_body("{\"session_token\":7}").status == 403);
  BOOST_TEST(logs_out_by_body("").status == 400);
  BOOST_TEST(logs_out_by_body("[]").status == 400);
  BOOST_TEST(logs_out_by_body("{").status == 400);
  const http::Response form = logs_out_by_body(body, "text/plain");
  BOOST_TEST(form.status == 400);
  BOOST_TEST(contains(form.body, R"(\"Content-Type: text/plain\", only [application/json] are supported.)"));
  BOOST_TEST(whoami(opened) == 200);
  BOOST_TEST(logs_out_by_body(body, "application/json; charset=utf-8").status == 204);
  BOOST_TEST(whoami(opened) == 401);
  BOOST_TEST(logs_out_by_body(body).status == 204);  // again
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(logout_configured, Configured) {
  start("", "https://site.example/");
  add_people();
  const session::Opened opened = sign_in(alice, true);
  const http::Response response = get("/self-service/logout?token=" + api::logout_token(*app, opened.session.id()),
                                      {{"x-session-token", opened.token}});
  BOOST_TEST(header(response, "Location") == "http://localhost:4455/bye");
  BOOST_TEST(header(response, "Clear-Site-Data") == "\"cookies\", \"storage\", \"cache\"");
}

BOOST_FIXTURE_TEST_CASE(logout_tokens_of_older_secrets_count, World) {
  start();
  add_people();
  const session::Opened opened = sign_in(alice);
  const std::string old = api::logout_token(*app, opened.session.id());
  std::ostringstream text;
  text << std::ifstream(folder.path + "/kratos.yml").rdbuf();
  std::string edited = text.str();
  edited.insert(edited.find("0123456789abcdef0123456789abcdef"), "a-new-secret-of-this-year, ");
  std::ofstream(folder.path + "/kratos.yml") << edited;
  (void)get("/health/alive");
  BOOST_TEST(api::logout_token(*app, opened.session.id()) != old);
  BOOST_TEST(get("/self-service/logout?token=" + old, {{"x-session-token", opened.token}, kJson}).status == 204);
}
