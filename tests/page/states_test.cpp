// What each page says and offers in each state (PAGES sections 2 and 3).
#include <boost/test/unit_test.hpp>

#include "html.h"
#include "samples.h"

using api::PageView;
using samples::message;

namespace {

bool has(const std::string& page, std::string_view text) { return page.find(text) != std::string::npos; }

std::string page_of(const std::string& name) {
  for (const samples::Sample& sample : samples::all()) {
    if (sample.name == name) return api::render(sample.view);
  }
  throw std::runtime_error("no sample " + name);
}

html::Tag tag_with(const std::string& page, const std::string& attribute, const std::string& value) {
  for (const html::Tag& tag : html::tags_of(page)) {
    if (tag.get(attribute) == value) return tag;
  }
  return {};
}

std::string focus_of(const std::string& page) {
  for (const html::Tag& tag : html::tags_of(page)) {
    if (tag.has("autofocus")) return tag.has("name") ? tag.get("name") : tag.get("role");
  }
  return {};
}

PageView throttled(const std::string& group, const std::string& seconds) {
  PageView view = samples::second();
  view.failed_group = group;
  view.ui.messages.push_back(message(4900002, "Too many tries.", "{\"retry_after\":" + seconds + "}", "throttle.wait"));
  return view;
}

}  // namespace

BOOST_AUTO_TEST_CASE(focus_goes_where_the_next_thing_is_typed) {
  for (const auto& [name, field] :
       std::vector<std::pair<std::string, std::string>>{{"login", "identifier"},
                                                        {"login-wrong", "password"},
                                                        {"login-throttled", "password"},
                                                        {"login-missing", "alert"},
                                                        {"session-expired", "password"},
                                                        {"second-totp", "totp_code"},
                                                        {"second-wrong", "totp_code"},
                                                        {"second-recovery", "lookup_secret"},
                                                        {"second-key", "webauthn_login_trigger"},
                                                        {"login-key", "webauthn_login_trigger"},
                                                        {"second-throttled", ""},
                                                        {"confirm", "password"},
                                                        {"settings", ""},
                                                        {"profile", ""},
                                                        {"profile-wrong", "traits.email"},
                                                        {"profile-two-wrong", "alert"},
                                                        {"password", "password"},
                                                        {"totp", ""},
                                                        {"totp-wrong", "totp_code"},
                                                        {"keys", ""},
                                                        {"keys-wrong", "webauthn_register_displayname"},
                                                        {"codes", ""},
                                                        {"home", ""},
                                                        {"error", ""},
                                                        {"signed-out", ""}}) {
    BOOST_TEST(focus_of(page_of(name)) == field, name);
  }
}

BOOST_AUTO_TEST_CASE(wrong_credentials_mark_both_fields_and_keep_the_name) {
  const std::string page = page_of("login-wrong");
  for (const char* field : {"identifier", "password"}) {
    BOOST_TEST(tag_with(page, "name", field).get("aria-describedby") == "message");
    BOOST_TEST(tag_with(page, "name", field).get("aria-invalid") == "true");
  }
  BOOST_TEST(tag_with(page, "name", "identifier").get("value") == "alex.marsh@oakfield.example");
}

BOOST_AUTO_TEST_CASE(the_password_is_the_first_submit_of_a_shared_form) {
  PageView view = samples::login();
  view.doors = {{"webauthn", "https://choir.example/key"}, {"password", view.ui.action}};
  view.ui.nodes.insert(view.ui.nodes.begin() + 1,
                       samples::labelled(samples::input("webauthn", "method", "submit", "webauthn"), 1010008, "Key"));
  const std::string page = api::render(view);
  BOOST_TEST(page.find("value=\"password\"") < page.find("value=\"webauthn\""));
  BOOST_TEST(tag_with(page, "value", "password").has_class("primary"));
  BOOST_TEST(tag_with(page, "value", "webauthn").get("formaction") == "https://choir.example/key");
  BOOST_TEST(tag_with(page, "value", "webauthn").has("formnovalidate"));
  BOOST_TEST(has(page, ">Sign in with password</button>"));
  BOOST_TEST(has(page, ">Use a passkey or security key</button>"));
  BOOST_TEST(has(page_of("login"), ">Sign in</button>"));
}

