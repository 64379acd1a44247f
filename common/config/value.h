// A configuration document after parsing and before validation: plain values that remember where they were written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "config/load.h"

namespace config {

struct Place {
  int line = 0, column = 0;                                       // of the file, from 1
  std::string variable;                                           // the environment variable instead, where one decided
  [[nodiscard]] std::string text(const std::string& file) const;  // `file:line:column` or `environment NAME`
  [[nodiscard]] std::string source(const std::string& file) const;  // `file:line` or `environment NAME`
};

struct Member;

struct Value {
  enum class Kind : std::uint8_t { null, boolean, number, string, list, object } kind = Kind::null;
  std::string text;  // scalars: as written; booleans `true` or `false`
  Place place;
  std::vector<Value> items;
  std::vector<Member> members;

  [[nodiscard]] Value* find(std::string_view name);
  [[nodiscard]] const Value* find(std::string_view name) const;
  // The member, made (null) where there is none.
  Value& member(std::string_view name, const Place& made_at);
  [[nodiscard]] std::string_view kind_name() const;  // `an object`, `a string`, …
  [[nodiscard]] bool is_empty() const;               // null, or nothing in it
};

struct Member {
  std::string name;
  Place place;  // of the name
  Value value;
};

[[nodiscard]] Value from_json(const base::Json& json, const Place& place);

}  // namespace config
