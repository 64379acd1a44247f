// JSON Schema draft-07 documents: `$ref` within the document only (RFC 6901 pointers), and the members that Kratos'
// extension allows (contract half B 7.2).
#include "identity/schema_document.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/url.h"
#include "identity/schema_check.h"

namespace identity {
namespace {

constexpr std::size_t kMaxPatternInput = 4096;  // code points
constexpr std::size_t kMaxBackreference = 256;  // with a backtracking matcher

// Valid UTF-8 to code points (wchar_t has 32 bits here).
std::wstring widen(std::string_view utf8) {
  std::wstring out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    std::uint32_t code_point = length == 1 ? lead : lead & (0x7fu >> length);
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k) {
      code_point = code_point << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3fu);
    }
    out += static_cast<wchar_t>(code_point);
    i += length;
  }
  return out;
}

// RFC 6901 section 4: `~1` is `/`, `~0` is `~`.
std::string unescape_token(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1')) {
      out += token[++i] == '0' ? '~' : '/';
    } else {
      out += token[i];
    }
  }
  return out;
}

const base::Json* step_into(const base::Json& json, const std::string& token) {
  const base::JsonArray* array = json.array();
  if (array == nullptr) return json.find(token);
  const auto index = base::parse_int(token);
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= array->size()) return nullptr;
  return &(*array)[static_cast<std::size_t>(*index)];
}

}  // namespace

// The polynomial matcher keeps a hostile trait from blowing up on a careless pattern; only back-references, which
// Kratos' own matcher (RE2) refuses, need the backtracking one, and that gets short texts only.
Pattern::Pattern(std::string_view source) : max_input_(kMaxPatternInput) {
  auto flags = std::regex_constants::ECMAScript;
  if (source.starts_with("(?i)")) {
    flags |= std::regex_constants::icase;
    source.remove_prefix(4);
  }
  const std::wstring wide = widen(source);
  try {
    regex_.assign(wide, flags | std::regex_constants::__polynomial);
  } catch (const std::regex_error& error) {
    if (error.code() != std::regex_constants::error_complexity) throw;
    regex_.assign(wide, flags);
    max_input_ = kMaxBackreference;
  }
}

bool Pattern::matches(std::string_view utf8) const {
  const std::wstring wide = widen(utf8);
  return wide.size() <= max_input_ && std::regex_search(wide, regex_);
}

base::Result<Document, std::string> Document::parse(std::string_view source) {
  auto json = base::parse_json(source);
  if (!json) return base::Error{"no JSON document: " + json.error().detail};
  Document document(std::move(*json));
  DocumentCheck check(document);
  if (auto reason = check.run(); !reason.empty()) return base::Error{std::move(reason)};
  return document;
}

const base::Json& Document::traits() const { return resolve(*find_member(root_, {"properties", "traits"})); }

const base::Json* Document::find_reference(const base::Json& schema) const {
  std::string_view reference = *schema.find("$ref")->string();
  if (reference.empty() || reference.front() != '#') return nullptr;
  reference.remove_prefix(1);
  const auto pointer = base::unescape_path(reference);
  if (!pointer) return nullptr;
  if (pointer->empty()) return &root_;
  if (pointer->front() != '/') return nullptr;
  const base::Json* at = &root_;
  for (const std::string_view token : base::split(std::string_view(*pointer).substr(1), '/')) {
    at = step_into(*at, unescape_token(token));
    if (at == nullptr) return nullptr;
  }
  return at;
}

const base::Json& Document::resolve(const base::Json& schema) const {
  const base::Json* at = &schema;
  for (int hops = 0; hops < kMaxSchemaDepth; ++hops) {
    const base::Json* reference = at->find("$ref");
    if (reference == nullptr || reference->string() == nullptr) return *at;
    at = find_reference(*at);
    if (at == nullptr) break;
  }
  throw base::Broken("identity.schema_reference", "a $ref of an identity schema leads nowhere");  // refused by parse()
}

std::string join_path(std::string_view path, std::string_view name) {
  std::string out(path);
  if (!out.empty()) out += '.';
  return out.append(name);
}

bool has_type(const base::Json& schema, std::string_view name) {
  const base::Json* type = schema.find("type");
  if (type == nullptr) return true;
  if (const std::string* one = type->string()) return *one == name;
  const base::JsonArray* many = type->array();
  return many != nullptr && std::any_of(many->begin(), many->end(), [&](const base::Json& each) {
           return each.string() != nullptr && *each.string() == name;
         });
}

const base::Json* find_member(const base::Json& json, std::initializer_list<std::string_view> names) {
  const base::Json* at = &json;
  for (const std::string_view name : names) {
    at = at->find(name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

base::Json make_number(double value) {
  char buffer[400];
  const double size = std::fabs(value);
  const auto form =
      size != 0 && (size < 1e-6 || size >= 1e21) ? std::chars_format::scientific : std::chars_format::fixed;
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, form);
  return base::Json(base::JsonNumber{std::string(buffer, end.ptr), value});
}

bool is_true(const base::Json* json) { return json != nullptr && json->boolean() != nullptr && *json->boolean(); }

std::string text_of(const base::Json* json) {
  return json != nullptr && json->string() != nullptr ? *json->string() : std::string();
}

}  // namespace identity