BOOST_AUTO_TEST_CASE(a_second_step_asks_one_thing) {
  const std::string page = page_of("second-totp");
  BOOST_TEST(has(page, "Step 2 of 2"));
  BOOST_TEST(has(page, ">Verify</button>"));
  BOOST_TEST(has(page, "/login?flow=f3c1&amp;with=lookup_secret"));
  BOOST_TEST(!has(page, "name=\"lookup_secret\""));
  BOOST_TEST(!has(page, "second authentication challenge"));  // the heading says it
  PageView view = samples::second();
  view.with = "lookup_secret";
  view.ui.messages.push_back(message(4000008, "The provided authentication code is invalid, please try again."));
  view.failed_group = "totp";
  const std::string other = api::render(view);
  BOOST_TEST(!has(other, "authentication code is invalid"));  // that was the other way
  BOOST_TEST(!has(other, "<title>Error:"));
  BOOST_TEST(focus_of(other) == "lookup_secret");
}

BOOST_AUTO_TEST_CASE(a_door_is_the_forms_action) {
  PageView view = samples::second();
  view.doors = {{"totp", "https://choir.example/totp"}};
  BOOST_TEST(tag_with(api::render(view), "method", "post").get("action") == "https://choir.example/totp");
  view.with = "lookup_secret";
  BOOST_TEST(tag_with(api::render(view), "method", "post").get("action") == view.ui.action);
}

BOOST_AUTO_TEST_CASE(a_used_code_says_when_the_next_one_comes) {
  PageView view = samples::second();
  view.ui.messages.push_back(message(4900001, "text", R"({"reason":"totp.replayed","seconds":17})"));
  const std::string page = api::render(view);
  BOOST_TEST(has(page, "This code has already been used. Wait for the next one."));
  BOOST_TEST(has(page, "within 17 seconds"));
  view.answered_at = view.now - std::chrono::seconds(16);
  BOOST_TEST(has(api::render(view), "within 1 second."));
  view.answered_at = view.now - std::chrono::seconds(40);
  BOOST_TEST(!has(api::render(view), "within"));
}

BOOST_AUTO_TEST_CASE(a_throttled_way_has_no_field) {
  const std::string page = api::render(throttled("totp", "290"));
  BOOST_TEST(has(page, "<h1>Please wait 5 minutes</h1>"));
  BOOST_TEST(has(page, "14:37 UTC</time>"));
  BOOST_TEST(!has(page, "<input"));
  BOOST_TEST(has(page, "with=lookup_secret"));
  BOOST_TEST(has(api::render(throttled("lookup_secret", "40")), "recovery codes are not checked until"));
}

BOOST_AUTO_TEST_CASE(another_way_is_open_meanwhile_and_the_same_one_afterwards) {
  PageView view = throttled("totp", "290");
  view.with = "lookup_secret";
  BOOST_TEST(has(api::render(view), "name=\"lookup_secret\""));
  view.with = "totp";
  view.answered_at = view.now - std::chrono::seconds(100);
  BOOST_TEST(has(api::render(view), "Please wait 4 minutes"));
  view.answered_at = view.now - std::chrono::seconds(290);
  BOOST_TEST(has(api::render(view), "name=\"totp_code\""));
}

BOOST_AUTO_TEST_CASE(a_code_in_error_is_not_printed_again) {
  PageView view = samples::second();
  view.ui.nodes[1].value = base::Json(std::string("123456"));
  view.ui.messages.push_back(message(4000008, "no"));
  BOOST_TEST(!has(api::render(view), "123456"));
}

BOOST_AUTO_TEST_CASE(confirming_names_the_change_and_the_person) {
  const std::string page = page_of("confirm");
  BOOST_TEST(has(page, "You are about to remove your authenticator app"));
  BOOST_TEST(has(page, ">Confirm</button>"));
  BOOST_TEST(has(page, "For alex.marsh@oakfield.example"));
  const html::Tag name = tag_with(page, "name", "identifier");
  BOOST_TEST((name.has("hidden") && name.has("readonly") && name.get("autocomplete") == "username"));
  PageView view = samples::confirm();
  view.paused = "webauthn_remove";
  view.paused_name = "Key <ring>";
  BOOST_TEST(has(api::render(view), "You are about to remove the security key “Key &lt;ring&gt;”"));
  view.paused = "";
  BOOST_TEST(!has(api::render(view), "You are about to"));
}

