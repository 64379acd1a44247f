// RFC 8259. jsoncpp does the grammar; what it lets through is refused by Precheck, which reads tokens only:
// section 7 (no control characters in strings, no lone surrogates), section 6 (number = -? int frac? exp?),
// section 8.1 (UTF-8), and the depth, which must be known before jsoncpp recurses.
#include "base/json.h"

#include <json/reader.h>
#include <json/value.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/json_writer.h"
#include "base/text.h"

namespace base {

namespace {

std::string format_position(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(offset - line_start + 1) + ": ";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Precheck {
 public:
  explicit Precheck(std::string_view text) : text_(text) {}

  // Nothing if jsoncpp may read the text.
  std::optional<JsonError> run() {
    while (!error_ && at_ < text_.size()) token();
    return error_;
  }

 private:
  void token() {
    const char c = text_[at_];
    if (c == '"') return string();
    if (c == '-' || is_digit(c)) return number();
    if ((c == '}' || c == ']') && last_ == ',') return fail(JsonError::Kind::syntax, "comma before a closing bracket");
    if (c == '{' || c == '[') ++depth_;
    if (c == '}' || c == ']') --depth_;
    if (depth_ > kMaxJsonDepth) return fail(JsonError::Kind::too_deep, "nested too deeply");
    if (!is_blank(c)) last_ = c;
    // letters are for `true`, `false`, `null`; a slash would begin a comment
    const bool is_known =
        is_blank(c) || (c >= 'a' && c <= 'z') || std::string_view("{}[]:,").find(c) != std::string_view::npos;
    if (!is_known) return unknown();
    ++at_;
  }

  void string() {
    last_ = text_[at_++];
    while (!error_ && at_ < text_.size() && text_[at_] != '"') character();
    if (!error_ && at_ >= text_.size()) fail(JsonError::Kind::syntax, "string without end");
    ++at_;
  }

  void character() {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c < 0x20) return fail(JsonError::Kind::syntax, "control character in a string");
    if (c == '\\') return escape();
    if (c < 0x80) return static_cast<void>(++at_);
    const CodePoint point = decode_utf8(text_.substr(at_));
    if (!point.valid) return fail(JsonError::Kind::bad_utf8, "not UTF-8");
    at_ += point.size;
  }

  void escape() {
    const std::optional<unsigned> unit = escaped_unit();
    if (!unit) return static_cast<void>(at_ += 2);  // jsoncpp knows the others
    const bool is_low = *unit >= 0xDC00 && *unit <= 0xDFFF;
    const bool is_high = *unit >= 0xD800 && *unit <= 0xDBFF;
    if (is_low) return fail(JsonError::Kind::bad_utf8, "lone surrogate");
    at_ += 6;
    if (!is_high) return;
    const std::optional<unsigned> second = escaped_unit();
    if (!second || *second < 0xDC00 || *second > 0xDFFF) return fail(JsonError::Kind::bad_utf8, "lone surrogate");
    at_ += 6;
  }

  // The value of a \uXXXX that begins here.
  [[nodiscard]] std::optional<unsigned> escaped_unit() const {
    if (text_.substr(at_, 2) != "\\u" || text_.size() - at_ < 6) return std::nullopt;
    unsigned value = 0;
    for (const char c : to_lower_ascii(text_.substr(at_ + 2, 4))) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
  }

  void number() {
    last_ = '0';
    if (text_[at_] == '-') ++at_;
    const bool is_zero = at_ < text_.size() && text_[at_] == '0';
    const std::size_t integer = digits();
    bool valid = integer == 1 || (integer > 1 && !is_zero);
    if (valid && take_any(".")) valid = digits() > 0;
    if (valid && take_any("eE")) {
      take_any("+-");
      valid = digits() > 0;
    }
    if (!valid) fail(JsonError::Kind::syntax, "not a number");
  }

  std::size_t digits() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ - start;
  }

