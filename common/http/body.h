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

// Top-level members in order. JSON null and "" are kept out (absent); so are empty form values? No: they are kept, because
// a later check must tell `traits.name=` from nothing; flow::Submission treats "" as absent.
base::Result<std::vector<Field>, BodyError> decode_body(const Request& request);

inline constexpr std::size_t kMaxFields = 1000;

}  // namespace http
