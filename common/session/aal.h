// Authenticator assurance levels: pure functions (contract half A 3.1, 3.5), and the list of completed methods.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "config/config.h"

namespace session {

enum class Aal : int { aal0 = 0, aal1 = 1, aal2 = 2 };
[[nodiscard]] std::string_view to_string(Aal aal);

struct Completed {
  std::string method;  // password, totp, lookup_secret, …
  Aal aal = Aal::aal1;
  base::Time at{};
  bool operator==(const Completed&) const = default;
};

// The compact form in sessions.methods: `password:1:<us>;totp:2:<us>`. Parsed by hand: whoami must not start a JSON
// parser.
[[nodiscard]] std::string encode_methods(const std::vector<Completed>& methods);
[[nodiscard]] std::vector<Completed> decode_methods(std::string_view text);
// The entry of a browser that stands in for the second factor (flow/remembered_device). Its level is aal1.
inline constexpr std::string_view kRememberedDevice = "trusted_device";
// Appends; beyond kMaxCompleted the oldest entry of a method that occurs again goes, so that a session refreshed for
// months stays small (Kratos' list grows for ever).
void append_completed(std::vector<Completed>& methods, Completed completed);
inline constexpr std::size_t kMaxCompleted = 16;

// Each method once, in the order in which they were first proved.
[[nodiscard]] std::vector<std::string> method_names(const std::vector<Completed>& methods);

// None: aal0. Both a first and a second factor: aal2. Anything else, second factors alone included: aal1.
[[nodiscard]] Aal level_of(const std::vector<Completed>& methods);
// The level the identity could reach now: factors (store::Factor bits) that exist AND whose method is enabled.
// Kratos counts disabled methods and spent code lists and locks such people out; we do not.
[[nodiscard]] Aal available_aal(std::uint32_t factors, const config::Essentials& essentials);
[[nodiscard]] bool satisfies(Aal current, Aal available, config::RequiredAal required);
// When the newest second factor was completed; Time{} if none was.
[[nodiscard]] base::Time newest_second_factor(const std::vector<Completed>& methods);

}  // namespace session
