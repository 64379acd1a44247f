// contract: A2.4 A2.5 A3.5
#include "api/cookies.h"
#include "tests/api/world.h"

using namespace api_test;

namespace {

constexpr const char* kUnauthorized =
    "{\"error\":{\"code\":401,\"status\":\"Unauthorized\",\"reason\":\"No valid session credentials found in the "
    "request.\",\"message\":\"The request could not be authorized\"}}\n";

struct People : World {
  explicit People(const std::string& whoami_aal = "aal1") {
    start(extra, "http://localhost:8080/", whoami_aal);
    add_people();
  }
  std::string extra;
  http::Header by_token(const session::Opened& opened) { return {"x-session-token", opened.token}; }
  http::Header by_cookie(const session::Opened& opened) {
    return {"cookie",
            "ory_kratos_session=" + api::encode_session_cookie({opened.token, opened.session.row.expires_at}, random)};
  }
  int whoami(const http::Header& header) { return get("/sessions/whoami", {header}).status; }
};

struct Highest : People {
  Highest() : People("highest_available") {}
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(whoami, People)

BOOST_AUTO_TEST_CASE(nobody) {
  const std::vector<std::vector<http::Header>> rows = {
      {},
      {{"cookie", "ory_kratos_session=garbage"}},
      {{"x-session-token", "garbage"}},
      {{"x-session-token", "ory_st_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},
      {{"authorization", "Bearer garbage"}},
      {{"authorization", "Basic garbage"}},
  };
  for (const auto& sent : rows) {
    const http::Response response = get("/sessions/whoami", sent);
    BOOST_TEST(response.status == 401);
    BOOST_TEST(response.body == kUnauthorized);
    BOOST_TEST(header(response, "Ory-Session-Cache-For") == "(none)");
  }
}

BOOST_AUTO_TEST_CASE(somebody) {
  const session::Opened opened = sign_in(alice);
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}) {
    const http::Response response = send(method, "/sessions/whoami", {by_token(opened)});
    BOOST_TEST(response.status == 200);
    BOOST_TEST(header(response, "X-Kratos-Authenticated-Identity-Id") == base::to_string(alice));
    BOOST_TEST(response.body.starts_with("{\"id\":\"" + base::to_string(opened.session.id()) + "\",\"active\":true,"));
    BOOST_TEST(response.body.ends_with("}\n"));
  }
}

BOOST_AUTO_TEST_CASE(where_a_token_may_stand) {
  const session::Opened opened = sign_in(alice), other = sign_in(bob);
  const http::Header bearer{"authorization", "Bearer " + opened.token};
  BOOST_TEST(whoami(by_token(opened)) == 200);
  BOOST_TEST(whoami(by_cookie(opened)) == 200);
  BOOST_TEST(whoami(bearer) == 200);
  BOOST_TEST(whoami({"authorization", "bearer " + opened.token}) == 200);
  BOOST_TEST(whoami({"authorization", "Bearer  " + opened.token}) == 401);
  BOOST_TEST(whoami({"authorization", "Token " + opened.token}) == 401);
  const auto who = [&](std::vector<http::Header> sent) {
    return header(get("/sessions/whoami", std::move(sent)), "X-Kratos-Authenticated-Identity-Id");
  };
  BOOST_TEST(who({by_token(opened), by_cookie(other)}) == base::to_string(alice));  // first hit wins
  BOOST_TEST(who({by_cookie(other), bearer}) == base::to_string(bob));
  BOOST_TEST(who({{"x-session-token", "bad"}, by_cookie(other)}) == "(none)");
  const http::Header undecodable{"cookie", "ory_kratos_session=garbage"};
  BOOST_TEST(who({undecodable, bearer}) == base::to_string(alice));  // Kratos: 500
  BOOST_TEST(who({undecodable, by_token(opened)}) == base::to_string(alice));
  const http::Header two{"cookie", "ory_kratos_session=garbage; " + by_cookie(other).value};
  BOOST_TEST(who({two}) == base::to_string(bob));
}

BOOST_AUTO_TEST_CASE(ends) {
  const session::Opened one = sign_in(alice), two = sign_in(alice), three = sign_in(bob);
  db().write([&](store::Tx& tx) {
    store::revoke_session(tx, one.session.id(), alice, clock.time);
    store::set_identity_active(tx, bob, false, clock.time);
  });
  BOOST_TEST(whoami(by_token(one)) == 401);
  BOOST_TEST(whoami(by_token(three)) == 401);
  BOOST_TEST(get("/sessions", {by_token(three)}).status == 401);  // Kratos: 200
  BOOST_TEST(send("DELETE", "/sessions", {by_token(three)}).status == 401);
  BOOST_TEST(whoami(by_token(two)) == 200);
  clock.time += 24h;
  BOOST_TEST(whoami(by_token(two)) == 401);
}

BOOST_AUTO_TEST_CASE(outdated_cookie_is_issued_again) {
  const session::Opened opened = sign_in(alice, true);
  BOOST_TEST(headers(get("/sessions/whoami", {by_cookie(opened)}), "Set-Cookie").empty());
  const std::string outdated = api::encode_session_cookie({opened.token, clock.time + 1h}, random);
  const auto set = headers(get("/sessions/whoami", {{"cookie", "ory_kratos_session=" + outdated}}), "Set-Cookie");
  BOOST_REQUIRE(set.size() == 1U);
  BOOST_TEST(headers(get("/sessions/whoami", {{"cookie", cookie_pair(set[0])}}), "Set-Cookie").empty());
}

BOOST_AUTO_TEST_CASE(old_token_of_a_renewed_session_only_reads) {
  const session::Opened opened = sign_in(alice, true);
  (void)raise(opened.session);
  const http::Header old = by_cookie(opened);
  const http::Response response = get("/sessions/whoami", {old});
  BOOST_TEST(response.status == 200);
  BOOST_TEST(contains(response.body, R"("authenticator_assurance_level":"aal1")"));
  BOOST_TEST(headers(response, "Set-Cookie").empty());
  BOOST_TEST(get("/sessions", {old}).status == 200);
  BOOST_TEST(send("DELETE", "/sessions", {old}).status == 401);
  BOOST_TEST(get("/self-service/logout/browser", {old, {"accept", "application/json"}}).status == 401);
  clock.time += 30s;
  BOOST_TEST(get("/sessions/whoami", {old}).status == 401);
}

BOOST_AUTO_TEST_CASE(tokenizer_is_unknown) {
  const http::Response response = get("/sessions/whoami?tokenize_as=x", {by_token(sign_in(alice))});
  BOOST_TEST(response.status == 400);
  BOOST_TEST(contains(response.body, R"("reason":"Unable to find tokenizer template \"x\".")"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(cacheable, World) {
  start("feature_flags: {cacheable_sessions: true, cacheable_sessions_max_age: 30s}\n");
  add_people();
  const session::Opened opened = sign_in(alice);
  const auto cache = [&](std::vector<http::Header> sent) {
    return header(get("/sessions/whoami", std::move(sent)), "Ory-Session-Cache-For");
  };
  BOOST_TEST(cache({}) == "60");
  BOOST_TEST(cache({{"x-session-token", "bad"}}) == "(none)");
  BOOST_TEST(cache({{"cookie", "ory_kratos_session=bad"}}) == "(none)");
  BOOST_TEST(cache({{"x-session-token", opened.token}}) == "30");
  clock.time += 24h - 10s;
  BOOST_TEST(cache({{"x-session-token", opened.token}}) == "10");
}

BOOST_FIXTURE_TEST_SUITE(highest_available, Highest)

BOOST_AUTO_TEST_CASE(gate) {
  const session::Opened opened = sign_in(alice), other = sign_in(alice);
  BOOST_TEST(whoami(by_token(opened)) == 200);
  enrol(alice);
  const http::Response rows[] = {
      get("/sessions/whoami", {by_token(opened)}), get("/sessions", {by_token(opened)}),
      send("DELETE", "/sessions", {by_token(opened)}),
      send("DELETE", "/sessions/" + base::to_string(other.session.id()), {by_token(opened)})};
  for (const http::Response& response : rows) {
    BOOST_TEST(response.status == 403);
    BOOST_TEST(header(response, "Ory-Error-Id") == "session_aal2_required");
    BOOST_TEST(response.body.ends_with(
        "\"redirect_browser_to\":\"http://localhost:8080/self-service/login/browser?aal=aal2\"}\n"));
  }
  BOOST_TEST(whoami(by_token(other)) == 403);  // still there
  (void)raise(opened.session);
  BOOST_TEST(whoami(by_token(opened)) == 200);
  BOOST_TEST(send("DELETE", "/sessions", {by_token(opened)}).body == "{\"count\":1}\n");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(management, People)

BOOST_AUTO_TEST_CASE(nobody) {
  const http::Response rows[] = {get("/sessions"), send("DELETE", "/sessions"),
                                 send("DELETE", "/sessions/6ba7b810-9dad-41d1-80b4-00c04fd430c8"),
                                 send("DELETE", "/sessions/nope")};
  for (const http::Response& response : rows) {
    BOOST_TEST(response.status == 401);
    BOOST_TEST(contains(response.body, R"("reason":"No valid session cookie found.")"));
  }
}

BOOST_AUTO_TEST_CASE(list_of_the_others) {
  const session::Opened one = sign_in(alice);
  clock.time += 1s;
  const session::Opened two = sign_in(alice);
  clock.time += 1s;
  const session::Opened three = sign_in(alice);
  (void)sign_in(bob);
  const http::Response all = get("/sessions", {by_token(one)});
  BOOST_TEST(all.status == 200);
  const std::size_t first = all.body.find(base::to_string(three.session.id()));
  const std::size_t second = all.body.find(base::to_string(two.session.id()));
  BOOST_TEST(first < second);
  BOOST_TEST(second != std::string::npos);
  BOOST_TEST(contains(all.body, R"("schema_url":"")"));
  BOOST_TEST(!contains(all.body, base::to_string(one.session.id())));
  BOOST_TEST(header(all, "X-Total-Count") == "2");
  BOOST_TEST(header(all, "Link") ==
             "</sessions?page=0&page_size=2&page_token=eyJvZmZzZXQiOiIwIiwidiI6Mn0&per_page=2>; rel=\"first\"");

  const http::Response page = get("/sessions?page_size=1", {by_token(one)});
  const std::string second_page =
      "</sessions?page=1&page_size=1&page_token=eyJvZmZzZXQiOiIxIiwidiI6Mn0&per_page=1>; rel=\"";
  BOOST_TEST(header(page, "Link") == second_page + "next\"," + second_page + "last\"");
  BOOST_TEST(contains(page.body, base::to_string(three.session.id())));
  BOOST_TEST(!contains(page.body, base::to_string(two.session.id())));
  for (const char* query : {"?page_size=1&page_token=eyJvZmZzZXQiOiIxIiwidiI6Mn0", "?page=1&per_page=1"}) {
    const http::Response next = get(std::string("/sessions") + query, {by_token(one)});
    BOOST_TEST(contains(next.body, base::to_string(two.session.id())));
    BOOST_TEST(!contains(next.body, base::to_string(three.session.id())));
    BOOST_TEST(contains(header(next, "Link"), "rel=\"first\",<"));
    BOOST_TEST(header(next, "Link").ends_with("rel=\"prev\""));
  }
  for (const char* query : {"?page_size=0", "?page_size=x&page=-1", "?page_size=99999&page_token=bad"}) {
    BOOST_TEST(get(std::string("/sessions") + query, {by_token(one)}).status == 200);
  }
}

BOOST_AUTO_TEST_CASE(empty_list) {
  const http::Header who = by_token(sign_in(alice));
  const http::Response response = get("/sessions", {who});
  BOOST_TEST(response.body == "[]\n");
  BOOST_TEST(header(response, "X-Total-Count") == "0");
  BOOST_TEST(header(response, "Link") ==
             "</sessions?page=0&page_size=250&page_token=eyJvZmZzZXQiOiIwIiwidiI6Mn0&per_page=250>; rel=\"first\","
             "</sessions?page=1&page_size=250&page_token=eyJvZmZzZXQiOiIyNTAiLCJ2IjoyfQ&per_page=250>; rel=\"next\","
             "</sessions?page=-1&page_size=250&page_token=eyJvZmZzZXQiOiItMjUwIiwidiI6Mn0&per_page=250>; rel=\"prev\"");
  BOOST_TEST(get("/sessions?page_token=eyJvZmZzZXQiOiItMjUwIiwidiI6Mn0", {who}).body == "[]\n");
}

BOOST_AUTO_TEST_CASE(revoke_the_others) {
  const session::Opened one = sign_in(alice), two = sign_in(alice), foreign = sign_in(bob);
  BOOST_TEST(send("DELETE", "/sessions", {by_token(one)}).body == "{\"count\":1}\n");
  BOOST_TEST(whoami(by_token(one)) == 200);
  BOOST_TEST(whoami(by_token(two)) == 401);
  BOOST_TEST(whoami(by_token(foreign)) == 200);
}

BOOST_AUTO_TEST_CASE(revoke_one) {
  const session::Opened own = sign_in(alice), two = sign_in(alice), foreign = sign_in(bob);
  const auto revoke = [&](const std::string& id) { return send("DELETE", "/sessions/" + id, {by_token(own)}); };
  BOOST_TEST(revoke("nope").status == 400);
  const http::Response current = revoke(base::to_string(own.session.id()));
  BOOST_TEST(current.status == 400);
  BOOST_TEST(current.body ==
             "{\"error\":{\"code\":400,\"status\":\"Bad Request\",\"message\":\"cannot revoke current session\"}}\n");
  for (const std::string& id : {base::to_string(two.session.id()), base::to_string(two.session.id()),
                                base::to_string(foreign.session.id()), base::to_string(id_of(9))}) {
    const http::Response response = revoke(id);
    BOOST_TEST(response.status == 204);
    BOOST_TEST(response.body == "");
    BOOST_TEST(header(response, "Content-Type") == "application/json; charset=utf-8");
  }
  BOOST_TEST(whoami(by_token(two)) == 401);
  BOOST_TEST(whoami(by_token(foreign)) == 200);
  BOOST_TEST(send("DELETE", "/sessions/whoami", {by_token(own)}).status == 200);  // is whoami
}

BOOST_AUTO_TEST_CASE(token_exchange) {
  BOOST_TEST(get("/sessions/token-exchange?init_code=a").status == 400);
  const http::Response response = get("/sessions/token-exchange?init_code=a&return_to_code=b");
  BOOST_TEST(response.status == 404);
  BOOST_TEST(contains(response.body, R"("reason":"no session yet for this \"code\"")"));
}

BOOST_AUTO_TEST_SUITE_END()
