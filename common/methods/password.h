// Shared by the parts of the password method: sign-in (password.cpp), settings (password_settings.cpp) and sign-up
// (password_registration.cpp).
#pragma once

#include "config/config.h"
#include "crypto/password.h"
#include "flow/method.h"

namespace methods {

[[nodiscard]] crypto::HashParameters hash_parameters(const config::Config& config);
// With the memory that postern.limits.hash_memory_mb grants; throws Unavailable("hash.memory") beyond it.
[[nodiscard]] bool matches_hash(const base::SecretBytes& password, const std::string& hash,
                                const config::Config& config);
[[nodiscard]] flow::Message too_long_for_bcrypt(std::string_view password);  // 4000033
void offer_password_settings(std::vector<flow::Node>& nodes);
[[nodiscard]] base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_password_settings(
    const flow::Submission& fields);
[[nodiscard]] std::unique_ptr<flow::SettingsTry> resume_password_settings(const base::Json& waiting);
void offer_password_registration(std::vector<flow::Node>& nodes);
[[nodiscard]] base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_password_registration(
    const flow::Submission& fields);

}  // namespace methods
