#include "session/gate.h"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using config::GateRule;
using config::RequiredAal;
using session::Aal;
using session::Lack;

namespace {

const base::Time kNow = base::from_micros(1'700'000'000'000'000);

config::Gate gate_of(std::vector<GateRule> rules) { return {std::move(rules), "groups", {}}; }

// The paths of the rules that count, with their hosts; `?` where no server serves it, `-` for no rule.
std::string chosen(const config::Gate& gate, const session::Place& place) {
  const auto rules = session::rules_for(gate, place);
  if (!rules) return "?";
  std::string out;
  for (const GateRule* rule : *rules) {
    const bool own = rule >= gate.rules.data() && rule < gate.rules.data() + gate.rules.size();
    out += (out.empty() ? "" : " ") + (own ? rule->host + rule->path : "-");
  }
  return out;
}

session::Session signed_in(std::vector<session::Completed> methods, const std::string& traits = "{}") {
  session::Session session;
  session.aal = session::level_of(methods);
  session.methods = std::move(methods);
  session.identity.factors = store::kPassword | store::kTotp;
  session.identity.traits = traits;
  return session;
}

const session::Completed kPassword{"password", Aal::aal1, kNow - 2h}, kTotp{"totp", Aal::aal2, kNow - 1h};

}  // namespace

BOOST_AUTO_TEST_SUITE(gate)

BOOST_AUTO_TEST_CASE(a_path_in_every_spelling) {
  const config::Gate gate = gate_of({{.path = "/private"}, {.path = "/private/open"}, {.path = "/a b/é"}});
  const std::pair<const char*, const char*> rows[] = {
      {"/private", "/private"},
      {"/private/", "/private"},
      {"/private/x", "/private"},
      {"//private//x", "/private"},
      {"/./private/./x", "/private"},
      {"/x/../private", "/private"},
      {"/../../private", "/private"},
      {"/%70rivate/x", "/private"},
      {"/x/%2e%2E/private", "/private"},
      {"/%2e/private", "/private"},
      {"/private/open", "/private/open"},
      {"/private/openly", "/private"},
      {"/private/open/../x", "/private"},
      {"/privately", "-"},
      {"/Private", "-"},
      {"/private.", "-"},
      {"/", "-"},
      {"", "-"},
      {"*", "-"},
      {"/a%20b/%c3%a9/x", "/a b/é"},
      {"/%2570rivate", "-"},
      // Servers disagree: both readings count.
      {"/private%2fx", "- /private"},
      {"/x/..%2fprivate", "- /private"},
      {"/private/..%2fx", "/private -"},
      {"/private/open%2f..%2fx", "/private"},
      {"/x/..;/private", "- /private"},
      {"/private;a=b/x", "- /private"},
      {"/%zz", "?"},
      {"/private%00", "?"},
      {"/private%2", "?"},
  };
  for (const auto& [path, expected] : rows) {
    BOOST_TEST_CONTEXT(path) { BOOST_TEST(chosen(gate, {"example.org", path, ""}) == expected); }
  }
}

BOOST_AUTO_TEST_CASE(a_rewritten_path_counts_where_it_leads_deeper) {
  const config::Gate gate = gate_of({{.path = "/"}, {.path = "/blog"}, {.path = "/private"}});
  BOOST_TEST(chosen(gate, {"h", "/pretty", "/private/page.php"}) == "/ /private");
  BOOST_TEST(chosen(gate, {"h", "/blog/post", "/index.php"}) == "/blog");
  BOOST_TEST(chosen(gate, {"h", "/private/x", "/private/x"}) == "/private");
}

BOOST_AUTO_TEST_CASE(hosts) {
  const config::Gate gate = gate_of({{.path = "/", .host = "wiki.example.org"},
                                     {.path = "/admin"},
                                     {.path = "/admin", .host = "shop.example.org"},
                                     {.path = "/", .host = "shop.example.org"}});
  BOOST_TEST(chosen(gate, {"wiki.example.org", "/x", ""}) == "wiki.example.org/");
  BOOST_TEST(chosen(gate, {"WIKI.example.org.:8443", "/x", ""}) == "wiki.example.org/");
  BOOST_TEST(chosen(gate, {"wiki.example.org", "/admin/x", ""}) == "/admin");
  BOOST_TEST(chosen(gate, {"shop.example.org", "/admin/x", ""}) == "shop.example.org/admin");
  // Whoever makes up a host is held to the rules of all.
  for (const char* host : {"", "other.example.org", "wiki.example.org.evil", "[::1]:80"}) {
    BOOST_TEST(chosen(gate, {host, "/x", ""}) == "wiki.example.org/ shop.example.org/");
    BOOST_TEST(chosen(gate, {host, "/admin", ""}) == "/admin shop.example.org/admin");
  }
  BOOST_TEST(chosen(gate_of({{.path = "/admin"}}), {"", "/admin", ""}) == "/admin");
}

BOOST_AUTO_TEST_CASE(who_must_keep_a_second_factor) {
  config::Essentials essentials;
  essentials.gate.group_trait = "groups";
  store::IdentityRow staff;
  staff.traits = R"({"groups":["staff"]})";
  const auto asked = [&](std::vector<GateRule> rules) {
    essentials.gate.rules = std::move(rules);
    return session::asks_second_factor_of(staff, essentials);
  };
  BOOST_TEST(!asked({}));
  BOOST_TEST(!asked({{.path = "/a"}, {.path = "/b", .aal = RequiredAal::highest_available}}));
  BOOST_TEST(asked({{.path = "/a"}, {.path = "/b", .aal = RequiredAal::aal2}}));
  BOOST_TEST(asked({{.aal = RequiredAal::aal2, .group = "staff"}}));
  BOOST_TEST(!asked({{.aal = RequiredAal::aal2, .group = "treasurers"}}));
  essentials.settings_aal = RequiredAal::aal2;
  BOOST_TEST(asked({}));
}

BOOST_AUTO_TEST_CASE(what_is_lacking) {
  config::Essentials essentials;
  essentials.password_enabled = essentials.totp_enabled = true;
  essentials.whoami_aal = RequiredAal::highest_available;
  essentials.gate.group_trait = "groups";
  const auto lack = [&](const session::Session& session, const GateRule& rule) {
    return static_cast<int>(session::lack_of(session, rule, essentials, kNow));
  };
  const auto is = [](Lack what) { return static_cast<int>(what); };
  const auto one = signed_in({kPassword}), both = signed_in({kPassword, kTotp}, R"({"groups":["a","staff"]})");
  BOOST_TEST(lack(one, {}) == is(Lack::second_step));  // whoami's level
  BOOST_TEST(lack(one, {.aal = RequiredAal::aal1}) == is(Lack::nothing));
  BOOST_TEST(lack(one, {.aal = RequiredAal::aal2}) == is(Lack::second_step));
  BOOST_TEST(lack(both, {.aal = RequiredAal::aal2}) == is(Lack::nothing));
  auto alone = one;
  alone.identity.factors = store::kPassword;
  BOOST_TEST(lack(alone, {.aal = RequiredAal::aal2}) == is(Lack::enrolment));
  BOOST_TEST(lack(both, {.max_age = 1h}) == is(Lack::nothing));
  BOOST_TEST(lack(both, {.max_age = 59min}) == is(Lack::freshness));
  BOOST_TEST(lack(both, {.max_age = 90min, .methods = {"password"}}) == is(Lack::freshness));
  BOOST_TEST(lack(both, {.methods = {"webauthn", "totp"}}) == is(Lack::nothing));
  BOOST_TEST(lack(both, {.methods = {"webauthn"}}) == is(Lack::method));
  BOOST_TEST(lack(both, {.group = "staff"}) == is(Lack::nothing));
  for (const char* traits : {"{}", "", "{", R"({"groups":"Staff"})", R"({"groups":["staff,"]})",
                             R"({"groups":["a,staff"]})", R"({"groups":{"staff":true}})", R"({"groups":null})"}) {
    BOOST_TEST(lack(signed_in({kPassword, kTotp}, traits), {.group = "staff"}) == is(Lack::group), traits);
  }
  // A remembered browser stands in where whoami lets it, for no rule's own level, and is no fresh proof.
  essentials.remember_device = 1h;
  const auto remembered = signed_in({kPassword, {std::string(session::kRememberedDevice), Aal::aal1, kNow}});
  BOOST_TEST(lack(remembered, {}) == is(Lack::nothing));
  BOOST_TEST(lack(remembered, {.aal = RequiredAal::aal2}) == is(Lack::second_step));
  BOOST_TEST(lack(remembered, {.max_age = 1h}) == is(Lack::freshness));
  // Who lacks the level learns nothing about groups.
  BOOST_TEST(lack(one, {.group = "staff"}) == is(Lack::second_step));
}

BOOST_AUTO_TEST_CASE(values_of_traits) {
  const auto traits =
      base::parse_json(R"({"a":"x, y","b":{"c":["p","q,r","s\n",7]},"n":1e3,"t":true,"e":"","l":"a\nb"})");
  BOOST_REQUIRE(traits);
  const auto joined = [&](const char* name) {
    std::string out;
    for (const std::string& value : session::trait_values(traits.value(), name)) out += value + "|";
    return out;
  };
  BOOST_TEST(joined("a") == "x, y|");
  BOOST_TEST(joined("b.c") == "p|");
  BOOST_TEST(joined("n") == "1e3|");
  BOOST_TEST(joined("t") == "true|");
  for (const char* name : {"e", "l", "b", "b.d", "a.b", "", "x"}) BOOST_TEST(joined(name) == "", name);
}

BOOST_AUTO_TEST_SUITE_END()