BOOST_AUTO_TEST_CASE(key_buttons_print_no_script) {
  const std::string page = page_of("second-key");
  BOOST_TEST(has(page, "The other ways work without it.</p></noscript>"));
  BOOST_TEST(!has(page, "oryWebAuthnLogin"));
  BOOST_TEST(tag_with(page, "data-webauthn", "get").get("data-options").find("q1Yv") != std::string::npos);
  const html::Tag button = tag_with(page, "name", "webauthn_login_trigger");
  BOOST_TEST((button.get("type") == "button" && !button.has("value")));

  PageView alone = samples::second();
  const auto list = samples::key_samples();
  alone.ui = std::ranges::find(list, "second-key", &samples::Sample::name)->view.ui;
  std::erase_if(alone.ui.nodes, [](const auto& node) { return node.group == "totp" || node.group == "lookup_secret"; });
  BOOST_TEST(has(api::render(alone), "Switch it on for this site, then load this page again.</p></noscript>"));
}

BOOST_AUTO_TEST_CASE(each_key_has_a_name_a_history_and_two_folds) {
  const std::string page = page_of("keys");
  BOOST_TEST(has(page, "<h3>Blue YubiKey</h3>"));
  BOOST_TEST(has(page, "Added on 3 March 2026. Last used yesterday, USB."));
  BOOST_TEST(has(page, "Last used on 2 November 2026, built in."));
  BOOST_TEST(tag_with(page, "name", "webauthn_rename").get("value") == "a1f0");
  const html::Tag name = tag_with(page, "name", "webauthn_rename_displayname");
  BOOST_TEST((name.get("value") == "Blue YubiKey" && name.has("required")));
  BOOST_TEST(tag_with(page, "name", "webauthn_remove").get("value") == "a1f0");
  BOOST_TEST(has(page, "You can no longer sign in with this key."));
  BOOST_TEST(has(page, "<h2>Add another key</h2>"));
  BOOST_TEST(has(page_of("keys-none"), "<h2>Add a key</h2>"));
  BOOST_TEST(!has(page_of("keys-none"), "Your keys"));
  PageView view = samples::keys();
  std::swap(view.keys[0], view.keys[1]);  // the older one is listed first, wherever its node stands
  BOOST_TEST(api::render(view).find("<h3>Alex") < api::render(view).find("<h3>Blue"));
  view.keys.clear();  // what the store does not know is left out
  BOOST_TEST(has(api::render(view), "Added on 14 September 2026.<"));
  view.keys = {{"a1f0", "nfc,usb", view.now}};
  BOOST_TEST(has(api::render(view), "Last used a moment ago.<"));
}

BOOST_AUTO_TEST_CASE(the_last_key_says_why_it_stays) {
  const std::string page = page_of("keys-last");
  BOOST_TEST(tag_with(page, "name", "webauthn_remove").has("disabled"));
  BOOST_TEST(has(page, "This is the only way into your account"));
}

BOOST_AUTO_TEST_CASE(a_new_key_needs_a_name_and_the_script) {
  const std::string page = page_of("keys");
  const html::Tag form = tag_with(page, "data-webauthn", "create");
  BOOST_TEST(has(form.get("data-options"), "pubKeyCredParams"));
  BOOST_TEST(tag_with(page, "name", "webauthn_register_displayname").has("required"));
  BOOST_TEST(tag_with(page, "name", "webauthn_register_trigger").has_class("primary"));
  BOOST_TEST(tag_with(page, "type", "module").get("src") == "https://choir.example/auth/webauthn.js");
  BOOST_TEST(has(page, "<noscript><p class=\"hint\">Adding a key needs JavaScript"));
  BOOST_TEST(tag_with(page, "data-for", "known").name == "p");
  BOOST_TEST(tag_with(page, "data-for", "unknown").name.empty());
}

