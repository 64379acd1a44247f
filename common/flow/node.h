// UI nodes and messages as the contract shows them (half B 0.5, half A 4.2). Nodes are derived from facts on every
// read; they are never stored.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/json_writer.h"

namespace flow {

struct Message {
  enum class Type { info, error, success };
  int id = 0;
  std::string text;
  Type type = Type::info;
  std::string context;  // JSON object text, keys sorted; "" = no context member
  std::string slug;     // `totp.replayed`: for pages and the log, never in JSON
};

struct Node {
  enum class Kind { input, text, img, script };
  Kind kind = Kind::input;
  std::string group;
  std::string name;  // of an input; the id of the others
  // input
  std::string type;
  std::optional<base::Json> value;  // unset = no member; "" is emitted
  bool required = false;
  std::string autocomplete, pattern;
  bool disabled = false;
  std::string onclick, onclick_trigger, onload, onload_trigger;
  std::vector<std::string> options;
  // img, script
  std::string src;
  int width = 0, height = 0;
  std::string integrity, nonce;
  // text
  std::optional<Message> text;

  std::vector<Message> messages;
  std::optional<Message> label;  // meta.label

  [[nodiscard]] std::string_view text_value() const;  // the value if it is a string, else ""
};

struct Ui {
  std::string action;
  std::vector<Node> nodes;
  bool nodes_null = false;  // contract half A 4.1: `null` if no node was ever added
  std::vector<Message> messages;

  [[nodiscard]] const Node* find(std::string_view name) const;
  [[nodiscard]] Node* find(std::string_view name);
  [[nodiscard]] bool has_group(std::string_view group) const;
};

void write_message(base::JsonWriter& out, const Message& message);
void write_ui(base::JsonWriter& out, const Ui& ui);

// Node order, contract half B 0.7: two stable insertion sorts, by group list and by key list.
struct Order {
  std::vector<std::string> groups;
  std::vector<std::string> keys;
};
void sort_nodes(std::vector<Node>& nodes, const Order& order);

}  // namespace flow
