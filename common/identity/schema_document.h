// The parsed schema document, what `$ref` means in it, and the checks that make it usable.
#pragma once

#include <functional>
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace identity {

inline constexpr std::string_view kExtension = "ory.sh/kratos";
inline constexpr int kMaxSchemaDepth = 32;  // of `$ref` chains and of nested traits

// A regular expression of the schema, matched on code points.
class Pattern {
 public:
  // Throws std::regex_error.
  explicit Pattern(std::string_view source);
  // False too for a text that is longer than may be matched.
  [[nodiscard]] bool matches(std::string_view utf8) const;

 private:
  std::wregex regex_;
  std::size_t max_input_;
};

class Document {
 public:
  static base::Result<Document, std::string> parse(std::string_view source);

  [[nodiscard]] const base::Json& root() const { return root_; }
  [[nodiscard]] const base::Json& traits() const;  // properties.traits, resolved
  // Follows `$ref` to the subschema it names (draft-07: its siblings do not count).
  [[nodiscard]] const base::Json& resolve(const base::Json& schema) const;
  [[nodiscard]] const Pattern& pattern(const std::string& source) const { return patterns_.at(source); }

 private:
  explicit Document(base::Json root) : root_(std::move(root)) {}
  friend class DocumentCheck;
  [[nodiscard]] const base::Json* find_reference(const base::Json& schema) const;

  base::Json root_;
  std::map<std::string, Pattern, std::less<>> patterns_;
};

// `a.b` of `a` and `b`; `b` of an empty path.
[[nodiscard]] std::string join_path(std::string_view path, std::string_view name);
// The schema's `type` allows `name`; a schema without `type` allows everything.
[[nodiscard]] bool has_type(const base::Json& schema, std::string_view name);
// A member of a schema at `a.b.c`, or nullptr.
[[nodiscard]] const base::Json* find_member(const base::Json& json, std::initializer_list<std::string_view> names);
// A double as Go's encoding/json writes it: no exponent between 1e-6 and 1e21.
[[nodiscard]] base::Json make_number(double value);
[[nodiscard]] bool is_true(const base::Json* json);
[[nodiscard]] std::string text_of(const base::Json* json);  // a string's value, "" for anything else

}  // namespace identity
