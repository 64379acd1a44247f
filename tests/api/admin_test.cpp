// The admin API's sessions, its log, and what its changes do to people who are signed in.
#include "tests/api/world.h"

#include "handlers/admin.h"

using namespace api_test;

namespace {

constexpr const char* kTokens =
    "postern: {admin: {tokens: "
    "[\"sha256:06814cd494b523b7496c48fa5985cbc7e05566e0a7e5e8f3b550a99cc5a677f4:crm\"]}}\n";  // of postern_at_test
constexpr api::Service kAdminService{"admin", kAdminRoutes, {}, false};

struct Office : World {
  std::unique_ptr<api::App> admin;
  session::Opened first, second, others;

  explicit Office(std::string of_sessions = "") {
    session_keys = std::move(of_sessions);
    start(kTokens);
    add_people();
    first = sign_in(alice);
    second = sign_in(alice, true);
    others = sign_in(bob);
    admin = std::make_unique<api::App>(kAdminService, clock, random, *log, *live);
  }

  http::Response ask(std::string method, const std::string& target, std::string body = "") {
    http::Request made = request(std::move(method), target, {{"authorization", "Bearer postern_at_test"}});
    made.body = std::move(body);
    return admin->answer(made);
  }
  base::Json json(const http::Response& response) {
    auto parsed = base::parse_json(response.body);
    BOOST_REQUIRE_MESSAGE(parsed.ok(), response.body);
    return std::move(parsed).value();
  }
  std::size_t listed(const std::string& target) {
    const auto response = ask("GET", target);
    BOOST_TEST(response.status == 200);
    return json(response).array()->size();
  }
  int whoami(const std::string& token) { return get("/sessions/whoami", {{"x-session-token", token}}).status; }
  std::string path_of(const base::Uuid& id) const { return "/admin/identities/" + base::to_string(id); }
  std::string path_of(const session::Opened& opened) const {
    return "/admin/sessions/" + base::to_string(opened.session.id());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin, Office)

BOOST_AUTO_TEST_CASE(sessions_are_listed_in_pages) {
  const auto page = ask("GET", "/admin/sessions?page_size=2");
  BOOST_TEST(header(page, "X-Total-Count") == "3");
  const std::string links = header(page, "Link");
  const auto at = links.find("page_token=", links.find("rel=\"first\""));
  BOOST_REQUIRE(at != std::string::npos);
  BOOST_TEST(json(page).array()->size() == 2u);
  BOOST_TEST(json(page).array()->front().find("identity")->is_null());
  BOOST_TEST(json(page).array()->front().find("devices")->array()->empty());
  const auto rest = ask("GET", "/admin/sessions?page_size=2&page_token=" + links.substr(at + 11, 36));
  BOOST_TEST(json(rest).array()->size() == 1u);
  BOOST_TEST(!contains(header(rest, "Link"), "rel=\"next\""));
}

BOOST_AUTO_TEST_CASE(sessions_are_expanded_on_request) {
  const auto bare = json(ask("GET", path_of(first)));
  BOOST_TEST(bare.find("identity")->is_null());
  const auto full = json(ask("GET", path_of(first) + "?expand=identity&expand=Devices"));
  BOOST_TEST(*full.find("identity")->find("id")->string() == base::to_string(alice));
  BOOST_TEST(full.find("devices")->array()->size() == 1u);
  BOOST_TEST(ask("GET", path_of(first) + "?expand=tokens").status == 400);
  BOOST_TEST(ask("GET", "/admin/sessions/x").status == 400);
  BOOST_TEST(ask("GET", "/admin/sessions/" + base::to_string(alice)).status == 404);
}

BOOST_AUTO_TEST_CASE(a_session_is_disabled) {
  BOOST_TEST(whoami(first.token) == 200);
  BOOST_TEST(ask("DELETE", path_of(first)).status == 204);
  BOOST_TEST(whoami(first.token) == 401);
  BOOST_TEST(whoami(others.token) == 200);
  BOOST_TEST(listed("/admin/sessions?active=true") == 2u);
  BOOST_TEST(listed("/admin/sessions?active=false") == 1u);
  BOOST_TEST(listed(path_of(alice) + "/sessions?active=false") == 1u);
  BOOST_TEST(listed(path_of(alice) + "/sessions") == 2u);
  BOOST_TEST(ask("GET", "/admin/sessions?active=maybe").status == 400);
  // What has ended stays ended.
  BOOST_TEST(*json(ask("PATCH", path_of(first) + "/extend")).find("active")->boolean() == false);
  BOOST_TEST(whoami(first.token) == 401);
}

BOOST_AUTO_TEST_CASE(a_session_is_extended) {
  clock.time += 23h;
  const auto extended = ask("PATCH", path_of(first) + "/extend");
  BOOST_TEST(extended.status == 200);
  clock.time += 23h;
  BOOST_TEST(whoami(first.token) == 200);
  BOOST_TEST(whoami(others.token) == 401);
}

struct LateOffice : Office {
  LateOffice() : Office(", earliest_possible_extend: 2h") {}
};

BOOST_FIXTURE_TEST_CASE(a_session_is_not_extended_too_early, LateOffice) {
  const auto ends = [&] { return *json(ask("GET", path_of(first))).find("expires_at")->string(); };
  const auto before = ends();
  clock.time += 22h;  // two hours are left, not less
  BOOST_TEST(ask("PATCH", path_of(first) + "/extend").status == 200);
  BOOST_TEST(ends() == before);
  clock.time += 1s;
  BOOST_TEST(ask("PATCH", path_of(first) + "/extend").status == 200);
  BOOST_TEST(ends() != before);
}

BOOST_AUTO_TEST_CASE(all_sessions_of_somebody_are_deleted) {
  BOOST_TEST(ask("DELETE", path_of(alice) + "/sessions").status == 204);
  BOOST_TEST(whoami(first.token) == 401);
  BOOST_TEST(whoami(second.token) == 401);
  BOOST_TEST(whoami(others.token) == 200);
  BOOST_TEST(listed(path_of(alice) + "/sessions") == 0u);
  BOOST_TEST(ask("DELETE", path_of(id_of(9)) + "/sessions").status == 404);
}

BOOST_AUTO_TEST_CASE(without_a_second_factor_sessions_are_lowered) {
  enrol(alice);
  const auto raised = raise(first.session);
  BOOST_TEST((raised.session.aal == session::Aal::aal2));
  BOOST_TEST(ask("DELETE", path_of(alice) + "/credentials/totp").status == 204);
  const auto now = json(ask("GET", path_of(first)));
  BOOST_TEST(*now.find("authenticator_assurance_level")->string() == "aal1");
}

BOOST_AUTO_TEST_CASE(who_is_disabled_is_out) {
  const auto answer = ask("PATCH", path_of(alice), R"([{"op":"replace","path":"/state","value":"inactive"}])");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(whoami(first.token) == 401);
}

BOOST_AUTO_TEST_CASE(each_change_is_one_line_without_secrets) {
  BOOST_TEST(ask("GET", "/admin/identities").status == 200);
  BOOST_TEST(!contains(logged(), "admin."));
  const auto made = ask("POST", "/admin/identities",
                        R"({"traits":{"email":"eve@example.org"},"credentials":{"password":{"config":)"
                        R"({"hashed_password":"$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6"}}}})");
  BOOST_REQUIRE_EQUAL(made.status, 201);
  const std::string id = *json(made).find("id")->string();
  BOOST_TEST(contains(logged(), "info admin.identity.created by=crm id=" + id));
  BOOST_TEST(ask("GET", "/admin/identities/" + id + "?include_credential=password").status == 200);
  BOOST_TEST(contains(logged(), "info admin.credentials.shown by=crm id=" + id + " what=password"));
  BOOST_TEST(ask("DELETE", "/admin/identities/" + id).status == 204);
  BOOST_TEST(contains(logged(), "info admin.identity.deleted by=crm id=" + id));
  BOOST_TEST(ask("DELETE", path_of(first)).status == 204);
  BOOST_TEST(contains(logged(), "info admin.session.disabled by=crm id=" + base::to_string(alice) +
                                    " what=" + base::to_string(first.session.id())));
  for (const char* secret : {"postern_at_test", "$2a$12", "eve@example.org"}) BOOST_TEST(!contains(logged(), secret));
}

BOOST_AUTO_TEST_CASE(strangers_are_logged) {
  BOOST_TEST(admin->answer(request("GET", "/admin/sessions")).status == 401);
  BOOST_TEST(contains(logged(), "warn admin.refused address=192.0.2.7"));
}

BOOST_AUTO_TEST_SUITE_END()
