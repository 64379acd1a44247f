// Account settings: one page a group, for the groups that `show` or an error chooses.
#include "api/page_choice.h"
#include "api/page_parts.h"
#include "base/json.h"

namespace api {

namespace {

std::string back_url(const Context& page) { return page.flow_url("/settings", "show", "overview"); }

// "Added on 3 March 2026. Last used 2 hours ago.": what the store knows of it.
std::string totp_facts(const Context& page) {
  const PageView::Factors& facts = page.view.factors;
  std::string text;
  if (facts.totp_added_at) text = page.words.say("added", {{"when", page.ago(*facts.totp_added_at)}});
  if (facts.totp_used_at) {
    text += (text.empty() ? "" : " ") + page.words.say("used", {{"when", page.ago(*facts.totp_used_at)}});
  }
  return text;
}

std::string codes_facts(const Context& page) {
  const PageView::Factors& facts = page.view.factors;
  std::string text;
  if (facts.codes_created_at) text = page.words.say("created", {{"when", page.ago(*facts.codes_created_at)}});
  if (facts.codes_used_at) {
    text += (text.empty() ? "" : " ") + page.words.say("used", {{"when", page.ago(*facts.codes_used_at)}});
  }
  return text;
}

Slots tag(std::string kind, std::string text) {
  return Slots().text("kind", std::move(kind)).text("text", std::move(text));
}

// Eight characters and more are easier to read in halves; the dash does not count.
std::string in_halves(const std::string& code) {
  if (code.size() < 8) return code;
  return code.substr(0, code.size() / 2) + "-" + code.substr(code.size() / 2);
}

std::string in_fours(std::string_view key) {
  std::string text;
  for (std::size_t at = 0; at < key.size(); at += 4) text += (at ? " " : "") + std::string(key.substr(at, 4));
  return text;
}

std::vector<Slots> code_items(const Context& page, const flow::Node& node) {
  std::vector<Slots> items;
  if (!node.text || node.text->context.empty()) return items;
  const auto context = base::parse_json(node.text->context);
  const base::Json* secrets = context ? context.value().find("secrets") : nullptr;
  if (!secrets || !secrets->array()) return items;
  for (const base::Json& secret : *secrets->array()) {
    const base::Json* facts = secret.find("context");
    const base::Json* code = facts ? facts->find("secret") : nullptr;
    const base::Json* used = facts ? facts->find("used_at_unix") : nullptr;
    if (code && code->string()) {
      items.push_back(Slots().text("code", in_halves(*code->string())).text("used", ""));
    } else if (used && used->number()) {
      const base::Time at{std::chrono::seconds(static_cast<std::int64_t>(used->number()->value))};
      items.push_back(
          Slots().text("code", "").text("used", page.words.say("codes.used", {{"date", page.words.short_date(at)}})));
    }
  }
  return items;
}

Sheet group_sheet(const Context& page, std::string name, std::string title) {
  Sheet sheet{std::move(name), std::move(title), {}, false, true, false, {}};
  sheet.slots.text("heading", sheet.title).text("back", back_url(page)).text("cancel", back_url(page));
  return sheet;
}

// The only problem's field; of several, the summary takes the focus.
std::string field_in_error(const Said& said) {
  return said.problems.size() == 1 ? said.problems.begin()->first : std::string();
}

// Profile, password, and every group that this file does not know.
Sheet form_page(const Context& page, const std::string& group) {
  const auto heading = page.words.try_say("settings.heading." + group, {});
  Sheet sheet = group_sheet(page, "group", heading ? *heading : group_name(page, group));
  const Said said = place_messages(page, {group});
  sheet.error = said.error;
  FormPlan plan{{group}, false, field_in_error(said), {}};
  if (group == "password" && said.problems.size() < 2) plan.autofocus = "password";
  if (group == "profile" || group == "password") plan.cancel = back_url(page);
  add_summary(page, said, sheet.slots);
  sheet.slots.list("notes", said.notes).group("form", make_form(page, said, plan));
  sheet.slots.list("removals", make_removals(page, group)).flag("way_back", plan.cancel.empty());
  return sheet;
}

Sheet totp_setup_page(const Context& page, const flow::Node& qr) {
  Sheet sheet = group_sheet(page, "totp", page.words.say("totp.heading"));
  const Said said = place_messages(page, {"totp"});
  sheet.error = said.error;
  FormPlan plan{{"totp"}, false, field_in_error(said), back_url(page)};
  Slots& slots = sheet.slots;
  slots.list("notes", said.notes).text("action", form_action(page.view, "totp"));
  slots.list("hidden", default_hiddens(page.view));
  slots.text("qr_id", qr.name).text("qr", qr.src);
  slots.text("qr_alt", page.words.say("totp.alt", {{"label", qr.label ? in_words(page, *qr.label) : ""}}));
  if (const flow::Node* key = find_node(page.view, "totp", "totp_secret_key"); key && key->text) {
    Slots part;
    part.text("id", key->name).text("label", key->label ? in_words(page, *key->label) : "");
    part.text("key", in_fours(key->text->text)).text("open", page.view.totp_url);
    slots.group("secret", std::move(part));
  }
  if (const flow::Node* code = find_node(page.view, "totp", "totp_code")) {
    slots.group("field", make_field(page, said, *code, plan));
  }
  if (const flow::Node* button = find_node(page.view, "totp", "method")) {
    slots.group("row", make_button(page, *button, plan).flag("primary").text("cancel", plan.cancel));
  }
  return sheet;
}

Sheet totp_page(const Context& page) {
  if (const flow::Node* qr = find_node(page.view, "totp", "totp_qr")) return totp_setup_page(page, *qr);
  Sheet sheet = group_sheet(page, "group", page.words.say("group.totp"));
  const Said said = place_messages(page, {"totp"});
  sheet.error = said.error;
  sheet.slots.group("tag", tag("on", page.words.say("on"))).text("lead", totp_facts(page));
  sheet.slots.list("notes", said.notes).list("removals", make_removals(page, "totp")).flag("way_back");
  return sheet;
}

// Fresh codes to save, or the old ones on request.
Sheet codes_shown_page(const Context& page, const flow::Node& codes) {
  const PageView& view = page.view;
  const flow::Node* confirm = find_node(view, "lookup_secret", "lookup_secret_confirm");
  Sheet sheet = group_sheet(page, "codes_shown", page.words.say(confirm ? "codes.heading" : "group.lookup_secret"));
  Said said = place_messages(page, {"lookup_secret"});
  if (confirm && view.codes_renewed) said.notes.push_back(note("info", "status", page.words.say("codes.last")));
  sheet.error = said.error;
  sheet.script = page.url("/codes.js");
  Slots& slots = sheet.slots;
  if (!confirm && view.factors.codes_total > 0) slots.group("tag", codes_tag(page));
  const std::string label = codes.label ? in_words(page, *codes.label) : std::string();
  slots.text("lead", page.words.say("codes.lead", {{"label", label}}));
  slots.list("notes", said.notes).text("id", codes.name).list("codes", code_items(page, codes));
  slots.text("account", page.words.say("codes.account", {{"account", view.person ? view.person->identifier : ""},
                                                         {"site", view.site},
                                                         {"date", page.words.date(view.now)}}));
  slots.text("download", view.codes_url);
  if (confirm) {
    slots.group("confirm", make_button_form(page, *confirm).text("cancel", page.url("/settings")));
  } else if (const flow::Node* fresh = find_node(view, "lookup_secret", "lookup_secret_regenerate")) {
    slots.group("regenerate", make_button_form(page, *fresh).flag("present"));
  }
  slots.list("removals", make_removals(page, "lookup_secret")).flag("way_back", confirm == nullptr);
  return sheet;
}

// Kratos shows this button only beside revealed codes, but takes it at any time.
flow::Node regenerate_node() {
  flow::Node node;
  node.group = "lookup_secret";
  node.name = "lookup_secret_regenerate";
  node.type = "submit";
  node.value = base::Json(std::string("true"));
  node.label.emplace();
  node.label->id = 1050008;
  return node;
}

Sheet codes_page(const Context& page) {
  const PageView& view = page.view;
  if (const flow::Node* codes = find_node(view, "lookup_secret", "lookup_secret_codes")) {
    return codes_shown_page(page, *codes);
  }
  Sheet sheet = group_sheet(page, "codes_on", page.words.say("group.lookup_secret"));
  const bool on = find_node(view, "lookup_secret", "lookup_secret_disable") != nullptr;
  const Said said = place_messages(page, {"lookup_secret"});
  sheet.error = said.error;
  Slots& slots = sheet.slots;
  slots.flag("on", on).list("notes", said.notes);
  slots.group("tag", on ? codes_tag(page) : tag("", page.words.say("none")));
  slots.text("lead", on ? codes_facts(page) : page.words.say("overview.lookup_secret.off"));
  if (on && view.factors.codes_total > 0 && view.factors.codes_left <= 3) slots.flag("low");
  if (const flow::Node* reveal = find_node(view, "lookup_secret", "lookup_secret_reveal")) {
    slots.group("reveal", make_button_form(page, *reveal));
  }
  const flow::Node* fresh = find_node(view, "lookup_secret", "lookup_secret_regenerate");
  slots.group("regenerate", make_button_form(page, fresh ? *fresh : regenerate_node()).flag("present", on));
  slots.list("removals", make_removals(page, "lookup_secret"));
  return sheet;
}

}  // namespace

Slots codes_tag(const Context& page) {
  const PageView::Factors& facts = page.view.factors;
  if (facts.codes_total == 0) return tag("on", page.words.say("on"));
  return tag(facts.codes_left <= 3 ? "low" : "on",
             page.words.say("codes.left",
                            {{"n", std::to_string(facts.codes_left)}, {"m", std::to_string(facts.codes_total)}}));
}

Sheet settings_page(const Context& page) {
  const PageView& view = page.view;
  Choice choice{offered_groups(view.ui), view.show, failed_group(view), {}, false};
  choice.codes_shown = find_node(view, "lookup_secret", "lookup_secret_codes") != nullptr;
  const std::string group = choose_settings_group(choice);
  if (group.empty()) return overview_page(page);
  if (group == "totp") return totp_page(page);
  if (group == "lookup_secret") return codes_page(page);
  if (is_key_group(group)) {
    return keys_page(page, group, group_sheet(page, "keys", page.words.say("settings.heading." + group)));
  }
  return form_page(page, group);
}

}  // namespace api
