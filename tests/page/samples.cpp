#include "samples.h"

#include <utility>

namespace samples {

namespace {

using api::PageView;
using flow::Message;
using flow::Node;
using Kind = PageView::Kind;

Node csrf() {
  Node node = input("default", "csrf_token", "hidden", "Q0hFQ0s=");
  node.required = true;
  return node;
}

Node required(Node node) {
  node.required = true;
  return node;
}

Node password(std::string autocomplete) {
  Node node = required(labelled(input("password", "password", "password"), 1070001, "Password"));
  node.value.reset();
  node.autocomplete = std::move(autocomplete);
  return node;
}

Node submit(const std::string& group, int id, std::string text) {
  return labelled(input(group, "method", "submit", group), id, std::move(text));
}

Node trait(std::string name, std::string type, std::string value, std::string title) {
  return labelled(input("profile", std::move(name), std::move(type), std::move(value)), 1070002, std::move(title));
}

Node lookup_button(std::string name, int id, std::string text) {
  return labelled(input("lookup_secret", std::move(name), "submit", "true"), id, std::move(text));
}

Node codes(bool some_used) {
  Node node;
  node.kind = Node::Kind::text;
  node.group = "lookup_secret";
  node.name = "lookup_secret_codes";
  std::string secrets;
  for (const char* code : {"k7f2m9xq", "3vd8tq4z", "p2hnw6rb", "9xcme5jk", "t4wz8ydn", "b6qsr3vh", "m8jp2fxg",
                           "h5nek9tc", "w3ra7zmq", "d9gyp4bs", "z2xtv8fe", "q6kmn5wd"}) {
    secrets += secrets.empty() ? "" : ",";
    if (some_used && code[0] > 'k') {
      secrets += R"({"id":1050014,"text":"used","type":"info","context":{"used_at":"2026-11-20T10:00:00Z",)"
                 R"("used_at_unix":1795168800}})";
    } else {
      secrets += R"({"id":1050009,"text":")" + std::string(code) + R"(","type":"info","context":{"secret":")" +
                 std::string(code) + R"("}})";
    }
  }
  node.text = message(1050015, "codes", R"({"secrets":[)" + secrets + "]}");
  return labelled(std::move(node), 1050010, "These are your back up recovery codes. Please keep them in a safe place!");
}

// A QR code of some otpauth: address.
constexpr const char* kPicture =
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAOQAAADkAQMAAACymRrOAAAABlBMVEUAAAD///+l2Z/dAAAAAnRSTlP//8i138cAAAAJcEhZcwAACxIAAAsSAd"
    "LdfvwAAAJWSURBVFiF7ZhtSgRBDERzg9z/lnWD2PXS47II/qsFwRFhnBcw5KM66Zrfnvqnf59WVddoprvU/ulpfwzT5nvZoEcaHeNuvmfpeT+o"
    "/L1KskmvQZwanF+/H4Nj+CF64j8Gx8am8xE6RN/OnLQTjZ63HGWoC+zH81aTGernJMH+tEPiP/utBzO0hQut7TcsSH+aYtHUHPW+pdcTpu5mUW"
    "402qkDB6Jv1QWptszQMhSGwMSpa8yy4nggZNvsSlO313nGBlPb6KcANXF6QmExc4MXAm6Hnh6MUcdB60shMkUh1oQpMRBfDIYc4FScDpqybYam"
    "9qvLYrRo7FVxkRQfHt85ilG3c1tKjmfO+m20W3U5io50rS9usdNh6EqYOvZq5NOVTubR7jBFunS1xC5ujz1aF6O1jbVdbRMXxFScoqNMQIxDd0"
    "QoTZh67mHkcugt5OKl49T+IN47Hozw7emyGB3+f+9ByUe54R+NDdJ1hTzMDrs7b2bp5vkZ94qzQzuTRClR2D4TMr7bxLeqpKgYfua1wVADeTrF"
    "weEfu+birz1AstRZuHsij7bBK00bbzCxhKLcYlsNU9f6sMKskiGk6jQd0r1HlayodnEPyijl5uPed3DxMXfuC1MioV3Hqb5tOnWa4pZwRRwhPi"
    "WfLOQoQRDjPEN93b01Ta+iiKkANLtehOnu4tp9rV15mtctU442jeaxdm8h7svE6d6qDdsTyaDPP0Lbi+nmofeknEdFo3Tneg5HsaLrmXKDdG/V"
    "eu5FjwvA61ua3qobIrAXL1N6sp+jvzz/9K/TL+CcFb6Z1ZujAAAAAElFTkSuQmCC";

