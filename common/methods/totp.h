// Shared by the two halves of the TOTP method (sign-in in totp.cpp, settings in totp_settings.cpp).
#pragma once

#include "crypto/totp.h"
#include "flow/method.h"

namespace methods {

[[nodiscard]] crypto::TotpParameters parameters_of(const store::TotpRow& row);
[[nodiscard]] inline crypto::SealPlace totp_place(const base::Uuid& identity, const base::Uuid& row) {
  return {"totp.key", identity, row};
}
// The otpauth:// URL of a pending key: what the QR code says.
[[nodiscard]] std::string pending_totp_url(const flow::View& view);
void offer_totp_settings(const flow::View& view, std::vector<flow::Node>& nodes);
[[nodiscard]] base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_totp_settings(
    const flow::Submission& fields, const flow::View& view);
[[nodiscard]] std::unique_ptr<flow::SettingsTry> resume_totp_settings(const base::Json& waiting);

}  // namespace methods
