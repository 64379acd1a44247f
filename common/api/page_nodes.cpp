// Nodes to controls: the tables of PAGES sections 3 and 4.
#include <algorithm>
#include <array>
#include <utility>

#include "api/page_parts.h"

namespace api {

namespace {

using Kind = flow::Node::Kind;

struct Rule {
  std::string_view name, autocomplete, inputmode, enterkeyhint;
  int maxlength;
  bool plain;  // no capitals, no spelling
};
constexpr std::array kRules = {
    Rule{"identifier", "username", "", "next", 256, true},
    Rule{"password", "", "", "go", 1024, false},
    Rule{"totp_code", "one-time-code", "numeric", "go", 12, true},
    Rule{"lookup_secret", "off", "", "go", 32, true},
    Rule{"webauthn_register_displayname", "off", "", "done", 64, false},
};

std::string_view last_segment(std::string_view name) {
  const std::size_t dot = name.find_last_of('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::string_view autocomplete_of_trait(const flow::Node& node) {
  if (node.type == "email" || node.type == "tel" || node.type == "url") return node.type;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kNames = {{
      {"email", "email"},
      {"phone", "tel"},
      {"website", "url"},
      {"name", "name"},
      {"first", "given-name"},
      {"first_name", "given-name"},
      {"given_name", "given-name"},
      {"last", "family-name"},
      {"last_name", "family-name"},
      {"family_name", "family-name"},
      {"username", "username"},
  }};
  for (const auto& [name, token] : kNames) {
    if (last_segment(node.name) == name) return token;
  }
  return {};
}

Rule rule_of(const flow::Node& node) {
  for (const Rule& rule : kRules) {
    if (rule.name == node.name) return rule;
  }
  Rule rule{node.name, {}, {}, "next", 1024, false};
  rule.autocomplete = autocomplete_of_trait(node);
  if (node.type == "tel" || node.type == "url") rule.inputmode = node.type;
  if (node.type == "number") rule.inputmode = "numeric";
  rule.plain = rule.autocomplete == "email" || rule.autocomplete == "username";
  return rule;
}

std::string hint_of(const Context& page, const Said& said, const flow::Node& node) {
  const PageView& view = page.view;
  const bool settings = view.kind == PageView::Kind::settings;
  const Words::Holes holes = {{"site", view.site}, {"n", std::to_string(view.min_password_length)}};
  if (node.name == "totp_code") {
    if (said.replayed && said.next_code > 0) return page.words.count("hint.totp_code.used", said.next_code);
    if (said.problems.contains(node.name)) return page.words.say("hint.totp_code.wrong");
    return page.words.say(settings ? "hint.totp_code.settings" : "hint.totp_code", holes);
  }
  if (node.type == "password") {
    if (node.autocomplete == "new-password") return page.words.say("hint.new_password", holes);
    if (!view.refresh || !view.person) return {};
    return page.words.say("hint.password.refresh", {{"identifier", view.person->identifier}});
  }
  if (node.name.starts_with("traits.") && view.person && !view.person->identifier.empty() &&
      value_of(node) == view.person->identifier) {
    return page.words.say("hint.trait.identifier");
  }
  return page.words.try_say("hint." + node.name, holes).value_or("");
}

// Text types a browser knows; others become text.
std::string input_type(const PageView& view, const flow::Node& node) {
  if (node.name == "identifier" && view.identifier_is_email) return "email";
  constexpr std::array<std::string_view, 8> kTypes = {"text",   "email",          "tel",     "url", "date",
                                                      "number", "datetime-local", "password"};
  return std::find(kTypes.begin(), kTypes.end(), node.type) == kTypes.end() ? "text" : node.type;
}

std::string describe(const Said& said, const flow::Node& node, bool marked, bool hint) {
  std::string ids;
  if (said.problems.contains(node.name)) ids += node.name + "-problem";
  if (marked) ids += ids.empty() ? "message" : " message";
  if (hint) ids += (ids.empty() ? "" : " ") + node.name + "-hint";
  return ids;
}

}  // namespace

std::string value_of(const flow::Node& node) {
  if (!node.value) return {};
  if (const std::string* text = node.value->string()) return *text;
  if (const auto* number = node.value->number()) return number->text;
  if (const bool* flag = node.value->boolean()) return *flag ? "true" : "false";
  return node.value->is_null() ? std::string() : node.value->text();
}

const flow::Node* find_node(const PageView& view, std::string_view group, std::string_view name) {
  for (const flow::Node& node : view.ui.nodes) {
    if (node.group == group && node.name == name) return &node;
  }
  return nullptr;
}

bool is_removing(const flow::Node& node) {
  constexpr std::array<std::string_view, 4> kNames = {"totp_unlink", "webauthn_remove", "passkey_remove",
                                                      "lookup_secret_disable"};
  return std::find(kNames.begin(), kNames.end(), node.name) != kNames.end();
}

bool has_script(const PageView& view, const std::vector<std::string>& groups) {
  return std::ranges::any_of(groups, is_key_group) &&
         std::ranges::any_of(view.ui.nodes, [](const flow::Node& node) { return node.kind == Kind::script; });
}

std::string form_action(const PageView& view, std::string_view group) {
  const auto door = view.doors.find(std::string(group));
  return door == view.doors.end() ? view.ui.action : door->second;
}

std::string group_name(const Context& page, const std::string& group) {
  if (const std::string* name = page.words.find("group." + group)) return *name;
  for (const flow::Node& node : page.view.ui.nodes) {
    if (node.group == group && node.type == "submit" && node.label) return in_words(page, *node.label);
  }
  return group;
}

std::string label_of(const Context& page, const flow::Node& node, const FormPlan& plan) {
  if (!node.label) {
    std::string name(last_segment(node.name));
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
  }
  const std::string id = std::to_string(node.label->id);
  std::vector<std::string> keys;
  if (page.view.refresh) keys.push_back("label.refresh." + id);
  if (plan.shared) keys.push_back((plan.groups.size() == 1 ? "label.alone." : "label.first.") + id);
  keys.push_back("label." + node.group + "." + id);
  keys.push_back("label." + id);
  for (const std::string& key : keys) {
    if (const std::string* words = page.words.find(key)) return *words;
  }
  return in_words(page, *node.label);
}

Slots make_field(const Context& page, const Said& said, const flow::Node& node, const FormPlan& plan) {
  const Rule rule = rule_of(node);
  const PageView& view = page.view;
  const bool account = view.kind == PageView::Kind::settings;
  const bool marked = said.bad_credentials && (node.name == "identifier" || node.name == "password");
  const auto problem = said.problems.find(node.name);
  const bool wrong = problem != said.problems.end();
  const std::string hint = hint_of(page, said, node);
  std::string value = node.type == "password" ? std::string() : value_of(node);
  if (node.name == "identifier" && value.empty()) value = view.known_identifier;
  if (wrong && (node.name == "totp_code" || node.name == "lookup_secret")) value.clear();

  Slots field;
  field.text("id", node.name).text("name", node.name).text("label", label_of(page, node, plan));
  field.flag("short", account).text("hint", hint).text("problem", wrong ? problem->second : "");
  field.flag("optional", !node.required && !node.disabled && node.name.starts_with("traits."));
  field.text("class", node.name == "totp_code" ? "code" : node.name == "lookup_secret" ? "code long" : "");
  field.text("type", input_type(view, node)).text("value", value).flag("secret", node.type == "password");
  // The script asks nobody to touch a key that has no name yet.
  field.flag("required", node.required || node.name == "webauthn_register_displayname");
  field.flag("disabled", node.disabled);
  field.flag("autofocus", !plan.autofocus.empty() && plan.autofocus == node.name);
  field.text("autocomplete", node.autocomplete.empty() ? std::string(rule.autocomplete) : node.autocomplete);
  field.text("inputmode", std::string(rule.inputmode));
  field.text("enterkeyhint", account && rule.enterkeyhint == "go" ? "done" : std::string(rule.enterkeyhint));
  field.text("maxlength", std::to_string(rule.maxlength)).flag("plain", rule.plain);
  field.flag("uncorrected", node.name == "lookup_secret");
  field.text("describedby", describe(said, node, marked, !hint.empty())).flag("invalid", wrong || marked);
  if (!node.options.empty()) {
    std::vector<Slots> options;
    for (const std::string& option : node.options) {
      options.push_back(Slots().text("value", option).flag("selected", option == value));
    }
    field.list("options", std::move(options));
  }
  field.flag("select", !node.options.empty());
  return field;
}

Slots make_button(const Context& page, const flow::Node& node, const FormPlan& plan) {
  const bool trigger = node.type == "button";
  const bool key = is_key_group(node.group) && page.view.kind == PageView::Kind::login;
  Slots button;
  button.text("name", node.name).text("value", trigger ? "" : value_of(node)).flag("trigger", trigger);
  button.text("label", label_of(page, node, plan)).text("icon", key ? node.group : "");
  button.flag("disabled", node.disabled);
  return button;
}

}  // namespace api
