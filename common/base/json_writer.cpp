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

constexpr std::array<bool, 256> kIsPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned char c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
  return plain;
}();

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
  return std::string("\\u00") + kHex[c >> 4] + kHex[c & 15];
}

// Whatever has an escape or needs a look at its UTF-8 ends a run of bytes that are copied in one piece.
std::size_t skip_plain(std::string_view value, std::size_t i) {
  while (i < value.size() && kIsPlain[static_cast<unsigned char>(value[i])]) ++i;
  return i;
}

// The escape of the code point at the front, else "".
std::string escape_of(const CodePoint& point) {
  if (!point.valid) return "\\ufffd";
  if (point.value < 0x80) return escape_of(static_cast<unsigned char>(point.value));
  if (point.value == 0x2028) return "\\u2028";
  if (point.value == 0x2029) return "\\u2029";
  return {};
}

}  // namespace

void append_json_string(std::string& out, std::string_view value) {
  out.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = skip_plain(value, 0); i < value.size(); i = skip_plain(value, i)) {
    const CodePoint point = decode_utf8(value.substr(i));
    const std::string escape = escape_of(point);
    if (!escape.empty()) {
      out.append(value, copied, i - copied).append(escape);
      copied = i + point.size;
    }
    i += point.size;
  }
  out.append(value, copied).push_back('"');
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

JsonWriter& JsonWriter::time(Time value) {
  separate();
  out_.push_back('"');
  append_rfc3339(out_, value);
  out_.push_back('"');
  return *this;
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
