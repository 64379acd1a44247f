// The admin API (contract half B 7.6): who may use it, and what they did is reported. Every route of handlers/admin.h
// is wrapped in as_admin; without postern.admin.tokens there is nothing, with a wrong token 401 (RFC 6750 section 3).
#pragma once

#include <optional>

#include "api/app.h"

namespace api {

// The refusal, if whoever asks holds no token of the admin API.
[[nodiscard]] std::optional<http::Response> refuse_stranger(Call& call);

template <http::Response (*kAnswer)(Call&)>
http::Response as_admin(Call& call) {
  if (auto refused = refuse_stranger(call)) return std::move(*refused);
  return kAnswer(call);
}

// One line of the log for what was done, after it was committed: who (the token's name), to whom. Never a value.
void log_deed(Call& call, std::string_view slug, const base::Uuid& subject, std::string_view what = "");

// The same for the audit log, in the transaction that does it; `detail` as flow::details() makes it.
void record_deed(store::Tx& tx, Call& call, std::string_view what, const base::Uuid& subject, std::string detail = {});

[[nodiscard]] http::Response no_content();

}  // namespace api