BOOST_AUTO_TEST_CASE(the_script_finds_its_words) {
  const std::string page = page_of("second-key");
  for (const char* name : {"waiting", "cancelled", "unknown", "unsupported", "origin", "again", "title"}) {
    BOOST_TEST(tag_with(page, "data-for", name).name == "p", name);
  }
  BOOST_TEST(has(page, ">Error: Use your security key – Oakfield Choir</p>"));
  BOOST_TEST(has(page, "role=\"status\" data-status></p>"));
  PageView view = samples::second();
  view.ui.nodes.push_back(samples::input("webauthn", "webauthn_login", "hidden"));
  BOOST_TEST(!has(api::render(view), "data-texts"));
}

BOOST_AUTO_TEST_CASE(a_wrong_address_is_said_with_a_link_to_the_right_one) {
  const std::string page = page_of("second-key-origin");
  BOOST_TEST(
      has(page, "<p>Keys for this site work only at <a href=\"https://choir.example\">https://choir.example</a>.</p>"));
  PageView view = samples::second();
  view.ui.messages.push_back(message(4000043, "Could not complete.", "", "webauthn.origin"));
  view.failed_group = "totp";
  BOOST_TEST(has(api::render(view),
                 "<p>The provided web authn login is invalid, please try again.</p>"));  // nobody knows the address
}

BOOST_AUTO_TEST_CASE(a_key_instead_of_the_password) {
  const std::string page = page_of("login-key");
  BOOST_TEST(has(page, "<h1>Use your passkey or security key</h1>"));
  BOOST_TEST(has(page, ">Continue</button>"));
  BOOST_TEST(has(page, "<a href=\"https://choir.example/auth/login\">Use your password</a>"));
  BOOST_TEST(has(page, "Your password works without it."));
  BOOST_TEST(!has(page, "Step 2 of 2"));
  const std::string first = page_of("login-passkey");
  BOOST_TEST((tag_with(first, "data-show", "password").has("hidden") && has(first, "Show password")));
  BOOST_TEST(has(first, "<noscript>"));
  BOOST_TEST((!has(page_of("login"), "<script") && !has(page_of("login"), "data-show")));
}

BOOST_AUTO_TEST_CASE(the_password_manager_hears_of_changes_only) {
  BOOST_TEST(has(tag_with(page_of("keys-saved"), "type", "module").get("src"), "webauthn.js"));
  BOOST_TEST(has(page_of("keys-saved"), "data-keys=\"{"));
  BOOST_TEST(has(page_of("keys-saved"), "Last used yesterday."));
  PageView view = samples::keys();
  view.show = "overview";
  BOOST_TEST((!has(api::render(view), "<script") && !has(api::render(view), "data-keys")));
}

BOOST_AUTO_TEST_CASE(the_overview_tells_what_is_on) {
  const std::string on = page_of("settings");
  BOOST_TEST(has(on, "Authenticator app <span class=\"tag on\">On</span>"));
  BOOST_TEST(has(on, "<span class=\"tag low\">3 of 12 left</span>"));
  BOOST_TEST(has(on, "Added on 3 March 2026. Last used 2 hours ago."));
  const std::string off = page_of("settings-start");
  BOOST_TEST(has(off, "Authenticator app <span class=\"tag\">Off</span>"));
  BOOST_TEST(has(off, "protected by a password only"));
  PageView view = samples::protected_settings();
  view.factors = {};
  BOOST_TEST(!has(api::render(view), "Added"));  // what is not known is not said
}

BOOST_AUTO_TEST_CASE(an_unknown_method_gets_a_sheet_of_its_own) {
  const std::string page = page_of("settings-unknown");
  BOOST_TEST(has(page, "<h2>Send a pigeon</h2>"));
  BOOST_TEST(tag_with(page, "id", "pigeon_name").get("type") == "text");
}

BOOST_AUTO_TEST_CASE(removing_is_folded_behind_its_consequence) {
  PageView view = samples::protected_settings();
  view.show = "totp";
  const std::string page = api::render(view);
  BOOST_TEST(page.find("<details>") < page.find("name=\"totp_unlink\""));
  BOOST_TEST(has(page, "Your recovery codes still protect the account"));
  BOOST_TEST(tag_with(page, "name", "totp_unlink").has_class("danger"));
  view.factors.codes_left = 0;
  BOOST_TEST(has(api::render(view), "Your password alone then opens the account."));
}

