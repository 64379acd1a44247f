// Sign-in that asks for the identifier first: its two steps.
#include "samples.h"

namespace samples {

using api::PageView;
using flow::Node;

namespace {

constexpr const char* kAlex = "alex.marsh@oakfield.example";

Node identifier(std::string type, std::string value) {
  Node node = labelled(input("identifier_first", "identifier", std::move(type), std::move(value)), 1070002, "Email");
  node.required = true;
  node.autocomplete = "username webauthn";
  return node;
}

// A passkey may be used in either step.
std::vector<Node> passkey() {
  Node script;
  script.kind = Node::Kind::script;
  script.group = "webauthn";
  script.name = "webauthn_script";
  Node trigger = labelled(input("passkey", "passkey_login_trigger", "button", ""), 1010021, "Sign in with passkey");
  trigger.onclick_trigger = "oryPasskeyLogin";
  return {script, trigger, input("passkey", "passkey_login", "hidden"),
          input("passkey", "passkey_challenge", "hidden", R"({"publicKey":{"challenge":"q1Yv"}})")};
}

PageView first_step(const std::string& typed) {
  PageView view = login();
  const Node next = labelled(input("identifier_first", "method", "submit", "identifier_first"), 1070009, "Continue");
  view.ui.nodes = {identifier("text", typed), next, login().ui.nodes.front()};
  return view;
}

PageView second_step() {
  PageView view = login();
  view.ui.nodes[1] = identifier("hidden", kAlex);
  return view;
}

void add(PageView& view, const std::vector<Node>& nodes) {
  view.ui.nodes.insert(view.ui.nodes.end(), nodes.begin(), nodes.end());
}

}  // namespace

void add_identifier_first(std::vector<Sample>& list) {
  PageView view = first_step("");
  list.push_back({"login-first", view});
  add(view, passkey());
  list.push_back({"login-first-passkey", view});
  view = first_step("alx.marsh@oakfield.example");
  view.ui.nodes.front().messages = {message(4000037, "This account does not exist.")};
  list.push_back({"login-first-unknown", view, true, true});
  view = second_step();
  list.push_back({"login-named", view});
  view.ui.messages = {message(4000006, "The provided credentials are invalid.")};
  list.push_back({"login-named-wrong", view, true, true});
  view = second_step();
  add(view, passkey());
  list.push_back({"login-named-passkey", view});
  view = second_step();
  view.ui.nodes.resize(2);
  Node key = labelled(input("webauthn", "method", "submit", "webauthn"), 1010008, "Sign in with hardware key");
  add(view, {key});
  list.push_back({"login-named-key", view});
}

}  // namespace samples
