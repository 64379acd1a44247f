#include "flow/node.h"

#include <algorithm>

namespace flow {
namespace {

std::string_view type_text(Message::Type type) {
  switch (type) {
    case Message::Type::info:
      return "info";
    case Message::Type::error:
      return "error";
    case Message::Type::success:
      return "success";
  }
  return "info";
}

std::string_view kind_text(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::input:
      return "input";
    case Node::Kind::text:
      return "text";
    case Node::Kind::img:
      return "img";
    case Node::Kind::script:
      return "script";
  }
  return "input";
}

void write_if(base::JsonWriter& out, std::string_view key, const std::string& value) {
  if (!value.empty()) out.key(key).string(value);
}

void write_input(base::JsonWriter& out, const Node& node) {
  out.key("name").string(node.name).key("type").string(node.type);
  if (node.value) out.key("value").raw(node.value->text());
  if (node.required) out.key("required").boolean(true);
  write_if(out, "autocomplete", node.autocomplete);
  write_if(out, "pattern", node.pattern);
  out.key("disabled").boolean(node.disabled);
  write_if(out, "onclick", node.onclick);
  write_if(out, "onclickTrigger", node.onclick_trigger);
  write_if(out, "onload", node.onload);
  write_if(out, "onloadTrigger", node.onload_trigger);
  if (node.options.empty()) return;
  out.key("options").array();
  for (const auto& option : node.options) out.object().key("value").string(option).close();
  out.close();
}

void write_script(base::JsonWriter& out, const Node& node) {
  out.key("src").string(node.src).key("async").boolean(true).key("referrerpolicy").string("no-referrer");
  out.key("crossorigin").string("anonymous").key("integrity").string(node.integrity);
  out.key("type").string("text/javascript").key("id").string(node.name).key("nonce").string(node.nonce);
}

void write_attributes(base::JsonWriter& out, const Node& node) {
  switch (node.kind) {
    case Node::Kind::input:
      return write_input(out, node);
    case Node::Kind::script:
      return write_script(out, node);
    case Node::Kind::img:
      out.key("src").string(node.src).key("id").string(node.name);
      out.key("width").number(node.width).key("height").number(node.height);
      return;
    case Node::Kind::text:
      out.key("text");
      write_message(out, node.text.value_or(Message{}));
      out.key("id").string(node.name);
      return;
  }
}

void write_messages(base::JsonWriter& out, const std::vector<Message>& messages) {
  out.key("messages").array();
  for (const auto& message : messages) write_message(out, message);
  out.close();
}

void write_node(base::JsonWriter& out, const Node& node) {
  out.object().key("type").string(kind_text(node.kind)).key("group").string(node.group).key("attributes").object();
  write_attributes(out, node);
  out.key("node_type").string(kind_text(node.kind)).close();
  write_messages(out, node.messages);
  out.key("meta").object();
  if (node.label) {
    out.key("label");
    write_message(out, *node.label);
  }
  out.close().close();
}

// Go's %v of a value; an unset one prints `<nil>`.
std::string printed_value(const Node& node) {
  if (!node.value) return "<nil>";
  if (const auto* text = node.value->string()) return *text;
  return node.value->text();
}

bool same_block(const Node& a, const Node& b) {
  const auto merges = [](const std::string& x, const std::string& y) { return x == "default" && y == "password"; };
  return a.group == b.group || merges(a.group, b.group) || merges(b.group, a.group);
}

std::size_t key_position(const Node& node, const std::vector<std::string>& keys) {
  if (node.name == "method") return keys.size() + 1;
  const auto hit = std::ranges::find_if(keys, [&](const std::string& key) { return node.name.starts_with(key); });
  return static_cast<std::size_t>(hit - keys.begin());
}

// The comparators are no strict weak orders (nodes of different groups compare "equal"), so the result depends on the
// algorithm: an insertion sort of neighbours, as Kratos' runtime does for lists this short.
template <class Less>
void insertion_sort(std::vector<Node>& nodes, Less less) {
  for (std::size_t i = 1; i < nodes.size(); ++i)
    for (std::size_t j = i; j > 0 && less(nodes[j], nodes[j - 1]); --j) std::swap(nodes[j], nodes[j - 1]);
}

}  // namespace

std::string_view Node::text_value() const {
  const auto* found = value ? value->string() : nullptr;
  return found ? std::string_view(*found) : std::string_view();
}

const Node* Ui::find(std::string_view name) const {
  const auto hit = std::ranges::find_if(nodes, [&](const Node& node) { return node.name == name; });
  return hit == nodes.end() ? nullptr : &*hit;
}

Node* Ui::find(std::string_view name) {
  const auto hit = std::ranges::find_if(nodes, [&](const Node& node) { return node.name == name; });
  return hit == nodes.end() ? nullptr : &*hit;
}

bool Ui::has_group(std::string_view group) const {
  return std::ranges::any_of(nodes, [&](const Node& node) { return node.group == group; });
}

void write_message(base::JsonWriter& out, const Message& message) {
  out.object()
      .key("id")
      .number(message.id)
      .key("text")
      .string(message.text)
      .key("type")
      .string(type_text(message.type));
  if (!message.context.empty()) out.key("context").raw(message.context);
  out.close();
}

void write_ui(base::JsonWriter& out, const Ui& ui) {
  out.object().key("action").string(ui.action).key("method").string("POST").key("nodes");
  if (ui.nodes_null && ui.nodes.empty()) {
    out.null();
  } else {
    out.array();
    for (const auto& node : ui.nodes) write_node(out, node);
    out.close();
  }
  if (!ui.messages.empty()) write_messages(out, ui.messages);
  out.close();
}

void sort_nodes(std::vector<Node>& nodes, const Order& order) {
  const auto group_position = [&](const Node& node) {
    const auto hit = std::ranges::find(order.groups, node.group);
    return hit == order.groups.end() ? -1 : static_cast<int>(hit - order.groups.begin());
  };
  insertion_sort(nodes, [&](const Node& a, const Node& b) { return group_position(a) < group_position(b); });
  insertion_sort(nodes, [&](const Node& a, const Node& b) {
    if (!same_block(a, b)) return false;
    const auto pa = key_position(a, order.keys), pb = key_position(b, order.keys);
    return pa != pb ? pa < pb : printed_value(a) < printed_value(b);
  });
}

}  // namespace flow
