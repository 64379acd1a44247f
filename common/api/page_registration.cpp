// Sign-up: one form with the traits, the password and then the key buttons; or the profile first, then a credential.
#include <algorithm>

#include "api/page_choice.h"
#include "api/page_parts.h"
#include "base/url.h"

namespace api {

namespace {

bool is_field(const flow::Node& node) {
  return node.kind == flow::Node::Kind::input && node.type != "hidden" && node.type != "submit" &&
         node.type != "button";
}

// The one that needs another look, else the first; with several problems the summary takes the focus.
std::string focus_of(const PageView& view, const Said& said) {
  if (said.problems.size() > 1) return {};
  if (said.problems.size() == 1) return said.problems.begin()->first;
  const auto hit = std::ranges::find_if(view.ui.nodes, is_field);
  return hit == view.ui.nodes.end() ? "primary" : hit->name;
}

}  // namespace

Sheet registration_page(const Context& page) {
  const PageView& view = page.view;
  Sheet sheet{"registration", page.words.say("register.heading"), {}, false, false, false, {}};
  const std::vector<std::string> offered = offered_groups(view.ui);
  const Said said = place_messages(page, offered);
  sheet.error = said.error;
  FormPlan plan{offered, std::ranges::any_of(offered, is_key_group), {}, {}};
  plan.autofocus = focus_of(view, said);
  Slots& slots = sheet.slots;
  slots.text("heading", sheet.title);
  if (view.person) slots.text("lead", page.words.say("register.lead", {{"identifier", view.person->identifier}}));
  add_summary(page, said, slots);
  slots.list("notes", said.notes).group("form", make_form(page, said, plan));
  base::Query query;
  if (!view.return_to.empty()) query.emplace_back("return_to", view.return_to);
  slots.text("login", base::with_query(page.url("/login"), query));
  if (has_script(view, offered)) sheet.script = page.url("/webauthn.js");
  return sheet;
}

}  // namespace api
