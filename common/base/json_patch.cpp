// RFC 6902, operation by operation (section 4): add, remove, replace, move, copy, test. Members of an operation that
// are not defined for it are ignored. An array's index has no leading zero; `-` is the place behind its end (RFC 6901
// section 4). Every step works on a copy, so that a patch that fails leaves nothing behind (section 5).
#include "base/json_patch.h"

#include <algorithm>

#include "base/text.h"

namespace base {
namespace {

using Path = std::vector<std::string>;
using Done = Result<base::Done, std::string>;

Error<std::string> refuse(std::string why) { return {std::move(why)}; }

Json* find_member(JsonObject& object, std::string_view name) {
  const auto found = std::ranges::find(object, name, &JsonObject::value_type::first);
  return found == object.end() ? nullptr : &found->second;
}

// An index below `size`.
std::optional<std::size_t> index_of(std::string_view text, std::size_t size) {
  if (text.empty() || text.size() > 9 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  const auto index = static_cast<std::size_t>(std::stoul(std::string(text)));
  return index < size ? std::optional(index) : std::nullopt;
}

Json* find_child(Json& parent, const std::string& name) {
  if (JsonObject* object = parent.object()) return find_member(*object, name);
  JsonArray* array = parent.array();
  const auto index = array ? index_of(name, array->size()) : std::nullopt;
  return index ? &(*array)[*index] : nullptr;
}

// The value at the first `length` segments, or nullptr.
Json* find_value(Json& document, const Path& path, std::size_t length) {
  Json* at = &document;
  for (std::size_t i = 0; at && i < length; ++i) at = find_child(*at, path[i]);
  return at;
}
Json* find_value(Json& document, const Path& path) { return find_value(document, path, path.size()); }

// 4.1. A member that is there is replaced; an array makes room.
Done add(Json& document, const Path& path, Json value) {
  if (path.empty()) return document = std::move(value), base::Done{};
  Json* parent = find_value(document, path, path.size() - 1);
  if (parent && parent->object()) {
    if (Json* member = find_member(*parent->object(), path.back())) return *member = std::move(value), base::Done{};
    parent->object()->emplace_back(path.back(), std::move(value));
    return base::Done{};
  }
  if (!parent || !parent->array()) return refuse("nothing there that could hold it");
  JsonArray& array = *parent->array();
  const auto index = path.back() == "-" ? std::optional(array.size()) : index_of(path.back(), array.size() + 1);
  if (!index) return refuse("no such index");
  array.insert(array.begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
  return base::Done{};
}

// 4.2
Done remove(Json& document, const Path& path) {
  if (path.empty()) return refuse("the whole document cannot be removed");
  if (!find_value(document, path)) return refuse("nothing is there");
  Json& parent = *find_value(document, path, path.size() - 1);
  if (JsonObject* object = parent.object()) {
    std::erase_if(*object, [&](const auto& member) { return member.first == path.back(); });
    return base::Done{};
  }
  JsonArray& array = *parent.array();
  array.erase(array.begin() + static_cast<std::ptrdiff_t>(*index_of(path.back(), array.size())));
  return base::Done{};
}

// 4.6: members in any order, numbers by their value.
bool is_equal(const Json& a, const Json& b) {
  if (a.number() && b.number()) return a.number()->value == b.number()->value;
  if (a.array() && b.array()) return std::ranges::equal(*a.array(), *b.array(), is_equal);
  if (!a.object() || !b.object()) return a == b;
  return a.object()->size() == b.object()->size() && std::ranges::all_of(*a.object(), [&](const auto& member) {
           const Json* other = b.find(member.first);
           return other && is_equal(member.second, *other);
         });
}

struct Operation {
  std::string name;
  Path path, from;
  const Json* value = nullptr;

  [[nodiscard]] bool changes(const Path& which, const std::vector<std::string_view>& denied) const {
    return name != "test" && (which.empty() || std::ranges::find(denied, which.front()) != denied.end());
  }
};

std::string text_of(const Json& operation, std::string_view name) {
  const Json* member = operation.find(name);
  return member && member->string() ? *member->string() : std::string();
}

Result<Path, std::string> read_path(const Json& operation, std::string_view name) {
  const Json* member = operation.find(name);
  if (!member || !member->string()) return refuse("`" + std::string(name) + "` is missing");
  return parse_json_pointer(*member->string());
}

Result<Operation, std::string> read_operation(const Json& json) {
  Operation operation{.name = text_of(json, "op")};
  static constexpr std::string_view kNames[] = {"add", "remove", "replace", "move", "copy", "test"};
  if (std::ranges::find(kNames, operation.name) == std::end(kNames)) return refuse("`op` is no operation");
  auto path = read_path(json, "path");
  if (!path) return refuse(path.error());
  operation.path = std::move(path).value();
  if (operation.name == "move" || operation.name == "copy") {
    auto from = read_path(json, "from");
    if (!from) return refuse(from.error());
    operation.from = std::move(from).value();
  } else if (operation.name != "remove") {
    operation.value = json.find("value");
    if (!operation.value) return refuse("`value` is missing");
  }
  return operation;
}

bool is_inside(const Path& inner, const Path& outer) {
  return inner.size() > outer.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

constexpr std::size_t kMaxCopiedBytes = 65536;  // a copy of the whole, again and again, would double each time

// 4.4, 4.5
Done transfer(Json& document, const Operation& operation) {
  const Json* from = find_value(document, operation.from);
  if (!from) return refuse("nothing is at `from`");
  Json value = *from;
  if (value.text().size() > kMaxCopiedBytes) return refuse("the value is too large");
  if (operation.name == "move") {
    if (is_inside(operation.path, operation.from)) return refuse("a value cannot be moved into itself");
    if (auto removed = remove(document, operation.from); !removed) return removed;
  }
  return add(document, operation.path, std::move(value));
}

Done perform(Json& document, const Operation& operation) {
  if (operation.name == "add") return add(document, operation.path, *operation.value);
  if (operation.name == "remove") return remove(document, operation.path);
  if (operation.name == "move" || operation.name == "copy") return transfer(document, operation);
  Json* there = find_value(document, operation.path);
  if (!there) return refuse("nothing is there");
  if (operation.name == "replace") return *there = *operation.value, base::Done{};  // 4.3
  if (!is_equal(*there, *operation.value)) return refuse("the test failed");
  return base::Done{};
}

Done apply_one(Json& document, const Json& json, const std::vector<std::string_view>& denied) {
  const auto operation = read_operation(json);
  if (!operation) return refuse(operation.error());
  const bool is_denied = operation->changes(operation->path, denied) ||
                         (operation->name == "move" && operation->changes(operation->from, denied));
  if (is_denied) return refuse("patch includes denied path: " + text_of(json, "path"));
  return perform(document, *operation);
}

}  // namespace

Result<Path, std::string> parse_json_pointer(std::string_view pointer) {
  Path out;
  if (pointer.empty()) return out;
  if (pointer.front() != '/') return refuse("a path begins with /");
  for (const std::string_view part : split(pointer.substr(1), '/')) {
    std::string segment;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (part[i] != '~') {
        segment.push_back(part[i]);
        continue;
      }
      if (++i == part.size() || (part[i] != '0' && part[i] != '1')) return refuse("a path has ~ only in ~0 and ~1");
      segment.push_back(part[i] == '0' ? '~' : '/');
    }
    out.push_back(std::move(segment));
  }
  return out;
}

Result<Json, std::string> apply_json_patch(const Json& document, const Json& patch,
                                           const std::vector<std::string_view>& denied) {
  if (!patch.array()) return refuse("a patch is a list of operations");
  if (patch.array()->size() > kMaxPatchOperations) return refuse("the patch has too many operations");
  Json out = document;
  for (std::size_t i = 0; i < patch.array()->size(); ++i) {
    const Json& operation = (*patch.array())[i];
    const auto done = apply_one(out, operation, denied);
    if (!done)
      return refuse("operation " + std::to_string(i) + " (" + text_of(operation, "path") + "): " + done.error());
  }
  // Copies into copies may have gone deeper than anything that can be read again.
  if (!parse_json(out.text())) return refuse("the result is too deep");
  return out;
}

}  // namespace base
