// Pages with security keys.
#include <algorithm>
#include <utility>

#include "samples.h"

namespace samples {

namespace {

using api::PageView;
using flow::Message;
using flow::Node;

Node trigger(std::string options, std::string onclick) {
  Node node = labelled(input("webauthn", "webauthn_login_trigger", "button", std::move(options)), 1010008,
                       "Sign in with a hardware key");
  node.onclick = "window." + onclick + "()";
  node.onclick_trigger = std::move(onclick);
  return node;
}

Node script() {
  Node node;
  node.kind = Node::Kind::script;
  node.group = "webauthn";
  node.name = "webauthn_script";
  return node;
}

Node key(std::string credential, const std::string& name, int days) {
  Node node = labelled(input("webauthn", "webauthn_remove", "submit", std::move(credential)), 1050018,
                       "Remove security key \"" + name + "\"");
  const auto added = std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()) -
                     std::chrono::seconds(std::chrono::days(days));
  node.label->context =
      R"({"added_at_unix":)" + std::to_string(added.count()) + R"(,"display_name":")" + name + R"("})";
  return node;
}

constexpr const char* kCreationOptions =
    R"({"publicKey":{"rp":{"name":"Oakfield Choir","id":"choir.example"},"user":{"name":"Oakfield Choir","displayName":)"
    R"("Oakfield Choir","id":"q1Yv0mJtVhQq1Yv0mJtVhQ"},"challenge":"q1Yv0mJtVhQq1Yv0mJtVhQq1Yv0mJtVhQq1Yv0mJtVh",)"
    R"("pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-257},{"type":"public-key","alg":-8}],)"
    R"("timeout":120000,"authenticatorSelection":{"userVerification":"discouraged"}}})";

void add_key_enrolment(PageView& view) {
  view.key_origin = "https://choir.example";
  Node create =
      labelled(input("webauthn", "webauthn_register_trigger", "button", kCreationOptions), 1050012, "Add security key");
  create.onclick_trigger = "oryWebAuthnRegistration";
  view.ui.nodes.push_back(
      labelled(input("webauthn", "webauthn_register_displayname", "text", ""), 1050013, "Name of the security key"));
  view.ui.nodes.insert(view.ui.nodes.end(), {input("webauthn", "webauthn_register", "hidden"), create, script()});
}

Node& node_named(PageView& view, std::string_view name) { return *std::ranges::find(view.ui.nodes, name, &Node::name); }

void add_key_logins(std::vector<Sample>& list) {
  PageView view = login();
  Node key_button = trigger(R"({"publicKey":{"challenge":"q1Yv"}})", "oryWebAuthnLogin");
  key_button.label = message(1010013, "Continue");
  view.ui.nodes = {login().ui.nodes.front(), input("default", "identifier", "hidden", "alex.marsh@oakfield.example"),
                   script(), key_button, input("webauthn", "webauthn_login", "hidden")};
  view.ui.messages = {message(1010012, "Prepare your WebAuthn device.")};
  list.push_back({"login-key", view});
  view = second();
  Node result = input("webauthn", "webauthn_login", "hidden");
  view.ui.nodes.insert(view.ui.nodes.begin() + 1,
                       {result, script(), trigger(R"({"publicKey":{"challenge":"q1Yv"}})", "oryWebAuthnLogin")});
  view.key_origin = "https://choir.example";
  list.push_back({"second-key", view});
  view.ui.messages.push_back(message(4000043, "Could not complete.", "", "webauthn.origin"));
  list.push_back({"second-key-origin", view, true, true});
}

void add_key_settings(std::vector<Sample>& list) {
  list.push_back({"keys", keys()});
  PageView view = keys();
  node_named(view, "webauthn_register_displayname").messages = {
      message(4000002, "Property webauthn_register_displayname is missing.")};
  list.push_back({"keys-wrong", view, true, true});
  view = keys();
  node_named(view, "webauthn_remove").disabled = true;
  list.push_back({"keys-last", view});
  view = protected_settings();
  add_key_enrolment(view);
  view.show = "webauthn";
  list.push_back({"keys-none", view});
  view = keys();
  view.show = "";
  view.ui.messages = {message(1050001, "Your changes have been saved!")};
  view.ui.messages.front().type = Message::Type::success;
  list.push_back({"keys-saved", view, false});
}

}  // namespace

PageView keys() {
  PageView view = protected_settings();
  view.ui.nodes.push_back(key("a1f0", "Blue YubiKey", 266));
  view.ui.nodes.push_back(key("a2f0", "Alex’s laptop", 71));
  view.keys = {{"a1f0", "usb", now() - std::chrono::hours(30)}, {"a2f0", "internal", now() - std::chrono::days(22)}};
  add_key_enrolment(view);
  view.show = "webauthn";
  return view;
}

std::vector<Sample> key_samples() {
  std::vector<Sample> list;
  add_key_logins(list);
  add_key_settings(list);
  return list;
}

}  // namespace samples
