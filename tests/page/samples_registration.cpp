#include "samples.h"

namespace samples {

using api::PageView;
using flow::Node;

namespace {

Node submit(std::string group, std::string name, std::string value, int id, std::string text) {
  return labelled(input(std::move(group), std::move(name), "submit", std::move(value)), id, std::move(text));
}

PageView registration() {
  PageView view = site(PageView::Kind::registration);
  view.ui.action = "https://choir.example/auth/self-service/registration?flow=52e0";
  Node email = labelled(input("default", "traits.email", "email"), 1070002, "Email");
  Node password = labelled(input("password", "password", "password"), 1070001, "Password");
  email.required = password.required = true;
  email.autocomplete = "email";
  password.autocomplete = "new-password";
  view.ui.nodes = {input("default", "csrf_token", "hidden", "Q0hFQ0s="), email, password,
                   labelled(input("default", "traits.name", "text"), 1070002, "Name"),
                   submit("password", "method", "password", 1040001, "Sign up")};
  return view;
}

}  // namespace

void add_registrations(std::vector<Sample>& list) {
  list.push_back({"register", registration()});
  PageView view = registration();
  view.return_to = "https://choir.example/members/";
  view.ui.nodes[1].value = base::Json(std::string("alex.marsh@"));
  view.ui.nodes[1].messages = {message(4000040, "Enter a valid email address", R"({"value":"alex.marsh@"})")};
  view.ui.nodes[2].messages = {message(4000032, "The password must be at least 8 characters long, but got 6.")};
  list.push_back({"register-error", view, true, true});
  view = registration();
  view.ui.nodes[1].value = base::Json(std::string("alex.marsh@oakfield.example"));
  view.ui.nodes[1].type = view.ui.nodes[3].type = "hidden";
  view.person = {{"", "alex.marsh@oakfield.example"}};
  view.ui.messages = {message(1040009, "Please choose a credential to authenticate yourself with.")};
  Node name = labelled(input("webauthn", "webauthn_register_displayname", "text"), 1050013, "Name of the security key");
  Node key =
      labelled(input("webauthn", "webauthn_register_trigger", "button", "{}"), 1040004, "Sign up with security key");
  key.onclick_trigger = "oryWebAuthnRegistration";
  view.ui.nodes.insert(view.ui.nodes.end(), {name, key});
  view.ui.nodes.push_back(submit("profile", "screen", "previous", 1040008, "Back"));
  list.push_back({"register-credential", view});
}

}  // namespace samples