void add_totp_setup(PageView& view) {
  Node picture;
  picture.kind = Node::Kind::img;
  picture.group = "totp";
  picture.name = "totp_qr";
  picture.src = kPicture;
  picture.width = picture.height = 256;
  view.ui.nodes.push_back(labelled(picture, 1050005, "Authenticator app QR code"));
  Node key;
  key.kind = Node::Kind::text;
  key.group = "totp";
  key.name = "totp_secret_key";
  key.text = message(1050006, "JBSWY3DPEHPK3PXPKQ4WC3LTMF2HI2LP", R"({"secret":"JBSWY3DPEHPK3PXPKQ4WC3LTMF2HI2LP"})");
  view.ui.nodes.push_back(
      labelled(key, 1050017, "This is your authenticator app secret. Use it if you can not scan the QR code."));
  Node code = required(labelled(input("totp", "totp_code", "text"), 1070006, "Verify code"));
  code.value.reset();
  view.ui.nodes.push_back(code);
  view.ui.nodes.push_back(submit("totp", 1070003, "Save"));
}

PageView plain_settings() {
  PageView view = site(Kind::settings);
  view.flow_id = "77b2";
  view.ui.action = "https://choir.example/auth/self-service/settings?flow=77b2";
  view.logout_url = "https://choir.example/auth/self-service/logout?token=ory_lo_x";
  view.person = {{"Alex Marsh", "alex.marsh@oakfield.example"}};
  view.factors.password_changed_at = now() - std::chrono::days(71);
  view.ui.nodes = {csrf(),
                   required(trait("traits.email", "email", "alex.marsh@oakfield.example", "Email")),
                   trait("traits.name", "text", "Alex Marsh", "Name"),
                   trait("traits.newsletter", "checkbox", "", "Send me the rehearsal letter"),
                   submit("profile", 1070003, "Save"),
                   password("new-password"),
                   submit("password", 1070003, "Save")};
  view.ui.nodes[3].value = base::Json(true);
  return view;
}

Node& node_named(PageView& view, std::string_view group, std::string_view name) {
  for (Node& node : view.ui.nodes) {
    if (node.group == group && node.name == name) return node;
  }
  std::abort();
}

void add_sessions(PageView& view) {
  view.sessions = {
      {"b0", true, now() - std::chrono::minutes(12), {"password", "totp"}, {}, "Firefox/145.0 Linux", "192.0.2.14"},
      {"b1",
       false,
       now() - std::chrono::hours(30),
       {"password", "webauthn"},
       now() - std::chrono::hours(2),
       "iPhone Safari/604.1",
       "198.51.100.7, Leeds, GB"},
      {"b2", false, now() - std::chrono::days(15), {"password"}, {}, "", "2001:db8::80"}};
  view.sessions_url = "https://choir.example/auth/settings/sessions?flow=77b2";
}

constexpr const char* kWrongPassword =
    "The provided credentials are invalid, check for spelling mistakes in your password or username, email address, or "
    "phone number.";
constexpr const char* kWrongCode = "The provided authentication code is invalid, please try again.";

void add_logins(std::vector<Sample>& list) {
  list.push_back({"login", login()});
  PageView view = login();
  view.ui.nodes[1].value = base::Json(std::string("alex.marsh@oakfield.example"));
  view.ui.messages = {message(4000006, kWrongPassword)};
  list.push_back({"login-wrong", view, true, true});
  view.ui.messages = {
      message(4900002, "Too many tries. Try again in 5 minutes.", R"({"retry_after":290})", "throttle.wait")};
  view.failed_group = "password";
  list.push_back({"login-throttled", view, true, true});
  view = login();
  view.ui.nodes[1].messages = {message(4000002, "Property identifier is missing.")};
  view.ui.nodes[2].messages = {message(4000002, "Property password is missing.")};
  list.push_back({"login-missing", view, true, true});
  view = login();
  view.ui.nodes.insert(view.ui.nodes.begin() + 2, submit("webauthn", 1010008, "Sign in with a hardware key"));
  list.push_back({"login-passkey", view});
  view = login();
  view.ended = {{24, "Rehearsal plan"}};
  view.known_identifier = "alex.marsh@oakfield.example";
  list.push_back({"session-expired", view});
  view = login();
  view.ui.messages = {message(4010001, "The login flow expired 2.50 minutes ago, please try again.")};
  list.push_back({"flow-expired", view});
}

