// The account at a glance: a row a group, with what is known of it and one action.
#include <algorithm>

#include "api/page_choice.h"
#include "api/page_parts.h"

namespace api {

namespace {

struct Row {
  std::string icon, name, facts;
  Slots tag;
  std::string group;
  std::string action;  // words: `edit`, `change`, `manage`, `setup`, …
};

Slots print_row(const Context& page, Row row) {
  Slots slots;
  slots.text("icon", row.icon).text("name", row.name).html("facts", with_breaks(row.facts));
  slots.list("tag", {});
  if (row.tag.find("text")) slots.group("tag", std::move(row.tag));
  slots.text("href", page.flow_url("/settings", "show", row.group));
  // The visible word is short; with what follows it, it says the whole.
  slots.text("action", page.words.say("action." + row.action));
  slots.text("about", page.words.say("action." + row.action + "." + row.group));
  return slots;
}

Slots tag(std::string kind, std::string text) {
  return Slots().text("kind", std::move(kind)).text("text", std::move(text));
}

bool offers(const PageView& view, std::string_view group) {
  return std::ranges::any_of(offered_groups(view.ui), [&](const std::string& offered) { return offered == group; });
}

std::string join(std::string first, const std::string& second) {
  if (!first.empty() && !second.empty()) first += " ";
  return first + second;
}

std::string when(const Context& page, std::string_view key, const std::optional<base::Time>& time) {
  return time ? page.words.say(key, {{"when", page.ago(*time)}}) : std::string();
}

Row totp_row(const Context& page) {
  const PageView& view = page.view;
  Row row{"totp", page.words.say("group.totp"), {}, {}, "totp", "setup"};
  if (!find_node(view, "totp", "totp_unlink")) {
    row.tag = tag("", page.words.say("off"));
    row.facts = page.words.say("overview.totp.off");
    return row;
  }
  row.tag = tag("on", page.words.say("on"));
  row.facts = join(when(page, "added", view.factors.totp_added_at), when(page, "used", view.factors.totp_used_at));
  row.action = "manage";
  return row;
}

std::optional<base::Time> last_use(const PageView& view, std::string_view group) {
  std::optional<base::Time> last;
  for (const PageView::Key& key : view.keys) {
    if (key.group == group) last = std::max(last, key.last_used_at);
  }
  return last;
}

Row key_row(const Context& page, const std::string& group) {
  const auto count =
      std::count_if(page.view.ui.nodes.begin(), page.view.ui.nodes.end(),
                    [&group](const flow::Node& node) { return node.group == group && node.name == group + "_remove"; });
  Row row{group, page.words.say("overview." + group), {}, {}, group, "add"};
  if (count == 0) {
    row.tag = tag("", page.words.say("none"));
    row.facts = page.words.say("overview." + group + ".off");
    return row;
  }
  row.tag = tag("on", page.words.count("overview." + group + ".count", count));
  row.facts = when(page, "used", last_use(page.view, group));
  row.action = "manage";
  return row;
}

Row codes_row(const Context& page) {
  const PageView& view = page.view;
  const PageView::Factors& facts = view.factors;
  Row row{"lookup_secret", page.words.say("group.lookup_secret"), {}, {}, "lookup_secret", "create"};
  if (!find_node(view, "lookup_secret", "lookup_secret_disable") && facts.codes_total == 0) {
    row.tag = tag("", page.words.say("none"));
    row.facts = page.words.say("overview.lookup_secret.off");
    return row;
  }
  row.tag = codes_tag(page);
  row.facts = join(when(page, "created", facts.codes_created_at), when(page, "used", facts.codes_used_at));
  row.action = "manage";
  return row;
}

std::vector<Slots> first_rows(const Context& page) {
  const PageView& view = page.view;
  std::vector<Slots> rows;
  if (offers(view, "profile")) {
    const PageView::Person person = view.person.value_or(PageView::Person{});
    const bool named = !person.name.empty();
    std::string name = named ? person.name : person.identifier;
    if (name.empty()) name = page.words.say("group.profile");
    rows.push_back(
        print_row(page, {"profile", std::move(name), named ? person.identifier : "", {}, "profile", "edit"}));
  }
  if (offers(view, "password")) {
    rows.push_back(print_row(page, {"password",
                                    page.words.say("group.password"),
                                    when(page, "changed", view.factors.password_changed_at),
                                    {},
                                    "password",
                                    "change"}));
  }
  if (offers(view, "passkey")) rows.push_back(print_row(page, key_row(page, "passkey")));
  return rows;
}

std::vector<Slots> second_rows(const Context& page) {
  const PageView& view = page.view;
  std::vector<Slots> rows;
  if (offers(view, "totp")) rows.push_back(print_row(page, totp_row(page)));
  if (offers(view, "webauthn")) rows.push_back(print_row(page, key_row(page, "webauthn")));
  if (offers(view, "lookup_secret")) rows.push_back(print_row(page, codes_row(page)));
  return rows;
}

bool has_second_factor(const PageView& view) {
  return view.factors.second || view.factors.codes_total > 0 || find_node(view, "totp", "totp_unlink") ||
         find_node(view, "lookup_secret", "lookup_secret_disable") || find_node(view, "webauthn", "webauthn_remove");
}

bool has_only_password(const PageView& view) { return view.factors.password_changed_at && !has_second_factor(view); }

bool needs_first_step(const PageView& view) {
  return (offers(view, "totp") && has_only_password(view)) || (view.enrolment && !has_second_factor(view));
}

// The one next step of an account that has a password only, and whether it is asked for.
Slots first_step(const Context& page) {
  const auto& enrolment = page.view.enrolment;
  Slots start;
  start.text("heading", page.words.say(has_only_password(page.view) ? "start.heading" : "nothing.heading.second"));
  if (!enrolment) start.text("text", page.words.say("start.text"));
  if (enrolment && enrolment->until)
    start.text("text",
               page.words.say("enrol.until", {{"site", page.view.site}, {"date", page.words.date(*enrolment->until)}}));
  if (enrolment && !enrolment->until)
    start.text("text", page.words.say("slug.enrol.required", {{"site", page.view.site}}));
  return start.text("href", offers(page.view, "totp") ? page.flow_url("/settings", "show", "totp") : "");
}

bool is_success(const flow::Message& message) { return message.type == flow::Message::Type::success; }

// A method of which only its nodes are known: a sheet of its own.
Slots unknown_sheet(const Context& page, const std::string& group) {
  const Said said = place_messages(page, {group});
  FormPlan plan{{group}, false, {}, {}};
  plan.plain = true;
  Slots sheet;
  sheet.text("heading", group_name(page, group)).group("form", make_form(page, said, plan));
  return sheet.list("removals", make_removals(page, group));
}

}  // namespace

Sheet overview_page(const Context& page) {
  const PageView& view = page.view;
  Sheet sheet{"overview", page.words.say("overview.heading"), {}, false, true, true, {}};
  const Said said = place_messages(page, {});
  sheet.error = said.error;
  Slots& slots = sheet.slots;
  std::vector<Slots> notes = said.notes;
  if (const auto ended = page.words.try_say("sessions.ended." + view.ended_sessions, {}))
    notes.push_back(note("success", "status", *ended));
  slots.text("heading", sheet.title).list("notes", std::move(notes)).text("return_to", view.return_to);
  if (needs_first_step(view)) slots.group("start", first_step(page));
  std::vector<Slots> first = first_rows(page), second = second_rows(page), unknown;
  if (!first.empty()) {
    const char* heading = offers(view, "passkey") ? "overview.first.passkeys" : "overview.first";
    slots.group("first", Slots().text("heading", page.words.say(heading)).list("rows", std::move(first)));
  }
  if (!second.empty()) slots.group("second", Slots().list("rows", std::move(second)));
  if (!view.sessions.empty()) slots.group("sessions", session_sheet(page));
  for (const std::string& group : offered_groups(view.ui)) {
    if (!page.words.find("group." + group)) unknown.push_back(unknown_sheet(page, group));
  }
  slots.list("unknown", std::move(unknown));
  // After a change the script tells the password manager which keys are left.
  if (std::ranges::any_of(view.ui.messages, &is_success)) {
    std::vector<Slots> keys;
    for (const std::string group : {"webauthn", "passkey"}) {
      const flow::Node* trigger = find_node(view, group, group + "_register_trigger");
      if (trigger) keys.push_back(Slots().text("options", ceremony_options(view, *trigger)));
    }
    if (!keys.empty()) sheet.script = page.url("/webauthn.js");
    slots.list("keys", std::move(keys));
  }
  return sheet;
}

}  // namespace api
