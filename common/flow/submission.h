// The fields of a body, form or JSON alike (contract half B 0.4). An empty text counts as not sent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace flow {

// What api/csrf found out about a submission (contract half A 5.2); the engine decides when it matters.
enum class CsrfVerdict { ok, violation, origin_in_api_flow, cookie_in_api_flow };

class Submission {
 public:
  struct Field {
    std::string name, text;
    enum class Kind { form, scalar, object, array } kind = Kind::form;
  };
  Submission() = default;
  explicit Submission(std::vector<Field> fields) : fields_(std::move(fields)) {}

  [[nodiscard]] std::string text(std::string_view name) const;  // the first of that name; "" = absent
  // Booleans take the last value (a checkbox follows its hidden `false`). absent: not sent; other: no Go boolean.
  enum class Bool { absent, yes, no, other };
  [[nodiscard]] Bool boolean(std::string_view name) const;
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};

}  // namespace flow
