#include "api/page_template.h"

#include <set>

#include "api/page_words.h"
#include "base/result.h"

namespace api {

namespace {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      // A parser would turn NUL into U+FFFD or drop it, and a bare CR into LF: neither is worth a surprise.
      case '\0':
        break;
      case '\r':
        out += "&#13;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

[[noreturn]] void fail(const std::string& what) { throw base::Broken("page.template", what); }

}  // namespace

Html escape_html(std::string_view text) { return {escape(text)}; }
Html escape_attribute(std::string_view text) { return {escape(text)}; }

Slots& Slots::group(std::string name, Slots item) {
  std::vector<Slots> items;
  items.push_back(std::move(item));
  return add(std::move(name), std::move(items));
}

Slots& Slots::add(std::string name, Value value) {
  for (auto& [known, old] : values_) {
    if (known != name) continue;
    old = std::move(value);
    return *this;
  }
  values_.emplace_back(std::move(name), std::move(value));
  return *this;
}

const Slots::Value* Slots::find(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return &value;
  }
  return nullptr;
}

struct Templates::Part {
  enum class Kind { literal, slot, section, inverse, file, inline_file, words } kind;
  std::string text;  // the literal, or a name
  std::vector<Part> children;
};

struct Templates::Source {
  std::string_view name, whole, rest;
};

struct Templates::Output {
  const Slots& page;
  const Words& words;
  std::string html;

  [[nodiscard]] const Slots::Value* find(const Slots& scope, std::string_view name) const {
    const Slots::Value* found = scope.find(name);
    return found ? found : page.find(name);
  }
};

Templates::Templates(const Files& files) {
  for (const auto& [name, content] : files) {
    Source source{name, content, content};
    files_.emplace_back(std::string(name), parse(source, {}));
  }
}

Templates::~Templates() = default;

namespace {

// If a tag stands alone in its line, that line's indentation (in `before`) and line end (in `after`) go with it.
// `starts_line`: `before` begins at the start of a line.
void take_line_of_tag(std::string_view& before, std::string_view& after, bool starts_line) {
  const std::size_t newline = before.find_last_of('\n');
  if (newline == std::string_view::npos && !starts_line) return;
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  if (before.find_first_not_of(' ', start) != std::string_view::npos) return;
  if (!after.empty() && after.front() != '\n') return;
  before = before.substr(0, start);
  if (!after.empty()) after.remove_prefix(1);
}

}  // namespace

std::vector<Templates::Part> Templates::parse(Source& source, std::string_view open_section) {
  std::vector<Part> parts;
  std::string_view& rest = source.rest;
  const std::string file(source.name);
  for (std::size_t open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
    const std::size_t close = rest.find("}}", open);
    if (close == std::string_view::npos || close == open + 2) fail(file + ": tag without end or name");
    std::string_view before = rest.substr(0, open);
    const std::string_view tag = rest.substr(open + 2, close - open - 2);
    const bool starts_line = before.data() == source.whole.data() || *(before.data() - 1) == '\n';
    rest.remove_prefix(close + 2);

    const char mark = tag.front();
    const bool silent = mark == '#' || mark == '^' || mark == '/' || mark == '>';
    const std::size_t left = rest.size();
    if (silent) take_line_of_tag(before, rest, starts_line);
    const bool inline_tag = rest.size() == left;
    if (!before.empty()) parts.push_back({Part::Kind::literal, std::string(before), {}});

    const std::string name(tag.substr(silent || mark == '_' ? 1 : 0));
    if (mark == '/') {
      if (name != open_section) fail(file + ": closes " + name + " but not " + std::string(open_section));
      return parts;
    }
    if (mark == '#' || mark == '^') {
      std::vector<Part> children = parse(source, name);
      parts.push_back({mark == '#' ? Part::Kind::section : Part::Kind::inverse, name, std::move(children)});
    } else if (mark == '>') {
      parts.push_back({inline_tag ? Part::Kind::inline_file : Part::Kind::file, name + ".html", {}});
    } else {
      parts.push_back({mark == '_' ? Part::Kind::words : Part::Kind::slot, name, {}});
    }
  }
  if (!open_section.empty()) fail(file + ": does not close " + std::string(open_section));
  if (!rest.empty()) parts.push_back({Part::Kind::literal, std::string(rest), {}});
  return parts;
}

std::string Templates::render(std::string_view name, const Slots& page, const Words& words) const {
  Output out{page, words, {}};
  out.html.reserve(8192);
  print({{Part::Kind::file, std::string(name) + ".html", {}}}, page, out);
  return std::move(out.html);
}

void Templates::print_section(const Part& part, const Slots& scope, Output& out) const {
  const Slots::Value* value = out.find(scope, part.text);
  if (const auto* items = value ? std::get_if<std::vector<Slots>>(value) : nullptr) {
    if (part.kind == Part::Kind::section) {
      for (const Slots& item : *items) print(part.children, item, out);
    } else if (items->empty()) {
      print(part.children, scope, out);
    }
    return;
  }
  bool set = false;
  if (value) {
    if (const auto* text = std::get_if<std::string>(value)) set = !text->empty();
    if (const auto* html = std::get_if<Html>(value)) set = !html->markup.empty();
    if (const auto* flag = std::get_if<bool>(value)) set = *flag;
  }
  if (set == (part.kind == Part::Kind::section)) print(part.children, scope, out);
}

void Templates::print(const std::vector<Part>& parts, const Slots& scope, Output& out) const {
  const auto slot = [&](std::string_view name) -> Html {
    const Slots::Value* value = out.find(scope, name);
    if (!value) return {};
    if (const auto* html = std::get_if<Html>(value)) return *html;
    if (const auto* text = std::get_if<std::string>(value)) return escape_attribute(*text);
    fail("slot " + std::string(name) + " is not text");
  };
  for (const Part& part : parts) {
    switch (part.kind) {
      case Part::Kind::literal:
        out.html += part.text;
        break;
      case Part::Kind::slot:
        out.html += slot(part.text).markup;
        break;
      case Part::Kind::words:
        out.html += out.words.markup(part.text, slot).markup;
        break;
      case Part::Kind::section:
      case Part::Kind::inverse:
        print_section(part, scope, out);
        break;
      case Part::Kind::file:
      case Part::Kind::inline_file: {
        const std::vector<Part>* found = nullptr;
        for (const auto& [name, content] : files_) {
          if (name == part.text) found = &content;
        }
        if (!found) fail("no template " + part.text);
        print(*found, scope, out);
        if (part.kind == Part::Kind::inline_file && out.html.ends_with('\n')) out.html.pop_back();
      }
    }
  }
}

std::vector<std::string> Templates::keys() const {
  std::set<std::string> keys;
  const auto collect = [&keys](const auto& self, const std::vector<Part>& parts) -> void {
    for (const Part& part : parts) {
      if (part.kind == Part::Kind::words) keys.insert(part.text);
      self(self, part.children);
    }
  };
  for (const auto& [name, parts] : files_) collect(collect, parts);
  return {keys.begin(), keys.end()};
}

}  // namespace api
