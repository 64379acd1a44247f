// What the files of the page renderer share: the page's context, placed messages, forms, and one function a page.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/page.h"
#include "api/page_template.h"
#include "api/page_words.h"

namespace api {

struct Context {
  const PageView& view;
  const Words& words;

  [[nodiscard]] std::string url(std::string_view path) const { return view.base + std::string(path); }
  [[nodiscard]] std::string home_url() const { return view.home_url.empty() ? url("/") : view.home_url; }
  // This flow again: `name` is `with` or `show`.
  [[nodiscard]] std::string flow_url(std::string_view page, std::string_view name, std::string_view group) const;
  [[nodiscard]] std::string ago(base::Time time) const { return words.ago(time, view.now); }
};

// One page: which template, its slots, and what the frame around it must know.
struct Sheet {
  std::string name;  // of the template, and of the slot that holds `slots`
  std::string title;
  Slots slots;
  bool error = false;    // the title starts with "Error:"
  bool account = false;  // wide, with links to account and sign-out
  bool stack = false;    // several sheets
  std::string script;    // address; "" = none
};

[[nodiscard]] const Words& words_in(const std::string& language);  // one of kLanguages
[[nodiscard]] std::string capitalised(std::string text);
// "Firefox on Linux". Applications may send nothing that names a browser.
[[nodiscard]] std::string device_in_words(const Words& words, std::string_view user_agent);
// "password and authenticator app"
[[nodiscard]] std::string methods_in_words(const Context& page, const std::vector<std::string>& methods);

// --- page_messages: messages where PAGES section 3 wants them.
struct Said {
  std::vector<Slots> notes;                     // above the form
  std::map<std::string, std::string> problems;  // by field name
  bool bad_credentials = false;                 // a note that marks both fields
  bool replayed = false;                        // the code was used before …
  std::int64_t next_code = 0;                   // … and a new one comes within so many seconds (0 = now)
  std::int64_t wait = 0;                        // the failed group is throttled for so many seconds
  bool error = false;
};
// `groups`: those that the page shows; messages of other groups stay away.
[[nodiscard]] Said place_messages(const Context& page, const std::vector<std::string>& groups);
[[nodiscard]] std::string in_words(const Context& page, const flow::Message& message);
[[nodiscard]] Html with_breaks(std::string_view address);  // one that is too long for its line breaks after the @
[[nodiscard]] Slots note(std::string kind, std::string role, std::string text);
// "2 answers need another look", each a link to its field; it takes the focus. Nothing for fewer than two problems.
void add_summary(const Context& page, const Said& said, Slots& slots);
[[nodiscard]] std::string failed_group(const PageView& view);

// --- page_nodes: nodes to controls.
struct FormPlan {
  std::vector<std::string> groups;  // besides `default`
  bool shared = false;              // several groups in one form: the first factor, sign-up
  std::string autofocus;            // field name; "primary" = the button; "" = none
  std::string cancel;               // address of Cancel; "" = none
  bool plain = false;               // no primary button
  std::string remember;             // label of "remember this device"; "" = not offered
};
[[nodiscard]] Slots make_form(const Context& page, const Said& said, const FormPlan& plan);
[[nodiscard]] std::vector<Slots> default_hiddens(const PageView& view);  // repeated in each form
// A form without visible fields, for one button of `node`.
[[nodiscard]] Slots make_button_form(const Context& page, const flow::Node& node);
[[nodiscard]] std::vector<Slots> make_removals(const Context& page, std::string_view group);
[[nodiscard]] Slots make_field(const Context& page, const Said& said, const flow::Node& node, const FormPlan& plan);
[[nodiscard]] Slots make_button(const Context& page, const flow::Node& node, const FormPlan& plan);
[[nodiscard]] std::string label_of(const Context& page, const flow::Node& node, const FormPlan& plan);
[[nodiscard]] std::string form_action(const PageView& view, std::string_view group);
[[nodiscard]] std::string value_of(const flow::Node& node);
[[nodiscard]] const flow::Node* find_node(const PageView& view, std::string_view group, std::string_view name);
[[nodiscard]] bool is_removing(const flow::Node& node);  // takes something away: never primary
[[nodiscard]] inline bool is_key_group(std::string_view group) { return group == "webauthn" || group == "passkey"; }
// Whether the flow has the script of keys, and one of these groups needs it.
[[nodiscard]] bool has_script(const PageView& view, const std::vector<std::string>& groups);
[[nodiscard]] std::string group_name(const Context& page, const std::string& group);

// --- page_keys: security keys and passkeys.
// The ceremony of a form: its mode, options and words for the script; the words for those without scripts.
void add_ceremony(const Context& page, const std::vector<const flow::Node*>& nodes, const FormPlan& plan, Slots& form);
// What the script asks the browser with when this button is pressed: it stands there, or in a passkey's field beside
// it.
[[nodiscard]] std::string ceremony_options(const PageView& view, const flow::Node& trigger);
[[nodiscard]] Sheet keys_page(const Context& page, const std::string& group, Sheet sheet);
[[nodiscard]] Html origin_in_words(const Context& page);  // "Keys for this site work only at …"

// --- page_sessions: where this person is signed in.
[[nodiscard]] Slots session_sheet(const Context& page);

// --- one function a page
[[nodiscard]] Sheet login_page(const Context& page);
[[nodiscard]] Sheet settings_page(const Context& page);
[[nodiscard]] Sheet registration_page(const Context& page);
[[nodiscard]] Sheet overview_page(const Context& page);
[[nodiscard]] Sheet home_page(const Context& page);
[[nodiscard]] Sheet error_page(const Context& page);
[[nodiscard]] Sheet signed_out_page(const Context& page);
[[nodiscard]] Sheet setup_page(const Context& page);
[[nodiscard]] Sheet reset_page(const Context& page);
[[nodiscard]] Slots codes_tag(const Context& page);  // "3 of 12 left"

}  // namespace api
