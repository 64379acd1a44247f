// Every route of the site with every kind of session: what each is answered, and that nobody below the level that is
// asked for gets anything about the person.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "base/text.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

// Who asks. Alice has TOTP, so her level of sign-in and what is available to her differ.
enum Who { nobody, aal1, aal2, expired, disabled, kinds };
constexpr const char* kNames[kinds] = {"no session", "aal1", "aal2", "expired", "disabled"};

// A status, or two where the levels matter: under `aal1` and under `highest_available`. A path may use {login},
// {settings}, {registration} (flows that the asking browser made while it was allowed to), {other} (another session),
// {token} (its logout token).
struct Row {
  const char *method, *path, *body;
  struct Status {
    int relaxed, highest;
    constexpr Status(int both) : relaxed(both), highest(both) {}
    constexpr Status(int under_aal1, int under_highest) : relaxed(under_aal1), highest(under_highest) {}
  } expected[kinds];
};

constexpr const char* kPassword = "method=password&identifier=nobody@example.org&password=wrong";
constexpr const char* kProfile = "method=profile&traits.email=alice@example.org";
constexpr const char* kNewcomer = "method=password&traits.email=new@example.org&password=Another-pw-4711-x";
constexpr const char* kCode = R"({"totp_code":"000000"})";
constexpr const char* kSecret = R"({"lookup_secret":"00000000"})";

// clang-format off
constexpr Row kRows[] = {
    //                                                                      nobody      aal1  aal2  expired disabled
    {"GET", "/sessions/whoami", "",                                         {401, {200, 403},  200, 401, 401}},
    {"GET", "/sessions", "",                                                {401, {200, 403},  200, 401, 401}},
    {"DELETE", "/sessions", "",                                             {401, {200, 403},  200, 401, 401}},
    {"DELETE", "/sessions/{other}", "",                                     {401, {204, 403},  204, 401, 401}},
    {"GET", "/sessions/token-exchange", "",                                 {400, 400,         400, 400, 400}},
    {"GET", "/self-service/errors?id=stub:500", "",                         {200, 200,         200, 200, 200}},
    {"GET", "/error", "",                                                   {200, 200,         200, 200, 200}},
    {"GET", "/health/alive", "",                                            {200, 200,         200, 200, 200}},
    {"GET", "/health/ready", "",                                            {200, 200,         200, 200, 200}},
    {"GET", "/schemas", "",                                                 {200, 200,         200, 200, 200}},
    {"GET", "/schemas/default", "",                                         {200, 200,         200, 200, 200}},

    {"GET", "/self-service/login/browser", "",                              {200, 400,         400, 200, 200}},
    {"GET", "/self-service/login/browser?aal=aal2", "",                     {401, 200,         400, 401, 401}},
    {"GET", "/self-service/login/browser?refresh=true", "",                 {200, 200,         200, 200, 200}},
    {"GET", "/self-service/login/api", "",                                  {200, 400,         400, 200, 200}},
    {"GET", "/self-service/login/flows?id={login}", "",                     {200, 200,         200, 200, 200}},
    {"POST", "/self-service/login?flow={login}", kPassword,                 {400, 400,         400, 400, 401}},
    {"GET", "/self-service/login?flow={login}", "",                         {400, 400,         400, 400, 401}},
    {"GET", "/self-service/logout/browser", "",                             {401, 200,         200, 401, 401}},
    {"GET", "/self-service/logout?token={token}", "",                       {401, 204,         204, 401, 401}},
    {"DELETE", "/self-service/logout/api", R"({"session_token":"x"})",      {403, 403,         403, 403, 403}},
    {"GET", "/login", "",                                                   {200, 303,         303, 200, 200}},
    {"GET", "/", "",                                                        {200, 200,         200, 200, 200}},
    {"GET", "/signed-out", "",                                              {200, 200,         200, 200, 200}},

    {"GET", "/reset", "",                                                   {303, 303,         303, 303, 303}},
    {"POST", "/reset", "reset=remove",                                      {303, 303,         303, 303, 303}},
    {"GET", "/reset/cancel?token=x", "",                                    {200, 200,         200, 200, 200}},
    {"POST", "/reset/cancel", "token=x",                                    {200, 200,         200, 200, 200}},

    {"GET", "/self-service/settings/browser", "",                           {401, {200, 403},  200, 401, 401}},
    {"GET", "/self-service/settings/api", "",                               {401, {200, 403},  200, 401, 401}},
    {"GET", "/self-service/settings/flows?id={settings}", "",               {401, {200, 403},  200, 401, 401}},
    {"POST", "/self-service/settings?flow={settings}", kProfile,            {401, {200, 403},  200, 401, 401}},
    {"GET", "/self-service/settings?flow={settings}", "",                   {401, {400, 403},  400, 401, 401}},
    {"GET", "/settings", "",                                                {303, {200, 303},  200, 303, 303}},
    {"GET", "/settings?flow={settings}", "",                                {303, {200, 303},  200, 303, 303}},
    {"POST", "/settings/sessions?flow={settings}", "session=others",        {303, 303,         303, 303, 303}},
    {"GET", "/.well-known/change-password", "",                             {303, 303,         303, 303, 303}},

    {"GET", "/self-service/registration/browser", "",                       {200, 400,         400, 200, 200}},
    {"GET", "/self-service/registration/api", "",                           {200, 400,         400, 200, 200}},
    {"GET", "/self-service/registration/flows?id={login}", "",              {404, 404,         404, 404, 404}},
    {"POST", "/self-service/registration?flow={registration}", kNewcomer,   {200, 400,         400, 200, 200}},
    {"GET", "/self-service/registration?flow={registration}", "",           {400, 400,         400, 400, 400}},
    {"GET", "/registration", "",                                            {200, 303,         303, 200, 200}},

    {"POST", "/self-service/methods/totp/login", kCode,                     {401, 400,         400, 401, 401}},
    {"POST", "/self-service/methods/totp/login?flow={login}", kCode,        {400, 400,         400, 400, 401}},
    {"POST", "/self-service/methods/totp/settings?flow={settings}", kProfile,
                                                                            {401, {400, 403},  400, 401, 401}},
    {"GET", "/self-service/methods/totp/qr.png?flow={settings}", "",        {404, 404,         404, 404, 404}},
    {"POST", "/self-service/methods/lookup_secret/login", kSecret,          {401, 400,         400, 401, 401}},
    {"POST", "/self-service/methods/lookup_secret/login?flow={login}", kSecret,
                                                                            {400, 400,         400, 400, 401}},
    {"POST", "/self-service/methods/lookup_secret/settings?flow={settings}", kProfile,
                                                                            {401, {400, 403},  400, 401, 401}},
    {"GET", "/self-service/methods/lookup_secret/codes.txt?flow={settings}", "",
                                                                            {404, 404,         200, 404, 404}},

    {"POST", "/self-service/methods/webauthn/login?flow={login}", kCode,    {400, 400,         400, 400, 401}},
    {"POST", "/self-service/methods/webauthn/settings?flow={settings}", kProfile,
                                                                            {401, {400, 403},  400, 401, 401}},
    {"GET", "/.well-known/ory/webauthn.js", "",                             {200, 200,         200, 200, 200}},
    {"GET", "/.well-known/webauthn", "",                                    {404, 404,         404, 404, 404}},
};
// clang-format on

