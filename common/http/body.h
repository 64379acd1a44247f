// A request body as flat fields (contract half A 4.6 "Body decoding", half B 0.4). cgicc decodes forms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace http {

struct Field {
  std::string name;
  std::string text;  // form value; JSON scalar as text (`true`, `123456`); JSON object or array as compact JSON
  enum class Kind { form, json_scalar, json_object, json_array } kind = Kind::form;
};

struct BodyError {
  std::string reason;  // the contract's words, for message 4000001
  int status = 400;    // 413 for a body over the limit
};

// Fields in the order of the body; a form may repeat a name. Of JSON these are the top-level members, dotted names as
// they are. A JSON null is left out. An empty string, of a form or of JSON, stays as a field with empty text: the
// contract calls it absent too, but only the caller can apply that after its own rule for repeated names (the first of
// a string, the last of a boolean), so flow::Submission does. A multipart body is accepted and has no fields, as in the
// contract.
//
// Stricter than the contract, so that a body has one meaning: duplicate JSON members, bytes after the JSON value, bad
// escapes and raw semicolons in forms, invalid UTF-8 in either, and more than kMaxFields fields are refused.
base::Result<std::vector<Field>, BodyError> decode_body(const Request& request);

inline constexpr std::size_t kMaxFields = 1000;

}  // namespace http
