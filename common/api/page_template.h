// Templates: HTML with named slots, a subset of Mustache without logic.
//
//   {{name}}               the slot, escaped unless it is Html
//   {{#name}}…{{/name}}    once per list item (in the item's scope), or if the text or flag is set
//   {{^name}}…{{/name}}    if it is empty
//   {{>file}}              the template `file.html`, in this scope
//   {{_key}}               the words of `key`; their {holes} are slots, their [brackets] a link to the slot `link`
//
// A slot is looked up in the innermost scope, then in the page's; never in between, so that an item cannot inherit
// what its parents say. A line that holds only a tag without output leaves no line behind, and a
// file printed within a line loses its last line end.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace api {

struct Html {  // made by the escape functions, or written out in our own source
  std::string markup;
};
[[nodiscard]] Html escape_html(std::string_view text);       // for element content
[[nodiscard]] Html escape_attribute(std::string_view text);  // for content and for values in double quotes

class Slots {  // a name given again replaces the value
 public:
  using Value = std::variant<std::string, Html, bool, std::vector<Slots>>;

  Slots& text(std::string name, std::string value) { return add(std::move(name), std::move(value)); }
  Slots& html(std::string name, Html value) { return add(std::move(name), std::move(value)); }
  Slots& flag(std::string name, bool value = true) { return add(std::move(name), value); }
  Slots& list(std::string name, std::vector<Slots> items) { return add(std::move(name), std::move(items)); }
  Slots& group(std::string name, Slots item);  // a list of one
  [[nodiscard]] const Value* find(std::string_view name) const;

 private:
  Slots& add(std::string name, Value value);
  std::vector<std::pair<std::string, Value>> values_;
};

class Words;

// All templates of www/, parsed once.
class Templates {
 public:
  using Files = std::vector<std::pair<std::string_view, std::string_view>>;  // name, content
  explicit Templates(const Files& files);
  ~Templates();
  Templates(const Templates&) = delete;
  Templates& operator=(const Templates&) = delete;

  [[nodiscard]] std::string render(std::string_view name, const Slots& page, const Words& words) const;
  [[nodiscard]] std::vector<std::string> keys() const;  // of all words that the templates use

 private:
  struct Part;
  struct Source;
  struct Output;
  static std::vector<Part> parse(Source& source, std::string_view open_section);
  void print(const std::vector<Part>& parts, const Slots& scope, Output& out) const;
  void print_section(const Part& part, const Slots& scope, Output& out) const;

  std::vector<std::pair<std::string, std::vector<Part>>> files_;
};

}  // namespace api