bool is_page(std::string_view path) {
  return path == "/" || path == "/login" || path == "/registration" || path.starts_with("/settings") ||
         path == "/signed-out" || path.starts_with("/reset") || path == "/error" || path.starts_with("/.well-known/");
}

// Below the level, a browser is told whose session it has only by the home page and by the form that confirms the
// password, which holds the identifier (contract half A 4.3).
bool may_name_the_person(const Row& row, Who who) {
  const std::string_view path = row.path;
  return who == aal2 || (who == aal1 && (path == "/" || path.ends_with("refresh=true")));
}

std::string replaced(std::string text, std::string_view what, const std::string& with) {
  const auto at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

// A fresh site for each request, so that none disturbs the next.
struct Site : World {
  Person alice = add("alice", kWithBoth);
  Browser browser{*this};
  Form login, settings, registration;
  std::string other, token;

  // Somewhere else Alice is at aal2 and looks at her recovery codes, in the very flow that is asked for here.
  Site(Who who, bool highest) {
    configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", "aal1");
    login = browser.start_login();
    registration = browser.start("registration");
    Browser elsewhere(*this);
    elsewhere.logs_in(alice);
    other = elsewhere.get("/sessions/whoami").at("id");
    token = elsewhere.get("/self-service/logout/browser").at("logout_token");
    settings = elsewhere.start_settings();
    const auto elsewheres = settings.csrf_token;
    if (who != nobody) signs_in();
    auto& shown_to = who == aal2 ? browser : elsewhere;
    auto form = settings;
    if (who != aal2) form.csrf_token = elsewheres;
    shown_to.passes("totp", code(alice));
    BOOST_REQUIRE_EQUAL(shown_codes(shown_to.submit(form, {{"lookup_secret_reveal", "true"}})).size(), 12);
    if (who == expired) clock.advance(24h);
    if (who == expired) {  // flows end sooner than sessions
      login = browser.start_login();
      registration = browser.start("registration");
    }
    if (who == disabled) {  // signing in renewed the secret that the first form hangs on
      disable(alice);
      registration = browser.start("registration");
    }
    const char* level = highest ? "highest_available" : "aal1";
    configure("SESSION_WHOAMI_REQUIRED_AAL", level);
    configure("SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL", level);
  }
  void signs_in() {
    browser.logs_in(alice);
    login = browser.start_login("aal=aal2&refresh=true");  // bound to her session
    settings = browser.start_settings();
    token = browser.get("/self-service/logout/browser").at("logout_token");
  }

  Answer ask(const Row& row) {
    auto path = replaced(replaced(row.path, "{login}", login.id), "{settings}", settings.id);
    path = replaced(replaced(path, "{other}", other), "{token}", token);
    path = replaced(path, "{registration}", registration.id);
    Headers headers{{"origin", "http://localhost:8080"}};
    std::string body = row.body;
    if (body.starts_with("{")) {
      headers.push_back({"content-type", "application/json"});
    } else if (!body.empty()) {
      headers.push_back({"content-type", "application/x-www-form-urlencoded"});
      const auto& form = path.find("/settings") != std::string::npos       ? settings
                         : path.find("/registration") != std::string::npos ? registration
                                                                           : login;
      body += "&csrf_token=" + base::escape_query(form.csrf_token);
    }
    if (is_page(row.path)) browser.kind = Browser::Kind::form;
    return browser.send(row.method, path, std::move(headers), body);
  }
};

unsigned bit_of(std::string_view method) {
  return method == "GET" ? api::kGet : method == "POST" ? api::kPost : method == "DELETE" ? api::kDelete : 0u;
}

bool names(const Row& row, const api::Route& route) {
  const auto path = std::string_view(row.path).substr(0, std::string_view(row.path).find('?'));
  const auto pattern = route.path.substr(0, route.path.find('{'));
  const bool same = pattern.size() == route.path.size() ? path == route.path
                                                        : path.starts_with(pattern) && path.size() > pattern.size();
  return same && ((route.methods & bit_of(row.method)) != 0 || route.methods == api::kAnyMethod);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routes)

BOOST_AUTO_TEST_CASE(every_route_stands_in_the_table) {
  for (const auto& route : handler_service().routes)
    for (const unsigned method : {api::kGet, api::kPost, api::kDelete}) {
      if ((route.methods & method) == 0) continue;
      const bool found =
          std::ranges::any_of(kRows, [&](const Row& row) { return names(row, route) && bit_of(row.method) == method; });
      BOOST_TEST(found, route.path << ": method " << method << " is in no row");
    }
  for (const auto& row : kRows)
    BOOST_TEST(
        std::ranges::any_of(handler_service().routes, [&](const api::Route& route) { return names(row, route); }),
        row.path << " is no route");
}

BOOST_AUTO_TEST_CASE(every_route_with_every_session) {
  for (const bool highest : {false, true})
    for (int who = 0; who < kinds; ++who)
      for (const auto& row : kRows) {
        BOOST_TEST_CONTEXT(row.method << " " << row.path << ", " << kNames[who]
                                      << (highest ? ", highest_available" : ", aal1")) {
          Site site(static_cast<Who>(who), highest);
          const auto answer = site.ask(row);
          const auto& expected = row.expected[who];
          BOOST_TEST(answer.status == (highest ? expected.highest : expected.relaxed));
          const bool shown = answer.body().find("alice@") != std::string::npos ||
                             answer.body().find(base::to_string(site.alice.id)) != std::string::npos ||
                             !answer.header("X-Kratos-Authenticated-Identity-Id").empty();
          if (highest) BOOST_TEST((!shown || may_name_the_person(row, static_cast<Who>(who))));
          if (who == nobody || who == expired || who == disabled) BOOST_TEST(!shown);
          for (const auto& code : site.alice.codes)
            BOOST_TEST((who == aal2 || answer.body().find(code) == std::string::npos));
        }
      }
}

BOOST_AUTO_TEST_SUITE_END()