BOOST_AUTO_TEST_CASE(the_key_can_be_typed) {
  const std::string page = page_of("totp");
  BOOST_TEST(has(page, "JBSW Y3DP EHPK 3PXP KQ4W C3LT MF2H I2LP"));
  BOOST_TEST(has(page, "alt=\"Authenticator app QR code. The key beside it says the same in letters.\""));
  BOOST_TEST(has(page, ">Turn on</button>"));
}

BOOST_AUTO_TEST_CASE(codes_stand_in_halves_and_used_ones_are_struck) {
  const std::string fresh = page_of("codes");
  BOOST_TEST(has(fresh, "<li>k7f2-m9xq</li>"));
  BOOST_TEST(has(fresh, ">I have saved my codes</button>"));
  BOOST_TEST(has(fresh, "codes.txt?flow=77b2\" download"));
  BOOST_TEST(has(fresh, "For alex.marsh@oakfield.example, Oakfield Choir, 24 November 2026"));
  BOOST_TEST(has(page_of("codes-revealed"), "<li><s>used 20 Nov 2026</s></li>"));
  BOOST_TEST(tag_with(page_of("codes-on"), "name", "lookup_secret_regenerate").has_class("primary"));
}

BOOST_AUTO_TEST_CASE(a_new_password_goes_with_its_user_name) {
  const html::Tag name = tag_with(page_of("password"), "name", "username");
  BOOST_TEST((name.has("hidden") && name.get("value") == "alex.marsh@oakfield.example"));
  BOOST_TEST(tag_with(page_of("password"), "name", "password").get("autocomplete") == "new-password");
}

BOOST_AUTO_TEST_CASE(an_expired_flow_is_news_and_no_error) {
  BOOST_TEST(tag_with(page_of("flow-expired"), "role", "status").has_class("info"));
  BOOST_TEST(has(page_of("session-expired"), "after 24 hours. Sign in to go back to Rehearsal plan."));
}

BOOST_AUTO_TEST_CASE(home_tells_how_one_is_signed_in) {
  const std::string page = page_of("home");
  for (const char* text : {"Hello, Alex Marsh", "Password and authenticator app", "Two steps", "In 23 hours",
                           "You have 3 recovery codes left.", "settings?show=lookup_secret\">Create new ones</a>"}) {
    BOOST_TEST(has(page, text), text);
  }
}

BOOST_AUTO_TEST_CASE(errors_have_a_sentence_and_a_next_step) {
  const std::string page = page_of("error");
  BOOST_TEST(has(page, "<dd>security_csrf_violation</dd>"));
  BOOST_TEST(has(page, "<dd>7c0e4a52</dd>"));
  BOOST_TEST(has(page, "24 November 2026, 14:32 UTC"));
  BOOST_TEST(has(page_of("error-busy"), "Nothing was lost"));
  BOOST_TEST(has(page_of("error-unsent"), "href=\"https://choir.example/auth/login\">Go on</a>"));
  BOOST_TEST(has(page_of("error-barred"), "self-service/logout?token=ory_lo_x\">Sign out</a>"));
  PageView view = samples::site(PageView::Kind::error);
  view.failure.reason = "SELECT secrets FROM /var/lib";
  BOOST_TEST(!has(api::render(view), "SELECT"));
}

BOOST_AUTO_TEST_CASE(a_message_for_a_field_that_does_not_exist_becomes_a_note) {
  PageView view = samples::second();
  flow::Node appended = samples::input("default", "method", "text");
  appended.messages = {message(4000002, "Property method is missing.")};
  view.ui.nodes.push_back(appended);
  const std::string page = api::render(view);
  BOOST_TEST(has(page, "Property method is missing."));
  BOOST_TEST(!has(page, "id=\"method\""));
}

BOOST_AUTO_TEST_CASE(form_action_knows_where_answers_lead) {
  BOOST_TEST(api::content_security_policy({}) ==
             "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
             "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  const std::string policy = api::content_security_policy(
      {"https://a.example", "https://a.example", "https://b.example:8443", "https://c; script-src *", ""});
  BOOST_TEST(has(policy, "form-action 'self' https://a.example https://b.example:8443; frame"));
}
