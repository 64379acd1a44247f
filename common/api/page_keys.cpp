// Security keys and passkeys: the account's list of them, and what a form needs for the script that asks the browser.
#include <algorithm>
#include <array>

#include "api/page_choice.h"
#include "api/page_parts.h"
#include "base/json.h"

namespace api {

namespace {

struct Named {  // what a remove button says of its key
  std::string name;
  std::optional<base::Time> added_at;
};

Named read_label(const flow::Node& node) {
  Named key;
  if (!node.label) return key;
  const auto context = base::parse_json(node.label->context);
  const base::Json* name = context ? context->find("display_name") : nullptr;
  const base::Json* added = context ? context->find("added_at_unix") : nullptr;
  key.name = name && name->string() ? *name->string() : node.label->text;
  if (added && added->number())
    key.added_at = base::Time(std::chrono::seconds(static_cast<std::int64_t>(added->number()->value)));
  return key;
}

const PageView::Key* find_key(const PageView& view, std::string_view credential) {
  const auto found = std::ranges::find(view.keys, credential, &PageView::Key::credential);
  return found == view.keys.end() ? nullptr : &*found;
}

// As the store lists them, oldest first: the nodes are in the order of the credentials' random names.
std::vector<const flow::Node*> listed_keys(const PageView& view, std::string_view group) {
  std::vector<const flow::Node*> nodes;
  for (const flow::Node& node : view.ui.nodes) {
    if (node.group == group && is_removing(node)) nodes.push_back(&node);
  }
  std::ranges::stable_sort(nodes, {}, [&view](const flow::Node* node) {
    return std::ranges::find(view.keys, value_of(*node), &PageView::Key::credential) - view.keys.begin();
  });
  return nodes;
}

// "Added on 3 March 2026. Last used yesterday, USB."
std::string facts_of(const Context& page, const Named& named, const PageView::Key* key) {
  std::string text;
  if (named.added_at) text = page.words.say("added", {{"when", page.ago(*named.added_at)}});
  if (!key || !key->last_used_at) return text;
  const Words::Holes when = {{"when", page.ago(*key->last_used_at)}};
  const std::string* how = page.words.find("transport." + key->transports);  // of several, nobody knows which it was
  if (!text.empty()) text += " ";
  return text + (how ? page.words.say("used.over", {when.front(), {"how", *how}}) : page.words.say("used", when));
}

Slots list_item(const Context& page, const flow::Node& node, std::size_t number) {
  const Named named = read_label(node);
  const std::string credential = value_of(node), fold = "key-" + std::to_string(number);
  Slots item;
  item.text("icon", node.group).text("name", named.name);
  item.text("facts", facts_of(page, named, find_key(page.view, credential)));
  Slots rename;
  rename.text("group", node.group).text("action", form_action(page.view, node.group));
  rename.list("hidden", default_hiddens(page.view));
  rename.text("credential", credential).text("id", "rename-" + std::to_string(number));
  item.group("rename", std::move(rename.text("fold", fold).text("of", named.name)));
  Slots remove = make_button_form(page, node);
  // One that cannot be removed stays, and says why.
  remove.text("consequence", page.words.say(node.disabled ? "slug.webauthn.last" : "remove." + node.name));
  item.group("remove", std::move(remove.text("fold", fold).text("of", named.name)));
  return item;
}

struct Text {
  std::string_view name, get, create;  // keys of words; "" = not said
};
constexpr std::array kTexts = {
    Text{"waiting", "webauthn.waiting", "webauthn.waiting"},
    Text{"cancelled", "webauthn.cancelled", "webauthn.cancelled.create"},
    Text{"unknown", "webauthn.unknown", ""},
    Text{"known", "", "webauthn.known"},
    Text{"unsupported", "webauthn.unsupported", "webauthn.unsupported.create"},
    Text{"again", "webauthn.again", "webauthn.again"},
};

std::vector<Slots> script_texts(const Context& page, bool create) {
  std::vector<Slots> texts;
  for (const Text& text : kTexts) {
    const std::string_view key = create ? text.create : text.get;
    if (!key.empty()) texts.push_back(Slots().text("for", std::string(text.name)).text("text", page.words.say(key)));
  }
  if (!page.view.key_origin.empty()) texts.push_back(Slots().text("for", "origin").html("text", origin_in_words(page)));
  return texts;
}

bool is_creating(const flow::Node& trigger) {
  return trigger.onclick_trigger.find("Registration") != std::string::npos;
}

// What those without scripts are told.
std::string_view without_script(const PageView& view, bool create) {
  const bool has_keys = find_node(view, "webauthn", "webauthn_remove") || find_node(view, "passkey", "passkey_remove");
  if (create && has_keys) return "webauthn.noscript.another";
  if (create) return "webauthn.noscript.create";
  const bool first = view.requested_aal < 2 && !view.refresh;
  if (first) return "webauthn.noscript.first";
  return offered_groups(view.ui).size() > 1 ? "webauthn.noscript" : "webauthn.noscript.only";
}

}  // namespace

std::string ceremony_options(const PageView& view, const flow::Node& trigger) {
  const char* name = is_creating(trigger) ? "passkey_create_data" : "passkey_challenge";
  const flow::Node* field = find_node(view, trigger.group, name);
  std::string options = value_of(trigger);
  return options.empty() && field ? value_of(*field) : options;
}

Html origin_in_words(const Context& page) {
  const Html origin = escape_attribute(page.view.key_origin);
  return page.words.markup("slug.webauthn.origin", [&origin](std::string_view) { return origin; });
}

void add_ceremony(const Context& page, const std::vector<const flow::Node*>& nodes, const FormPlan& plan, Slots& form) {
  form.list("ceremony", {}).list("noscript", {});
  const auto key = std::ranges::find_if(nodes, [](const flow::Node* node) { return is_key_group(node->group); });
  if (key == nodes.end()) return;
  const auto trigger = std::ranges::find_if(
      nodes, [](const flow::Node* node) { return is_key_group(node->group) && !node->onclick_trigger.empty(); });
  const bool create = trigger != nodes.end() && is_creating(**trigger);
  if (plan.shared || trigger != nodes.end())
    form.group("noscript", Slots().text("text", page.words.say(without_script(page.view, create))));
  if (trigger == nodes.end()) return;
  Slots ceremony;
  ceremony.text("mode", create ? "create" : "get").text("options", ceremony_options(page.view, **trigger));
  form.group("ceremony", std::move(ceremony.list("texts", script_texts(page, create))));
}

Sheet keys_page(const Context& page, const std::string& group, Sheet sheet) {
  const PageView& view = page.view;
  const Said said = place_messages(page, {group});
  sheet.error = said.error;
  std::vector<Slots> keys;
  for (const flow::Node* node : listed_keys(view, group)) keys.push_back(list_item(page, *node, keys.size() + 1));
  FormPlan plan{{group}, false, said.problems.size() == 1 ? said.problems.begin()->first : "", {}};
  Slots form = make_form(page, said, plan);
  form.text("form_heading", page.words.say(keys.empty() ? "keys.first." + group : "keys.another." + group));
  sheet.slots.list("notes", said.notes).group("form", std::move(form));
  if (!keys.empty()) {
    Slots list;
    list.text("heading", page.words.say("keys.yours." + group)).list("keys", std::move(keys));
    sheet.slots.group("list", std::move(list));
  }
  if (has_script(view, {group})) sheet.script = page.url("/webauthn.js");
  return sheet;
}

}  // namespace api
