// Strict JSON in (RFC 8259), members in source order. jsoncpp parses; it stays behind this file.
// Refused: duplicate keys, bytes after the value, depth beyond kMaxJsonDepth, invalid UTF-8, lone surrogates.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace base {

inline constexpr int kMaxJsonDepth = 32;

class Json;
using JsonArray = std::vector<Json>;
using JsonObject = std::vector<std::pair<std::string, Json>>;
struct JsonNumber {
  std::string text;  // as written, e.g. `1e3`
  double value = 0;
  bool operator==(const JsonNumber&) const = default;
};

class Json {
 public:
  using Value = std::variant<std::nullptr_t, bool, JsonNumber, std::string, JsonArray, JsonObject>;
  Json() = default;
  Json(Value value) : value_(std::move(value)) {}

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  [[nodiscard]] const bool* boolean() const { return std::get_if<bool>(&value_); }
  [[nodiscard]] const JsonNumber* number() const { return std::get_if<JsonNumber>(&value_); }
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&value_); }
  [[nodiscard]] const JsonArray* array() const { return std::get_if<JsonArray>(&value_); }
  [[nodiscard]] const JsonObject* object() const { return std::get_if<JsonObject>(&value_); }
  [[nodiscard]] JsonArray* array() { return std::get_if<JsonArray>(&value_); }
  [[nodiscard]] JsonObject* object() { return std::get_if<JsonObject>(&value_); }
  // The member, or nullptr; nullptr too if this is no object.
  [[nodiscard]] const Json* find(std::string_view key) const;
  [[nodiscard]] const Value& value() const { return value_; }
  // Compact text in member order, numbers as written, Go's escapes (json_writer).
  [[nodiscard]] std::string text() const;
  // `null`, `boolean`, `number`, `string`, `array`, `object`.
  [[nodiscard]] std::string_view type_name() const;
  bool operator==(const Json&) const = default;

 private:
  Value value_ = nullptr;
};

struct JsonError {
  enum class Kind { syntax, duplicate_key, too_deep, bad_utf8 } kind;
  std::string detail;  // for a log or a command's answer, with line and column where known
};

Result<Json, JsonError> parse_json(std::string_view text);

}  // namespace base
