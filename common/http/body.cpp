// Bodies of two media types: application/json (RFC 8259) and application/x-www-form-urlencoded (WHATWG URL section 5):
// `name=value` pairs joined by `&`, each part percent-encoded, a space as `+`. What it must never do: read beyond the
// capped string that it is given, or let one body mean two things (see the list in the header).
#include "http/body.h"

#include <cgicc/CgiInput.h>
#include <cgicc/Cgicc.h>

#include <charconv>
#include <cmath>
#include <cstring>

#include "base/json.h"
#include "base/text.h"

namespace http {
namespace {

using Fields = base::Result<std::vector<Field>, BodyError>;

base::Error<BodyError> refuse(std::string reason, int status = 400) {
  return base::Error(BodyError{std::move(reason), status});
}

base::Error<BodyError> refuse_form(const Request& request, const std::string& why) {
  return refuse("Unable to decode HTTP " + request.method + " form body: " + why);
}

base::Error<BodyError> refuse_field_count() {
  return refuse("The HTTP request body has more than " + std::to_string(kMaxFields) + " fields.");
}

std::string media_type(const Request& request) {
  const std::string_view header = request.content_type;
  return base::to_lower_ascii(base::trim(header.substr(0, header.find(';'))));
}

// cgicc asks its CgiInput for the environment and for standard input. This one shows it a plain POST of a form that we
// hold already, and nothing else: no query string (cgicc would mix it into the fields), no cookies.
class FormInput final : public cgicc::CgiInput {
 public:
  explicit FormInput(std::string_view form) : form_(form) {}

  std::size_t read(char* data, std::size_t length) override {
    const std::size_t count = std::min(length, form_.size() - read_);
    std::memcpy(data, form_.data() + read_, count);
    read_ += count;
    return count;
  }

  std::string getenv(const char* name) override {
    const std::string_view wanted = name;
    if (wanted == "REQUEST_METHOD") return "POST";
    if (wanted == "CONTENT_TYPE") return "application/x-www-form-urlencoded";
    if (wanted == "CONTENT_LENGTH") return std::to_string(form_.size());
    return {};
  }

 private:
  std::string_view form_;
  std::size_t read_ = 0;
};

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The first bad escape, in Go's words: `%zz`, or what is left of the text.
std::string_view find_bad_escape(std::string_view text) {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
    if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return text.substr(at, 3);
  return {};
}

Fields decode_form(const Request& request) {
  // cgicc passes bad escapes through, reads `a&b=c` as one field named `a&b`, and drops a last name without `=`. So the
  // pairs are checked first, and every one gets its equals sign.
  std::string form;
  std::size_t count = 0;
  for (const std::string_view pair : base::split(*request.body, '&')) {
    if (pair.empty()) continue;
    if (++count > kMaxFields) return refuse_field_count();
    if (pair.find(';') != std::string_view::npos) return refuse_form(request, "invalid semicolon separator in query");
    if (const auto bad = find_bad_escape(pair); !bad.empty())
      return refuse_form(request, "invalid URL escape " + base::quote_go(bad));
    if (!form.empty()) form += '&';
    form += pair;
    if (pair.find('=') == std::string_view::npos) form += '=';
  }

  std::vector<Field> fields;
  if (form.empty()) return fields;
  FormInput input(form);
  const cgicc::Cgicc decoder(&input);
  fields.reserve(count);
  for (const cgicc::FormEntry& entry : decoder.getElements()) {
    fields.push_back({entry.getName(), entry.getValue(), Field::Kind::form});
    if (!base::is_utf8(fields.back().name) || !base::is_utf8(fields.back().text))
      return refuse_form(request, "invalid UTF-8");
  }
  return fields;
}

// A number as a form would carry it: digits as written, everything else in plain decimals (1e3 is 1000, 1.50 is 1.5).
std::string number_text(const base::JsonNumber& number) {
  if (number.text.find_first_of(".eE") == std::string::npos || !std::isfinite(number.value)) return number.text;
  char buffer[512];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number.value, std::chars_format::fixed);
  return end.ec == std::errc() ? std::string(buffer, end.ptr) : number.text;
}

Field json_field(const std::string& name, const base::Json& value) {
  if (value.object()) return {name, value.text(), Field::Kind::json_object};
  if (value.array()) return {name, value.text(), Field::Kind::json_array};
  if (const bool* boolean = value.boolean()) return {name, *boolean ? "true" : "false", Field::Kind::json_scalar};
  if (const base::JsonNumber* number = value.number()) return {name, number_text(*number), Field::Kind::json_scalar};
  return {name, *value.string(), Field::Kind::json_scalar};
}

// The contract's names of JSON types, which are those of Kratos' parser.
std::string_view contract_type(const base::Json& value) {
  if (value.is_null()) return "Null";
  if (const bool* boolean = value.boolean()) return *boolean ? "True" : "False";
  if (value.number()) return "Number";
  if (value.string()) return "String";
  return "JSON";
}

Fields decode_json(const std::string& body) {
  const auto parsed = base::parse_json(body);
  if (!parsed.ok()) return refuse("Unable to decode form as JSON.");
  const base::JsonObject* object = parsed->object();
  if (!object) {
    std::string reason = "Expected JSON sent in request body to be an object but got: ";
    return refuse(reason.append(contract_type(parsed.value())));
  }
  if (object->size() > kMaxFields) return refuse_field_count();
  std::vector<Field> fields;
  fields.reserve(object->size());
  for (const auto& [name, value] : *object)
    if (!value.is_null()) fields.push_back(json_field(name, value));
  return fields;
}

}  // namespace

base::Result<std::vector<Field>, BodyError> decode_body(const Request& request) {
  if (request.method != "POST" && request.method != "PUT" && request.method != "PATCH")
    return refuse("Unable to decode body because HTTP Request Method was \"" + request.method +
                  "\" but only [POST PUT PATCH] are supported.");
  if (request.body_problem == Request::BodyProblem::too_large)
    return refuse("The HTTP request body is larger than this server accepts.", 413);
  if (request.body_problem == Request::BodyProblem::truncated)
    return refuse("The HTTP request body is shorter than its HTTP Header \"Content-Length\" says.");
  if (!request.body || request.body->empty())
    return refuse("Unable to decode HTTP Request Body because its HTTP Header \"Content-Length\" is zero.");

  const std::string type = media_type(request);
  if (type == "application/json") return decode_json(*request.body);
  if (type == "application/x-www-form-urlencoded") return decode_form(request);
  if (type == "multipart/form-data") return std::vector<Field>{};
  return refuse("HTTP " + request.method + " Request used unknown HTTP Header \"Content-Type: " + request.content_type +
                "\", only [multipart/form-data application/x-www-form-urlencoded application/json] are supported.");
}

}  // namespace http
