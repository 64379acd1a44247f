#include "handlers/gate.h"

#include "http/gateway.h"
#include "tests/api/world.h"

using namespace api_test;
using Role = http::Request::Role;

namespace {

constexpr api::Service kGateService{
    .name = "gate", .routes = kGateRoutes, .for_browsers = false, .gate = api::answer_gate};

struct Gate : World {
  std::unique_ptr<api::App> gate;
  std::string remote_user;  // whom the web server names

  Gate() {
    start(
        "postern:\n  trusted_proxies: [10.0.0.0/8]\n  remote_user: { trait: email, domain: example.org }\n  gate:\n    "
        "traits: [email]\n"
        "    rules: [{ path: /private, aal: aal2 }, { path: /fresh, max_age: 10m }, { path: /key, methods: [totp] }]\n",
        "http://localhost:8080/auth/");
    add_people();
    gate = std::make_unique<api::App>(kGateService, clock, random, *log, *live);
  }

  http::Response ask(Role role, std::string_view target, std::vector<http::Header> headers = {},
                     const std::string& method = "GET") {
    headers.push_back({"host", "localhost:4455"});
    http::Request asked = request(method, target, std::move(headers));
    asked.host = "localhost:4455";
    asked.original_method = method;
    asked.role = role;
    asked.remote_user = remote_user;
    http::Response response = gate->answer(asked);
    BOOST_TEST(http::write_response(response, false).starts_with("Status: "));
    return response;
  }
  int status(Role role, std::string_view target, std::vector<http::Header> headers = {}) {
    return ask(role, target, std::move(headers)).status;
  }
};

const http::Header kBrowser{"accept", "text/html,application/xhtml+xml,*/*;q=0.8"};
http::Header by(const session::Opened& opened) { return {"x-session-token", opened.token}; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(gate_answers, Gate)

BOOST_AUTO_TEST_CASE(nobody_passes) {
  for (const char* path : {"/", "/app/x", "/private", "/%zz", "/check", "/auth/../private"}) {
    for (const Role role : {Role::authorizer, Role::access_checker, Role::denial}) {
      for (const auto& sent : std::vector<std::vector<http::Header>>{
               {}, {kBrowser}, {{"cookie", "ory_kratos_session=x"}}, {{"x-session-token", "x"}}}) {
        BOOST_TEST(status(role, path, sent) != 200, path);
      }
    }
    BOOST_TEST(ask(Role::access_checker, path).headers.empty());
  }
}

BOOST_AUTO_TEST_CASE(an_executable_without_a_gate_lets_nobody_pass) {
  const auto opened = sign_in(alice);
  for (const Role role : {Role::authorizer, Role::access_checker}) {
    for (const char* path : {"/sessions/whoami", "/health/alive", "/other"}) {
      http::Request asked = request("GET", path, {by(opened)});
      asked.role = role;
      BOOST_TEST(app->answer(asked).status == 403, path);
    }
  }
}

BOOST_AUTO_TEST_CASE(who_passes_is_named_and_nothing_else_is_sent) {
  const auto opened = sign_in(alice);
  for (const Role role : {Role::authorizer, Role::access_checker}) {
    const http::Response response = ask(role, "/app/x", {by(opened), {"variable-remote_user", "root"}});
    BOOST_TEST(response.status == 200);
    BOOST_TEST(header(response, "Variable-POSTERN_IDENTITY") == base::to_string(alice));
    BOOST_TEST(header(response, "Variable-POSTERN_AAL") == "aal1");
    BOOST_TEST(header(response, "Variable-POSTERN_METHODS") == "password");
    BOOST_TEST(headers(response, "Variable-REMOTE_USER").size() == 1u);
    for (const http::Header& sent : response.headers) BOOST_TEST(sent.name.starts_with("Variable-"), sent.name);
    BOOST_TEST(response.body.empty());
  }
}

// postern.remote_user makes the web server's user a first factor at sign-in, which is not asked at the gate.
BOOST_AUTO_TEST_CASE(whom_the_web_server_names_passes_by_a_session_alone) {
  const auto opened = sign_in(alice);
  remote_user = "alice";
  for (const Role role : {Role::authorizer, Role::access_checker, Role::denial}) {
    for (const char* path : {"/app/x", "/private/x"}) BOOST_TEST(status(role, path) != 200, path);
  }
  remote_user = "somebody.else";
  const http::Response response = ask(Role::access_checker, "/app/x", {by(opened)});
  BOOST_TEST(response.status == 200);
  BOOST_TEST(header(response, "Variable-POSTERN_IDENTITY") == base::to_string(alice));
  BOOST_TEST(header(response, "Variable-REMOTE_USER").find("somebody") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(levels) {
  const auto opened = sign_in(alice);
  BOOST_TEST(status(Role::access_checker, "/private/x", {by(opened)}) == 401);
  BOOST_TEST(header(ask(Role::authorizer, "/private/x", {by(opened), kBrowser}), "Location")
                 .starts_with("http://localhost:8080/auth/self-service/settings/browser"));
  enrol(alice);
  BOOST_TEST(header(ask(Role::authorizer, "/private/x", {by(opened), kBrowser}), "Location")
                 .starts_with("http://localhost:8080/auth/self-service/login/browser?aal=aal2"));
  const auto raised = raise(opened.session);
  BOOST_TEST(status(Role::access_checker, "/private/x", {by(opened)}) == 200);
  BOOST_TEST(status(Role::access_checker, "/fresh", {by(opened)}) == 200);
  clock.time += 11min;
  const http::Response old = ask(Role::authorizer, "/fresh", {by(opened), kBrowser});
  BOOST_TEST(old.status == 303);
  BOOST_TEST(header(old, "Location") == "http://localhost:8080/auth/self-service/login/browser?aal=aal2&refresh=true");
}

BOOST_AUTO_TEST_CASE(a_browser_comes_back_to_what_it_wanted) {
  const http::Response sent_on = ask(Role::denial, "/app/x?a=b&c=%26", {kBrowser});
  BOOST_TEST(sent_on.status == 303);
  BOOST_TEST(header(sent_on, "Location") ==
             "http://localhost:8080/auth/self-service/login/browser?"
             "return_to=http%3A%2F%2Flocalhost%3A4455%2Fapp%2Fx%3Fa%3Db%26c%3D%2526");
  BOOST_TEST(header(ask(Role::denial, "/elsewhere", {kBrowser}), "Location") ==
             "http://localhost:8080/auth/self-service/login/browser");
  BOOST_TEST(contains(logged(), "gate.return_to"));
  const http::Response form =
      ask(Role::denial, "/app/x", {kBrowser, {"referer", "http://localhost:4455/app/form"}}, "POST");
  BOOST_TEST(form.status == 401);
  BOOST_TEST(contains(form.body, "What you typed was not sent"));
  BOOST_TEST(contains(form.body, "return_to=http%3A%2F%2Flocalhost%3A4455%2Fapp%2Fform"));
  const http::Response script = ask(Role::denial, "/app/x", {{"accept", "application/json"}});
  BOOST_TEST(script.status == 401);
  BOOST_TEST(contains(script.body, "\"redirect_browser_to\":\"http://localhost:8080/auth/self-service/login/browser"));
}

BOOST_AUTO_TEST_CASE(own_pages_are_open_in_a_folder_of_their_own) {
  const auto own = [&](std::string_view path, const std::string& host, const std::string& resource = "") {
    http::Request asked = request("GET", path, {{"host", host}});
    asked.host = host;
    asked.resource = resource;
    asked.role = Role::access_checker;
    return gate->answer(asked).status;
  };
  BOOST_TEST(own("/auth/login", "localhost:8080") == 200);
  BOOST_TEST(own("/auth/login", "localhost:8080", "/auth/site") == 200);
  BOOST_TEST(own("/auth/login", "localhost:8080", "/private/x") == 401);
  BOOST_TEST(own("/auth/login", "other:8080") == 401);
  for (const char* path : {"/", "/author", "/auth/../x", "/auth/%2e%2e/x", "/auth/..%2fx", "/auth/..;/x"})
    BOOST_TEST(own(path, "localhost:8080") == 401, path);
}

BOOST_AUTO_TEST_CASE(nothing_passes_while_the_database_is_gone) {
  const auto opened = sign_in(alice);
  BOOST_TEST(status(Role::access_checker, "/app/x", {by(opened)}) == 200);
  gate = std::make_unique<api::App>(kGateService, clock, random, *log, *live);
  std::rename(folder.file().c_str(), (folder.file() + ".away").c_str());
  const http::Response checked = ask(Role::access_checker, "/app/x", {by(opened)});
  BOOST_TEST(checked.status == 503);
  BOOST_TEST(header(checked, "Set-Cookie").starts_with("postern_gate_busy=1; "));
  const http::Response page = ask(Role::denial, "/app/x", {by(opened), kBrowser});
  BOOST_TEST(page.status == 503);
  BOOST_TEST(header(page, "Retry-After") != "(none)");
  std::rename((folder.file() + ".away").c_str(), folder.file().c_str());
  // The page of a denial that was no judgement asks to try again instead of to sign in; without the mark it looks
  // again.
  const http::Response again = ask(Role::denial, "/app/x", {by(opened), kBrowser, {"cookie", "postern_gate_busy=1"}});
  BOOST_TEST(again.status == 503);
  BOOST_TEST(contains(again.body, "Try again"));
  BOOST_TEST(header(ask(Role::denial, "/app/x", {by(opened), kBrowser}), "Location") == "http://localhost:4455/app/x");
}

BOOST_AUTO_TEST_CASE(check_judges_only_what_its_web_server_names) {
  const auto opened = sign_in(alice);
  const auto check = [&](const std::string& target, std::vector<http::Header> sent, const char* from) {
    http::Request asked = request("GET", "/check", std::move(sent));
    asked.host = "localhost:4455";
    asked.gate_target = target;
    asked.remote_addr = from;
    return gate->answer(asked).status;
  };
  const http::Header original{"x-original-uri", "/app/x"}, guarded{"x-original-uri", "/private/x"};
  BOOST_TEST(check("/app/x", {by(opened)}, "192.0.2.7") == 200);
  BOOST_TEST(check("/app/x", {}, "192.0.2.7") == 401);
  BOOST_TEST(check("/private/x", {by(opened), original}, "10.0.0.1") == 401);
  BOOST_TEST(check("/%zz", {by(opened)}, "192.0.2.7") == 403);
  BOOST_TEST(check("", {by(opened)}, "10.0.0.1") == 403);
  BOOST_TEST(check("", {by(opened), original}, "192.0.2.7") == 403);
  BOOST_TEST(check("", {by(opened), original}, "10.0.0.1") == 200);
  BOOST_TEST(check("", {by(opened), guarded}, "10.0.0.1") == 401);
}

BOOST_AUTO_TEST_CASE(variables_of_traits) {
  BOOST_TEST(api::trait_variable("email") == "POSTERN_TRAIT_EMAIL");
  BOOST_TEST(api::trait_variable("name.first") == "POSTERN_TRAIT_NAME_FIRST");
  BOOST_TEST(api::trait_variable("a\r\nb: é") == "POSTERN_TRAIT_A__B____");
}

BOOST_AUTO_TEST_SUITE_END()
