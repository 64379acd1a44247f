// Node order (contract half A 4.4, half B 0.7) and JSON (half A 4.2, half B 0.5), facts of a stored flow, submissions.
// contract: A4.2 A4.4 B0.5 B0.7
#include "flow/node.h"

#include <boost/test/unit_test.hpp>

#include "flow/facts.h"
#include "flow/messages.h"
#include "flow/submission.h"
#include "tests/support/fakes.h"

namespace {

using flow::Node;

const flow::Order kLogin{{"oidc", "default", "webauthn", "passkey", "code", "password", "totp", "lookup_secret"},
                         {"csrf_token", "identifier", "password"}};
const flow::Order kSettings{
    {"default", "profile", "password", "oidc", "lookup_secret", "webauthn", "passkey", "totp"},
    {"traits.email", "traits.name.first", "lookup_secret_reveal", "lookup_secret_regenerate", "lookup_secret_codes",
     "lookup_secret_confirm", "webauthn_remove", "webauthn_register_displayname", "webauthn_register", "passkey_remove",
     "passkey_register", "totp_qr", "totp_secret_key", "totp_unlink", "totp_code"}};

Node node(std::string group, std::string name) {
  return {.group = std::move(group), .name = std::move(name), .type = "text"};
}
Node with_value(std::string group, std::string name, std::string value) {
  auto made = node(std::move(group), std::move(name));
  made.value = base::Json(std::move(value));
  return made;
}
Node csrf() { return with_value("default", "csrf_token", "zzz"); }
Node method(std::string group) { return with_value(group, "method", group); }

std::string sorted(std::vector<Node> nodes, const flow::Order& order) {
  flow::sort_nodes(nodes, order);
  std::string out;
  for (const auto& each : nodes) {
    out += (out.empty() ? "" : " ") + each.name;
    if (each.name == "method") out += "=" + std::string(each.text_value());
  }
  return out;
}

std::string json_of(const Node& one) {
  flow::Ui ui{.action = "A", .nodes = {one}};
  base::JsonWriter out;
  flow::write_ui(out, ui);
  const auto text = out.take();
  const std::string before = R"({"action":"A","method":"POST","nodes":[)", after = "]}";
  BOOST_REQUIRE(text.starts_with(before));
  return text.substr(before.size(), text.size() - before.size() - after.size());
}

flow::Submission::Field field(std::string name, std::string text) { return {std::move(name), std::move(text)}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(node_order)

// The rows of contract half A 4.4; nodes are given in the order in which methods add them.
BOOST_AUTO_TEST_CASE(login) {
  const struct {
    std::vector<Node> nodes;
    const char* order;
  } rows[] = {
      {{node("default", "identifier"), node("password", "password"), method("password"), csrf()},
       "csrf_token identifier password method=password"},
      {{node("default", "identifier"), node("password", "password"), method("password"), method("webauthn"), csrf()},
       "csrf_token identifier method=webauthn password method=password"},
      {{node("default", "identifier"), method("webauthn"), csrf()}, "csrf_token identifier method=webauthn"},
      {{node("totp", "totp_code"), method("totp"), node("lookup_secret", "lookup_secret"), method("lookup_secret"),
        csrf()},
       "csrf_token totp_code method=totp lookup_secret method=lookup_secret"},
      {{node("totp", "totp_code"), method("totp"), node("default", "identifier"),
        with_value("webauthn", "webauthn_login", ""), node("webauthn", "webauthn_script"),
        with_value("webauthn", "webauthn_login_trigger", "{}"), node("lookup_secret", "lookup_secret"),
        method("lookup_secret"), csrf()},
       "csrf_token identifier webauthn_login webauthn_script webauthn_login_trigger totp_code method=totp "
       "lookup_secret "
       "method=lookup_secret"},
      {{with_value("identifier_first", "identifier", ""), method("identifier_first"), csrf()},
       "identifier method=identifier_first csrf_token"},
  };
  for (const auto& row : rows) BOOST_TEST(sorted(row.nodes, kLogin) == row.order);
}

BOOST_AUTO_TEST_CASE(settings) {
  BOOST_TEST(sorted({csrf(), node("profile", "traits.name.first"), method("profile"), node("profile", "traits.email"),
                     method("password"), node("password", "password"), method("totp"), node("totp", "totp_code"),
                     node("totp", "totp_secret_key"), node("totp", "totp_qr"),
                     with_value("lookup_secret", "lookup_secret_disable", "true"),
                     with_value("lookup_secret", "lookup_secret_reveal", "true")},
                    kSettings) ==
             "csrf_token traits.email traits.name.first method=profile password method=password lookup_secret_reveal "
             "lookup_secret_disable totp_qr totp_secret_key totp_code method=totp");
  BOOST_TEST(
      sorted({with_value("webauthn", "webauthn_register_trigger", "{"), with_value("webauthn", "webauthn_register", ""),
              with_value("webauthn", "webauthn_remove", "bb"), with_value("webauthn", "webauthn_remove", "aa"),
              node("webauthn", "webauthn_script"), with_value("webauthn", "webauthn_register_displayname", "")},
             kSettings) ==
      "webauthn_remove webauthn_remove webauthn_register_displayname webauthn_register webauthn_register_trigger "
      "webauthn_script");
}

// default and password count as one block only while they are neighbours.
BOOST_AUTO_TEST_CASE(blocks_merge_only_beside_each_other) {
  BOOST_TEST(sorted({method("password"), node("default", "password"), csrf()}, kLogin) ==
             "csrf_token password method=password");
  BOOST_TEST(sorted({node("password", "identifier"), method("webauthn"), csrf()}, kLogin) ==
             "csrf_token method=webauthn identifier");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(node_json)

BOOST_AUTO_TEST_CASE(inputs) {
  BOOST_TEST(
      json_of(node("default", "a")) ==
      R"({"type":"input","group":"default","attributes":{"name":"a","type":"text","disabled":false,"node_type":"input"},)"
      R"("messages":[],"meta":{}})");
  Node full{.group = "g",
            .name = "n",
            .type = "t",
            .value = base::Json(std::string()),
            .required = true,
            .autocomplete = "c",
            .pattern = "p",
            .disabled = true,
            .onclick = "o",
            .onclick_trigger = "ot",
            .onload = "l",
            .onload_trigger = "lt",
            .options = {"x"},
            .messages = {flow::property_missing("n")},
            .label = flow::make_message(1070003)};
  BOOST_TEST(
      json_of(full) ==
      R"({"type":"input","group":"g","attributes":{"name":"n","type":"t","value":"","required":true,"autocomplete":"c",)"
      R"("pattern":"p","disabled":true,"onclick":"o","onclickTrigger":"ot","onload":"l","onloadTrigger":"lt",)"
      R"("options":[{"value":"x"}],"node_type":"input"},"messages":[{"id":4000002,"text":"Property n is missing.",)"
      R"("type":"error","context":{"property":"n"}}],"meta":{"label":{"id":1070003,"text":"Save","type":"info"}}})");
}

BOOST_AUTO_TEST_CASE(other_kinds) {
  const Node image{
      .kind = Node::Kind::img, .group = "totp", .name = "totp_qr", .src = "data:x", .width = 256, .height = 256};
  BOOST_TEST(json_of(image) ==
             R"({"type":"img","group":"totp","attributes":{"src":"data:x","id":"totp_qr","width":256,)"
             R"("height":256,"node_type":"img"},"messages":[],"meta":{}})");
  const Node text{.kind = Node::Kind::text, .group = "totp", .name = "k", .text = flow::make_message(1070004)};
  BOOST_TEST(json_of(text) ==
             R"({"type":"text","group":"totp","attributes":{"text":{"id":1070004,"text":"ID","type":"info"},)"
             R"("id":"k","node_type":"text"},"messages":[],"meta":{}})");
  const Node script{.kind = Node::Kind::script,
                    .group = "webauthn",
                    .name = "webauthn_script",
                    .src = "S",
                    .integrity = "I",
                    .nonce = "N"};
  BOOST_TEST(json_of(script) == R"({"type":"script","group":"webauthn","attributes":{"src":"S","async":true,)"
                                R"("referrerpolicy":"no-referrer","crossorigin":"anonymous","integrity":"I",)"
                                R"("type":"text/javascript","id":"webauthn_script","nonce":"N","node_type":"script"},)"
                                R"("messages":[],"meta":{}})");
}

BOOST_AUTO_TEST_CASE(containers) {
  const auto shown = [](const flow::Ui& ui) {
    base::JsonWriter out;
    flow::write_ui(out, ui);
    return out.take();
  };
  BOOST_TEST(shown({.action = "A"}) == R"({"action":"A","method":"POST","nodes":[]})");
  BOOST_TEST(shown({.action = "A", .nodes_null = true}) == R"({"action":"A","method":"POST","nodes":null})");
  BOOST_TEST(
      shown({.action = "A", .messages = {flow::make_message(1050001)}}) ==
      R"({"action":"A","method":"POST","nodes":[],"messages":[{"id":1050001,"text":"Your changes have been saved!",)"
      R"("type":"success"}]})");
}

// A message for a node that the form does not have brings its node along.
BOOST_AUTO_TEST_CASE(messages_find_or_make_their_node) {
  flow::Ui ui{.nodes = {node("password", "password")}};
  flow::place_messages(ui, {{"", flow::make_message(4000006)},
                            {"password", flow::property_missing("password")},
                            {"totp_code", flow::property_missing("totp_code")}});
  BOOST_TEST(ui.messages.size() == 1);
  BOOST_REQUIRE(ui.nodes.size() == 2);
  BOOST_TEST(ui.nodes[0].messages.size() == 1);
  BOOST_TEST(
      json_of(ui.nodes[1])
          .starts_with(
              R"({"type":"input","group":"default","attributes":{"name":"totp_code","type":"text","disabled":false,)"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(flow_facts)

BOOST_AUTO_TEST_CASE(echo_comes_back) {
  flow::Echo echo;
  echo.add_failed("password");
  echo.add_failed("totp");
  echo.add_failed("password");
  echo.set("identifier", base::Json(std::string("a")));
  echo.set("identifier", base::Json(std::string("b\"\n")));
  const auto back = flow::decode_echo(flow::encode_echo(echo));
  BOOST_TEST(back.failed == (std::vector<std::string>{"totp", "password"}), boost::test_tools::per_element());
  BOOST_TEST(back.has_failed("totp"));
  BOOST_TEST(!back.has_failed("lookup_secret"));
  BOOST_REQUIRE(back.find("identifier"));
  BOOST_TEST(*back.find("identifier")->string() == "b\"\n");
  BOOST_TEST(back.find("traits") == nullptr);
  BOOST_TEST(flow::decode_echo("").failed.empty());
}

BOOST_AUTO_TEST_CASE(pending_secrets_open_in_their_flow_only) {
  support::SeededRandom random;
  const crypto::Keyring keyring({"0123456789abcdef0123456789abcdef"}, {});
  flow::Pending pending{.totp_key = base::SecretBytes(base::Bytes{0, 1, 2, 255}), .codes = {"abcd1234", "efgh5678"}};
  store::FlowRow row;
  row.id = base::make_uuid(random);
  BOOST_TEST(flow::open_pending(row, keyring).codes.empty());
  row.pending = flow::seal_pending(pending, row.id, keyring, random);
  BOOST_TEST(base::as_text(row.pending->bytes).find("abcd1234") == std::string::npos);
  const auto back = flow::open_pending(row, keyring);
  BOOST_TEST(back.codes == pending.codes, boost::test_tools::per_element());
  BOOST_TEST(back.totp_key.text() == pending.totp_key.text());
  row.id = base::make_uuid(random);
  BOOST_CHECK_THROW((void)flow::open_pending(row, keyring), base::Broken);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(submissions)

BOOST_AUTO_TEST_CASE(texts_take_the_first_and_booleans_the_last) {
  using Bool = flow::Submission::Bool;
  const flow::Submission fields({field("a", "1"), field("a", "2"), field("check", "false"), field("check", "true"),
                                 field("empty", ""), field("odd", "yes"), field("off", "true"), field("off", "F"),
                                 field("kept", "true"), field("kept", "")});
  BOOST_TEST(fields.text("a") == "1");
  BOOST_TEST(fields.text("b").empty());
  BOOST_TEST((fields.boolean("check") == Bool::yes));
  BOOST_TEST((fields.boolean("off") == Bool::no));
  BOOST_TEST((fields.boolean("kept") == Bool::yes));
  BOOST_TEST((fields.boolean("empty") == Bool::absent));
  BOOST_TEST((fields.boolean("missing") == Bool::absent));
  BOOST_TEST((fields.boolean("odd") == Bool::other));
  for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"})
    BOOST_TEST((flow::Submission({field("x", yes)}).boolean("x") == Bool::yes));
  for (const char* no : {"0", "f", "F", "FALSE", "false", "False"})
    BOOST_TEST((flow::Submission({field("x", no)}).boolean("x") == Bool::no));
}

BOOST_AUTO_TEST_SUITE_END()
