// Shared by the two halves of recovery codes (sign-in in lookup_secret.cpp, settings in lookup_settings.cpp).
#pragma once

#include <string>

#include "flow/method.h"

namespace methods {

inline constexpr std::size_t kCodeCount = 12, kCodeLength = 8;

[[nodiscard]] inline crypto::SealPlace code_place(const base::Uuid& identity, const base::Uuid& row) {
  return {"lookup.code", identity, row};
}
// As codes are compared: lower case, without spaces and dashes.
[[nodiscard]] std::string normalise_code(std::string_view typed);
[[nodiscard]] bool has_unused_code(const std::vector<store::LookupCodeRow>& codes);
void offer_lookup_settings(const flow::View& view, std::vector<flow::Node>& nodes);
[[nodiscard]] bool claims_lookup_settings(const flow::Submission& fields);
[[nodiscard]] std::unique_ptr<flow::SettingsTry> parse_lookup_settings(const flow::Submission& fields);
[[nodiscard]] std::unique_ptr<flow::SettingsTry> resume_lookup_settings(const base::Json& waiting);
[[nodiscard]] std::string describe_waiting_lookup(const base::Json& waiting);  // the field's name

}  // namespace methods
