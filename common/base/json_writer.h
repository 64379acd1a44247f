// Append-only JSON out: members in the order they are written, compact, with Go's HTML escapes
// (& < > U+2028 U+2029 as \u0026 \u003c \u003e \u2028 \u2029), because clients compare bytes.
//
//   JsonWriter w;
//   w.object().key("id").string("x").key("n").number(3).key("list").array().string("a").close().close();
//   w.take();   // {"id":"x","n":3,"list":["a"]}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace base {

class JsonWriter {
 public:
  JsonWriter() { out_.reserve(kUsualSize); }
  JsonWriter& object();
  JsonWriter& array();
  JsonWriter& close();  // the innermost open object or array
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  JsonWriter& number(std::int64_t value);
  JsonWriter& real(double value);  // Go's encoding/json form: 3, 3.5, 1e+21
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& time(Time value);
  JsonWriter& raw(std::string_view json);  // already JSON
  [[nodiscard]] std::string take();
  [[nodiscard]] const std::string& text() const { return out_; }

 private:
  static constexpr std::size_t kUsualSize = 1024;  // grown into step by step, it would be copied six times
  void separate();
  std::string out_;
  std::vector<char> open_;    // '{' or '[' per level
  bool needs_comma_ = false;  // a value precedes on this level
  bool after_key_ = false;
};

void append_json_string(std::string& out, std::string_view value);  // with the quotes

}  // namespace base