void add_seconds(std::vector<Sample>& list) {
  list.push_back({"second-totp", second()});
  PageView view = second();
  view.remember_days = 30;
  list.push_back({"second-remember", view});
  view = second();
  view.ui.messages.push_back(message(4000008, kWrongCode));
  list.push_back({"second-wrong", view, true, true});
  view = second();
  view.ui.messages.push_back(message(4900001, "This code has already been used. Wait for the next one.",
                                     R"({"seconds":17})", "totp.replayed"));
  list.push_back({"second-used", view, true, true});
  view = second();
  view.failed_group = "totp";
  view.ui.messages.push_back(message(4900002, "Too many tries.", R"({"retry_after":290})", "throttle.wait"));
  list.push_back({"second-throttled", view, false});
  view = second();
  view.with = "lookup_secret";
  list.push_back({"second-recovery", view});
  view.ui.messages.push_back(message(4000012, "This backup recovery code has already been used."));
  list.push_back({"second-recovery-used", view, true, true});
  view = second();
  view.ui.nodes = {csrf()};
  list.push_back({"second-none", view});
  list.push_back({"confirm", confirm()});
  view = confirm();
  view.requested_aal = 2;
  view.ui = second().ui;
  view.ui.messages = {message(1010003, "Please confirm this action by verifying that it is you.")};
  view.paused = "lookup_secret_regenerate";
  list.push_back({"confirm-second", view});
}

void add_settings(std::vector<Sample>& list) {
  list.push_back({"settings-start", settings()});
  PageView enrol = settings();
  enrol.enrolment = PageView::Enrolment{now() + std::chrono::days(9)};
  list.push_back({"settings-start-soon", enrol});
  enrol.enrolment = PageView::Enrolment{};
  std::erase_if(enrol.ui.nodes, [](const auto& node) { return node.group == "profile" || node.group == "password"; });
  list.push_back({"settings-start-now", enrol});
  PageView view = protected_settings();
  Message saved = message(1050001, "Your changes have been saved!");
  saved.type = Message::Type::success;
  view.ui.messages = {saved};
  view.return_to = "https://choir.example/members/";
  add_sessions(view);
  list.push_back({"settings", view, false});
  view.sessions_not_shown = 4;
  view.ended_sessions = "device";
  list.push_back({"settings-session-ended", view, false});
  view.devices = {
      {"d0", "Firefox/145.0 Linux", "192.0.2.14", now() - std::chrono::days(12), now() - std::chrono::hours(3)}};
  view.ended_sessions = "remembered";
  list.push_back({"settings-remembered", view, false});
  view.devices.clear();
  view.sessions.clear();
  view.ended_sessions.clear();
  view.ui.nodes.push_back(labelled(input("carrier_pigeon", "pigeon_name", "text"), 1, "Name of the pigeon"));
  view.ui.nodes.push_back(labelled(input("carrier_pigeon", "method", "submit", "carrier_pigeon"), 2, "Send a pigeon"));
  list.push_back({"settings-unknown", view, false});
  view = settings();
  view.show = "profile";
  list.push_back({"profile", view});
  node_named(view, "profile", "traits.email").messages = {message(4000040, "Enter a valid email address")};
  node_named(view, "profile", "traits.email").value = base::Json(std::string("alex.marsh@"));
  list.push_back({"profile-wrong", view, true, true});
  node_named(view, "profile", "traits.name").messages = {message(4000003, "length must be >= 2, but got 1")};
  list.push_back({"profile-two-wrong", view, true, true});
  view = settings();
  view.show = "password";
  list.push_back({"password", view});
  view.show = "";
  node_named(view, "password", "password").messages = {
      message(4000031, "The password can not be used because it is too similar to the identifier.")};
  list.push_back({"password-wrong", view, true, true});
  view = settings();
  view.show = "totp";
  list.push_back({"totp", view});
  node_named(view, "totp", "totp_code").messages = {message(4000008, kWrongCode)};
  list.push_back({"totp-wrong", view, true, true});
  node_named(view, "totp", "totp_code").messages.front().slug = "totp.skewed.fast 4";
  list.push_back({"totp-skewed", view, true, true});
  view = protected_settings();
  view.show = "totp";
  list.push_back({"totp-on", view, false});
}

void add_codes(std::vector<Sample>& list) {
  PageView view = protected_settings();
  view.show = "lookup_secret";
  list.push_back({"codes-on", view});
  view.ui.nodes.resize(view.ui.nodes.size() - 2);
  view.codes_url = "https://choir.example/auth/self-service/methods/lookup_secret/codes.txt?flow=77b2";
  view.ui.nodes.push_back(codes(true));
  view.ui.nodes.push_back(lookup_button("lookup_secret_disable", 1050016, "Disable this method"));
  view.ui.nodes.push_back(lookup_button("lookup_secret_regenerate", 1050008, "Generate new backup recovery codes"));
  list.push_back({"codes-revealed", view});
  view = settings();
  view.show = "lookup_secret";
  list.push_back({"codes-start", view});
  view.show = "";
  view.ui.nodes.pop_back();
  view.ui.nodes.push_back(codes(false));
  view.ui.nodes.push_back(lookup_button("lookup_secret_confirm", 1050011, "Confirm backup recovery codes"));
  view.codes_url = "https://choir.example/auth/self-service/methods/lookup_secret/codes.txt?flow=77b2";
  list.push_back({"codes", view});
  view.codes_renewed = true;
  list.push_back({"codes-last", view});
}

}  // namespace