  bool take_any(std::string_view characters) {
    if (at_ == text_.size() || characters.find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }

  void unknown() {
    const bool is_valid = decode_utf8(text_.substr(at_)).valid;
    fail(is_valid ? JsonError::Kind::syntax : JsonError::Kind::bad_utf8, is_valid ? "value expected" : "not UTF-8");
  }

  void fail(JsonError::Kind kind, const std::string& what) {
    error_ = JsonError{kind, format_position(text_, std::min(at_, text_.size())) + what};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  char last_ = 0;  // the token before, by its first character
  std::optional<JsonError> error_;
};

// jsoncpp's first error: `* Line 1, Column 9\n  Missing ':' ...`. Its text may quote the document, so only its kind
// stays.
JsonError translate(const std::string& errors) {
  const std::size_t end = errors.find('\n');
  std::string position = end == std::string::npos ? "" : to_lower_ascii(errors.substr(2, end - 2)) + ": ";
  if (errors.find("\n  Duplicate key: ") == end) return {JsonError::Kind::duplicate_key, position + "duplicate key"};
  return {JsonError::Kind::syntax, position + "syntax error"};
}

Json convert(const ::Json::Value& value, std::string_view source) {
  const auto start = static_cast<std::size_t>(value.getOffsetStart());
  const auto limit = static_cast<std::size_t>(value.getOffsetLimit());
  switch (value.type()) {
    case ::Json::nullValue:
      return {};
    case ::Json::booleanValue:
      return Json::Value(value.asBool());
    case ::Json::stringValue:
      return Json::Value(value.asString());
    case ::Json::intValue:
    case ::Json::uintValue:
    case ::Json::realValue:
      return Json::Value(JsonNumber{std::string(source.substr(start, limit - start)), value.asDouble()});
    case ::Json::arrayValue: {
      JsonArray array;
      array.reserve(value.size());
      for (const ::Json::Value& item : value) array.push_back(convert(item, source));
      return Json::Value(std::move(array));
    }
    case ::Json::objectValue:
      break;
  }
  // jsoncpp sorts members by name; where their values begin is the order in which they were written
  std::vector<::Json::Value::const_iterator> members;
  for (auto member = value.begin(); member != value.end(); ++member) members.push_back(member);
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return a->getOffsetStart() < b->getOffsetStart(); });
  JsonObject object;
  object.reserve(members.size());
  for (const auto& member : members) object.emplace_back(member.name(), convert(*member, source));
  return Json::Value(std::move(object));
}

void write(JsonWriter& writer, const Json& json) {
  if (const bool* boolean = json.boolean()) {
    writer.boolean(*boolean);
  } else if (const JsonNumber* number = json.number()) {
    writer.raw(number->text);
  } else if (const std::string* string = json.string()) {
    writer.string(*string);
  } else if (const JsonArray* array = json.array()) {
    writer.array();
    for (const Json& item : *array) write(writer, item);
    writer.close();
  } else if (const JsonObject* object = json.object()) {
    writer.object();
    for (const auto& [name, member] : *object) write(writer.key(name), member);
    writer.close();
  } else {
    writer.null();
  }
}

}  // namespace

const Json* Json::find(std::string_view key) const {
  const JsonObject* members = object();
  if (members == nullptr) return nullptr;
  const auto found = std::find_if(members->begin(), members->end(), [&](const auto& m) { return m.first == key; });
  return found == members->end() ? nullptr : &found->second;
}

std::string Json::text() const {
  JsonWriter writer;
  write(writer, *this);
  return writer.take();
}

std::string_view Json::type_name() const {
  constexpr std::array<std::string_view, 6> kNames = {"null", "boolean", "number", "string", "array", "object"};
  return kNames[value_.index()];
}

Result<Json, JsonError> parse_json(std::string_view text) {
  if (auto error = Precheck(text).run()) return Error{std::move(*error)};
  ::Json::CharReaderBuilder builder;
  ::Json::CharReaderBuilder::strictMode(&builder.settings_);
  builder["strictRoot"] = false;  // RFC 8259: any value may stand alone
  builder["skipBom"] = false;
  const std::unique_ptr<::Json::CharReader> reader(builder.newCharReader());
  ::Json::Value root;
  std::string errors;
  try {
    if (reader->parse(text.data(), text.data() + text.size(), &root, &errors)) return convert(root, text);
  } catch (const ::Json::Exception&) {
    return Error{JsonError{JsonError::Kind::syntax, "syntax error"}};
  }
  return Error{translate(errors)};
}

}  // namespace base
