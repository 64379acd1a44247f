// The escapes are those of Go's encoding/json with HTML escaping on (its default).
#include "base/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/result.h"
#include "base/text.h"

namespace base {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";

// The escape of a character that must not stand for itself, else "".
std::string escape_of(unsigned char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  if (c >= 0x20 && c != '<' && c != '>' && c != '&') return {};
  return std::string("\\u00") + kHex[c >> 4] + kHex[c & 15];
}

}  // namespace

void append_json_string(std::string& out, std::string_view value) {
  out.push_back('"');
  std::size_t plain = 0;  // start of what needs no escape and is copied in one piece
  for (std::size_t i = 0; i < value.size();) {
    const auto c = static_cast<unsigned char>(value[i]);
    std::string escape;
    std::size_t size = 1;
    if (c < 0x80) {
      if (c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&') {
        ++i;
        continue;
      }
      escape = escape_of(c);
    } else {
      const CodePoint point = decode_utf8(value.substr(i));
      size = point.size;
      if (!point.valid) escape = "\\ufffd";
      if (point.value == 0x2028) escape = "\\u2028";
      if (point.value == 0x2029) escape = "\\u2029";
    }
    if (!escape.empty()) {
      out.append(value.substr(plain, i - plain)).append(escape);
      plain = i + size;
    }
    i += size;
  }
  out.append(value.substr(plain)).push_back('"');
}

void JsonWriter::separate() {
  if (needs_comma_ && !after_key_) out_.push_back(',');
  after_key_ = false;
  needs_comma_ = true;
}

JsonWriter& JsonWriter::object() {
  separate();
  out_.push_back('{');
  open_.push_back('{');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::array() {
  separate();
  out_.push_back('[');
  open_.push_back('[');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close() {
  if (open_.empty()) throw Broken("json.writer", "nothing is open");
  out_.push_back(open_.back() == '{' ? '}' : ']');
  open_.pop_back();
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_.push_back(':');
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  separate();
  append_json_string(out_, value);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) { return raw(std::to_string(value)); }

JsonWriter& JsonWriter::real(double value) {
  if (!std::isfinite(value)) throw Broken("json.writer", "JSON has no infinity");
  const double size = std::fabs(value);
  const bool is_scientific = size != 0 && (size < 1e-6 || size >= 1e21);
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 is_scientific ? std::chars_format::scientific : std::chars_format::fixed);
  std::string text(buffer.data(), end.ptr);
  // Go writes 1e-9, not 1e-09
  if (const std::size_t zero = text.find("e-0"); zero != std::string::npos) text.erase(zero + 2, 1);
  return raw(text);
}

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

std::string JsonWriter::take() {
  if (!open_.empty()) throw Broken("json.writer", "an object or array is still open");
  needs_comma_ = false;
  return std::move(out_);
}

}  // namespace base
