// Forms: which nodes go into one, in which order, and what stands beside it.
#include <algorithm>

#include "api/page_parts.h"

namespace api {

namespace {

using Kind = flow::Node::Kind;

bool contains(const std::vector<std::string>& groups, std::string_view group) {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

Slots hidden(const std::string& name, const std::string& value) {
  return Slots().text("name", name).text("value", value);
}

Slots text_control(const Context& page, const flow::Node& node) {
  const std::string label = node.label ? in_words(page, *node.label) : std::string();
  if (node.kind == Kind::img)
    return Slots().group("image", Slots().text("id", node.name).text("src", node.src).text("alt", label));
  const std::string said = node.text ? in_words(page, *node.text) : label;
  return Slots().group("line", Slots().text("text", said));
}

Slots check_control(const Context& page, const Said& said, const flow::Node& node, const FormPlan& plan) {
  const auto problem = said.problems.find(node.name);
  return Slots().group("check", Slots()
                                    .text("id", node.name)
                                    .text("name", node.name)
                                    .text("label", label_of(page, node, plan))
                                    .flag("checked", value_of(node) == "true")
                                    .flag("disabled", node.disabled)
                                    .text("problem", problem == said.problems.end() ? "" : problem->second));
}

// The nodes of a form in order; in a shared form the password's come first, because Enter presses the first submit.
std::vector<const flow::Node*> nodes_of(const PageView& view, const FormPlan& plan) {
  std::vector<const flow::Node*> nodes;
  const auto take = [&](auto&& wanted) {
    for (const flow::Node& node : view.ui.nodes) {
      if (wanted(node.group)) nodes.push_back(&node);
    }
  };
  take([](const std::string& group) { return group == "default" || group == "identifier_first"; });
  take([&plan](const std::string& group) { return group == "password" && contains(plan.groups, group); });
  take([&plan](const std::string& group) {
    return group != "password" && group != "identifier_first" && contains(plan.groups, group);
  });
  return nodes;
}

// Password managers want to know whose password it is, also where the name is not asked.
bool is_username(const PageView& view, const flow::Node& node) {
  return node.name == "identifier" && (view.refresh || view.requested_aal > 1 || node.group == "identifier_first");
}

// No node of the flow: Kratos has none for it.
Slots remember_control(const std::string& label) {
  return Slots().group("check",
                       Slots().text("id", "remember_device").text("name", "remember_device").text("label", label));
}

}  // namespace

Slots make_form(const Context& page, const Said& said, const FormPlan& plan) {
  const PageView& view = page.view;
  const bool account = view.kind == PageView::Kind::settings;
  const std::vector<const flow::Node*> nodes = nodes_of(view, plan);
  std::vector<Slots> hiddens, usernames, controls;
  std::string owner;  // the group of the first button: the form posts to its door
  bool or_printed = !plan.shared;
  const bool scripted = std::ranges::any_of(plan.groups, is_key_group);
  for (const flow::Node* node : nodes) {
    const bool visible = node->kind == Kind::input && node->type != "hidden";
    if (!or_printed && visible && !owner.empty() && node->group != owner) {
      controls.push_back(Slots().flag("or"));
      or_printed = true;
    }
    if (node->kind != Kind::input) {
      if (node->kind != Kind::script) controls.push_back(text_control(page, *node));
    } else if (node->type == "hidden") {
      (is_username(view, *node) ? usernames : hiddens).push_back(hidden(node->name, value_of(*node)));
    } else if (is_removing(*node)) {
      continue;  // make_removals
    } else if (node->type == "submit" || node->type == "button") {
      const bool first = owner.empty();
      if (first) owner = node->group;
      if (first && !plan.remember.empty()) controls.push_back(remember_control(plan.remember));
      const bool primary = first && !plan.plain && node->name != "lookup_secret_reveal" && node->name != "screen";
      Slots button = make_button(page, *node, plan);
      button.flag("primary", primary).flag("full", !account).flag("autofocus", first && plan.autofocus == "primary");
      const bool elsewhere = node->group != owner;
      const std::string door = form_action(view, node->group);
      button.text("formaction", elsewhere && door != form_action(view, owner) ? door : "");
      button.text("options", elsewhere && node->type == "button" ? ceremony_options(view, *node) : "");
      button.flag("novalidate", elsewhere).text("cancel", first ? plan.cancel : "");
      controls.push_back(Slots().group(account ? "row" : "button", std::move(button)));
    } else if (node->type == "checkbox") {
      controls.push_back(check_control(page, said, *node, plan));
    } else if (node->group != "default" || node->label) {
      if (node->autocomplete == "new-password" && view.person) {
        usernames.push_back(hidden("username", view.person->identifier));
      }
      controls.push_back(Slots().group("field", make_field(page, said, *node, plan)));
      if (scripted && node->type == "password") controls.push_back(Slots().text("show", node->name));
    }
  }
  Slots form;
  form.text("action", form_action(view, owner));
  form.list("hidden", std::move(hiddens)).list("username", std::move(usernames));
  add_ceremony(page, nodes, plan, form);
  form.list("controls", std::move(controls));
  return form;
}

std::vector<Slots> default_hiddens(const PageView& view) {
  std::vector<Slots> hiddens;
  for (const flow::Node& node : view.ui.nodes) {
    if (node.group == "default" && node.type == "hidden") hiddens.push_back(hidden(node.name, value_of(node)));
  }
  return hiddens;
}

Slots make_button_form(const Context& page, const flow::Node& node) {
  Slots form;
  form.text("action", form_action(page.view, node.group)).list("hidden", default_hiddens(page.view));
  form.text("name", node.name).text("value", value_of(node)).text("label", label_of(page, node, {}));
  form.flag("disabled", node.disabled);
  return form;
}

std::vector<Slots> make_removals(const Context& page, std::string_view group) {
  std::vector<Slots> removals;
  for (const flow::Node& node : page.view.ui.nodes) {
    if (node.group != group || !is_removing(node)) continue;
    std::string key = "remove." + node.name;
    // After the app only recovery codes or keys, or nothing at all, stands beside the password.
    if (node.name == "totp_unlink" || node.name == "lookup_secret_disable") {
      const auto has = [&page](std::string_view g, std::string_view name) {
        return find_node(page.view, g, name) != nullptr;
      };
      const bool keys = has("webauthn", "webauthn_remove");
      const bool app = node.name != "totp_unlink" && has("totp", "totp_unlink");
      const bool codes = node.name == "totp_unlink" && page.view.factors.codes_left > 0;
      key += keys || app ? ".other" : codes ? ".codes" : ".last";
    }
    Slots removal = make_button_form(page, node);
    const std::string* summary = page.words.find("remove." + node.name + ".summary");
    removal.text("summary", summary ? *summary : label_of(page, node, {}));
    removal.text("consequence", page.words.say(key));
    removals.push_back(std::move(removal));
  }
  return removals;
}

}  // namespace api
