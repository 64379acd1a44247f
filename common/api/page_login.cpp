// Sign in, second step, "Confirm that it's you": one question, the other ways as links.
#include <algorithm>

#include "api/page_choice.h"
#include "api/page_parts.h"
#include "base/url.h"

namespace api {

namespace {

Slots way_to(const Context& page, const std::string& group) {
  return Slots()
      .text("href", page.flow_url("/login", "with", group))
      .text("icon", group)
      .text("name", page.words.try_say("way." + group, {}).value_or(group_name(page, group)))
      .text("hint", page.words.try_say("group." + group + ".hint", {}).value_or(""));
}

void add_other_ways(const Context& page, const std::vector<std::string>& offered, const std::string& shown,
                    std::string heading, Slots& slots) {
  std::vector<Slots> ways;
  for (const std::string& group : offered) {
    if (group != shown) ways.push_back(way_to(page, group));
  }
  if (ways.empty()) return;
  slots.group("others", Slots().text("heading", std::move(heading)).list("ways", std::move(ways)));
}

// The identifier field of a first factor; none once it was asked for (contract half A 4.9).
const flow::Node* asked_identifier(const PageView& view) {
  const flow::Node* first = find_node(view, "identifier_first", "identifier");
  if (first) return first->type == "hidden" ? nullptr : first;
  return find_node(view, "default", "identifier");
}

std::string focus_of(const Context& page, const Said& said, const FormPlan& plan) {
  const PageView& view = page.view;
  if (said.problems.size() > 1) return {};
  if (said.problems.size() == 1) return said.problems.begin()->first;
  if (plan.shared) {
    const flow::Node* identifier = asked_identifier(view);
    const bool known = identifier && (!value_of(*identifier).empty() || !view.known_identifier.empty());
    if (identifier && !known && !said.bad_credentials) return "identifier";
    return find_node(view, "password", "password") ? "password" : "primary";
  }
  for (const flow::Node& node : view.ui.nodes) {
    if (node.group != plan.groups.front() || node.kind != flow::Node::Kind::input) continue;
    if (node.type != "hidden" && node.type != "submit" && node.type != "button") return node.name;
  }
  return "primary";
}

// Typing is pointless while the group is throttled: no field, but the ways that are open.
void add_waiting(const Context& page, const Said& said, const std::vector<std::string>& offered,
                 const std::string& group, Sheet& sheet) {
  const std::string wait = page.words.wait(said.wait);
  const bool known = page.words.find("throttled." + group) != nullptr;
  const base::Time until = page.view.now + std::chrono::seconds(said.wait) + std::chrono::seconds(59);
  sheet.title = page.words.say("throttled.heading", {{"wait", wait}});
  sheet.slots.text("heading", sheet.title);
  Slots waiting;
  const Html time = page.words.clock(std::chrono::floor<std::chrono::minutes>(until));
  waiting.html("text", page.words.markup(known ? "throttled." + group : "throttled.other",
                                         [&time](std::string_view) { return time; }));
  waiting.text("again", page.words.say("throttled.again", {{"wait", wait}}));
  waiting.text("href", page.flow_url("/login", "with", group));
  sheet.slots.group("waiting", std::move(waiting));
  add_other_ways(page, offered, group, page.words.say("ways.now"), sheet.slots);
  sheet.error = false;  // a wait is announced by its heading
}

void add_about(const Context& page, Slots& slots) {
  const PageView& view = page.view;
  if (view.paused.empty()) return;
  const auto what = page.words.try_say("about." + view.paused, {{"name", view.paused_name}});
  if (what) slots.group("about", Slots().text("what", *what));
}

// Begin again, as somebody else.
std::string again_url(const Context& page) {
  const auto& return_to = page.view.return_to;
  return return_to.empty() ? page.url("/login") : base::with_query(page.url("/login"), {{"return_to", return_to}});
}

// One form for who somebody is and how they prove it; or, identifier first, a form for the one, then for the other.
Sheet first_factor_page(const Context& page, std::vector<std::string> offered) {
  const PageView& view = page.view;
  Sheet sheet{"login", page.words.say("login.heading"), {}, false, false, false, {}};
  Said said = place_messages(page, offered);
  const flow::Node* named = find_node(view, "identifier_first", "identifier");
  if (named && named->type == "hidden") {
    sheet.slots.html("who", with_breaks(value_of(*named))).text("not_you", again_url(page));
    std::erase(offered, "identifier_first");
  } else {
    named = nullptr;
  }
  if (view.ended && !named) {
    const bool back = !view.ended->going_to.empty();
    said.notes.insert(said.notes.begin(), note("info", "status",
                                               page.words.count(back ? "ended.back" : "ended", view.ended->hours,
                                                                {{"page", view.ended->going_to}})));
  }
  FormPlan plan{offered, true, {}, {}};
  plan.autofocus = focus_of(page, said, plan);
  sheet.error = said.error;
  const std::string sign_up = named ? std::string() : view.registration_url;
  const std::string forgot = find_node(view, "password", "password") ? view.forgot_url : std::string();
  sheet.slots.text("heading", sheet.title).text("register", sign_up).text("forgot", forgot);
  sheet.slots.flag("links", !sign_up.empty() || !forgot.empty());
  add_summary(page, said, sheet.slots);
  sheet.slots.list("notes", said.notes).group("form", make_form(page, said, plan));
  if (std::ranges::any_of(offered, is_key_group)) sheet.script = page.url("/webauthn.js");
  return sheet;
}

// Without a password, after the name: the key answers for both steps.
Sheet key_page(const Context& page, const flow::Node& name) {
  Sheet sheet{"login", page.words.say("key.heading"), {}, false, false, false, {}};
  const Said said = place_messages(page, {"webauthn"});
  sheet.error = said.error;
  const std::string again = again_url(page);
  Slots& slots = sheet.slots;
  slots.text("heading", sheet.title).text("lead", page.words.say("step.lead.webauthn"));
  slots.html("who", with_breaks(value_of(name))).text("not_you", again).text("instead", again);
  slots.list("notes", said.notes);
  slots.group("form", make_form(page, said, FormPlan{{"webauthn"}, false, "primary", {}}));
  sheet.script = page.url("/webauthn.js");
  return sheet;
}

// aal2 and refresh: one group is the form.
Sheet one_group_page(const Context& page, const std::vector<std::string>& offered) {
  const PageView& view = page.view;
  const std::string group = choose_login_group({offered, view.with, failed_group(view), view.last_used_group, false});
  const Words::Holes site = {{"site", view.site}};
  const auto heading = page.words.try_say("step.heading." + group, site);
  Sheet sheet{"login", {}, {}, false, false, false, {}};
  sheet.title = view.refresh ? page.words.say("confirm.heading")
                : heading    ? *heading
                             : page.words.say("step.heading.other", {{"group", group_name(page, group)}});
  const Said said = place_messages(page, {group});
  sheet.error = said.error;

  Slots& slots = sheet.slots;
  const bool waits = said.wait > 0 && group != "password";
  if (!view.refresh) slots.flag("step");
  if (!waits) slots.text("heading", sheet.title);
  if (view.refresh) slots.text("lead", page.words.say("confirm.lead"));
  if (!view.refresh) slots.text("lead", page.words.try_say("step.lead." + group, {}).value_or(""));
  if (!view.refresh && view.person) {
    slots.html("who", with_breaks(view.person->identifier));
    slots.text("not_you", view.logout_url.empty() ? page.url("/login") : view.logout_url);
  }
  if (view.refresh) {
    add_about(page, slots);
    slots.text("cancel", page.url("/settings"));
  }
  if (waits) {
    add_waiting(page, said, offered, group, sheet);
    return sheet;
  }
  FormPlan plan{{group}, false, {}, {}};
  plan.autofocus = focus_of(page, said, plan);
  if (!view.refresh && view.requested_aal > 1 && view.remember_days > 0)
    plan.remember = page.words.count("remember", view.remember_days);
  add_summary(page, said, slots);
  slots.list("notes", said.notes).group("form", make_form(page, said, plan));
  add_other_ways(page, offered, group, page.words.say("ways"), slots);
  if (!view.refresh) slots.text("reset", view.reset_url);
  if (group == "lookup_secret" && !view.refresh) slots.flag("lost").text("link", view.lost_factor_url);
  if (has_script(view, {group})) sheet.script = page.url("/webauthn.js");
  return sheet;
}

// Nothing can be asked: no second step is set up, or every method is off.
Sheet nothing_to_ask_page(const Context& page) {
  const PageView& view = page.view;
  const bool second = view.requested_aal > 1;
  Sheet sheet{
      "dead_end", page.words.say(second ? "nothing.heading.second" : "nothing.heading"), {}, false, false, false, {}};
  const Said said = place_messages(page, {});
  sheet.error = said.error;
  sheet.slots.text("heading", sheet.title).list("notes", said.notes);
  sheet.slots.text("text", page.words.say(second ? "nothing.text.second" : "nothing.text"));
  sheet.slots.text("href", page.url(second ? "/settings" : "/login"));
  sheet.slots.text("action", page.words.say(second ? "nothing.action.second" : "error.again"));
  return sheet;
}

}  // namespace

std::string Context::flow_url(std::string_view page, std::string_view name, std::string_view group) const {
  return url(page) + "?flow=" + base::escape_query(view.flow_id) + "&" + std::string(name) + "=" +
         base::escape_query(group);
}

Sheet login_page(const Context& page) {
  const std::vector<std::string> offered = offered_groups(page.view.ui);
  if (offered.empty()) return nothing_to_ask_page(page);
  if (page.view.requested_aal < 2 && !page.view.refresh) {
    const flow::Node* name = find_node(page.view, "default", "identifier");
    const bool named = name && name->type == "hidden" && find_node(page.view, "webauthn", "webauthn_login_trigger");
    return named ? key_page(page, *name) : first_factor_page(page, offered);
  }
  return one_group_page(page, offered);
}

}  // namespace api