base::Time now() { return base::Time(std::chrono::seconds(1795530720)); }

Node input(std::string group, std::string name, std::string type, std::string value) {
  Node node;
  node.group = std::move(group);
  node.name = std::move(name);
  node.type = std::move(type);
  node.value = base::Json(std::move(value));
  return node;
}

Message message(int id, std::string text, std::string context, std::string slug) {
  Message said;
  said.id = id;
  said.text = std::move(text);
  said.type = id >= 4000000 ? Message::Type::error : Message::Type::info;
  said.context = std::move(context);
  said.slug = std::move(slug);
  return said;
}

Node labelled(Node node, int id, std::string text) {
  node.label = message(id, std::move(text));
  return node;
}

PageView site(Kind kind) {
  PageView view;
  view.kind = kind;
  view.site = "Oakfield Choir";
  view.base = "https://choir.example/auth";
  view.help_url = "https://choir.example/help";
  view.privacy_url = "https://choir.example/privacy";
  view.forgot_url = "https://choir.example/help/sign-in";
  view.lost_factor_url = view.help_url;
  view.languages = {{"de", "?ui_locales=de"}, {"es", "?ui_locales=es"}, {"fr", "?ui_locales=fr"}};
  view.now = now();
  return view;
}

PageView login() {
  PageView view = site(Kind::login);
  view.flow_id = "f3c1";
  view.registration_url = "https://choir.example/auth/registration";
  view.identifier_is_email = true;
  view.ui.action = "https://choir.example/auth/self-service/login?flow=f3c1";
  view.ui.nodes = {csrf(), required(labelled(input("default", "identifier", "text"), 1070002, "Email")),
                   password("current-password"), submit("password", 1010022, "Sign in with password")};
  return view;
}

PageView second() {
  PageView view = login();
  view.requested_aal = 2;
  view.person = {{"", "alex.marsh@oakfield.example"}};
  view.logout_url = "https://choir.example/auth/self-service/logout?token=ory_lo_x";
  view.ui.nodes = {csrf(), required(labelled(input("totp", "totp_code", "text"), 1010006, "Authentication code")),
                   submit("totp", 1010009, "Use Authenticator"),
                   required(labelled(input("lookup_secret", "lookup_secret", "text"), 1010007, "Backup recovery code")),
                   submit("lookup_secret", 1010010, "Use backup recovery code")};
  view.ui.messages = {message(1010004, "Please complete the second authentication challenge.")};
  return view;
}

PageView confirm() {
  PageView view = login();
  view.refresh = true;
  view.paused = "totp_unlink";
  view.person = {{"", "alex.marsh@oakfield.example"}};
  view.ui.messages = {message(1010003, "Please confirm this action by verifying that it is you.")};
  view.ui.nodes = {csrf(), input("default", "identifier", "hidden", "alex.marsh@oakfield.example"),
                   password("current-password"), submit("password", 1010001, "Sign in")};
  return view;
}

PageView settings() {
  PageView view = plain_settings();
  add_totp_setup(view);
  view.totp_url = "otpauth://totp/Oakfield%20Choir:alex?algorithm=SHA1&digits=6&period=30&secret=JBSWY3DP";
  view.ui.nodes.push_back(lookup_button("lookup_secret_regenerate", 1050008, "Generate new backup recovery codes"));
  return view;
}

PageView protected_settings() {
  PageView view = plain_settings();
  view.factors.second = true;
  view.factors.totp_added_at = now() - std::chrono::days(266);
  view.factors.totp_used_at = now() - std::chrono::hours(2);
  view.factors.codes_left = 3;
  view.factors.codes_total = 12;
  view.factors.codes_created_at = now() - std::chrono::days(266);
  view.factors.codes_used_at = now() - std::chrono::days(4);
  view.ui.nodes.push_back(
      labelled(input("totp", "totp_unlink", "submit", "true"), 1050004, "Unlink TOTP Authenticator App"));
  view.ui.nodes.push_back(lookup_button("lookup_secret_reveal", 1050007, "Reveal backup recovery codes"));
  view.ui.nodes.push_back(lookup_button("lookup_secret_disable", 1050016, "Disable this method"));
  return view;
}

std::vector<Sample> all() {
  std::vector<Sample> list;
  add_logins(list);
  add_identifier_first(list);
  add_seconds(list);
  add_settings(list);
  for (Sample& sample : key_samples()) list.push_back(std::move(sample));
  add_codes(list);
  add_registrations(list);
  add_others(list);
  return list;
}

}  // namespace samples
