// Stored errors, for the error page (contract half A 2.7, 6.3).
#pragma once

#include <optional>
#include <string>

#include "api/app.h"
#include "store/flows.h"

namespace api {

http::Response answer_error_record(Call& call);  // GET /self-service/errors?id=
// The record that `id` (or its alias `error`) names; nullopt if unknown, malformed or expired.
[[nodiscard]] std::optional<store::ErrorRow> find_error_record(Call& call);

}  // namespace api
