#include "session/aal.h"

#include <algorithm>

#include "base/text.h"
#include "store/identities.h"

namespace session {

namespace {

bool is_available(std::uint32_t factors, std::uint32_t factor, bool enabled) {
  return enabled && (factors & factor) != 0;
}

std::optional<Completed> decode_entry(std::string_view entry) {
  const auto parts = base::split(entry, ':');
  if (parts.size() != 3 || parts[0].empty()) return std::nullopt;
  const auto level = base::parse_int(parts[1]);
  const auto at = base::parse_int(parts[2]);
  if (!level || !at || *level < 1 || *level > 2) return std::nullopt;
  return Completed{std::string(parts[0]), static_cast<Aal>(*level), base::from_micros(*at)};
}

}  // namespace

std::string_view to_string(Aal aal) {
  switch (aal) {
    case Aal::aal0:
      return "aal0";
    case Aal::aal1:
      return "aal1";
    case Aal::aal2:
      return "aal2";
  }
  return "aal0";
}

std::string encode_methods(const std::vector<Completed>& methods) {
  std::string text;
  for (const Completed& completed : methods) {
    if (!text.empty()) text += ';';
    text += completed.method + ':' + std::to_string(static_cast<int>(completed.aal)) + ':' +
            std::to_string(base::to_micros(completed.at));
  }
  return text;
}

// An entry that we did not write counts as not there: it can only lower a session.
std::vector<Completed> decode_methods(std::string_view text) {
  std::vector<Completed> methods;
  for (const std::string_view entry : base::split(text, ';')) {
    if (auto completed = decode_entry(entry)) methods.push_back(std::move(*completed));
  }
  return methods;
}

void append_completed(std::vector<Completed>& methods, Completed completed) {
  methods.push_back(std::move(completed));
  while (methods.size() > kMaxCompleted) {
    const auto occurs_again = [&](const Completed& entry) {
      return std::count_if(methods.begin(), methods.end(), [&](const Completed& other) {
               return other.method == entry.method && other.aal == entry.aal;
             }) > 1;
    };
    const auto oldest = std::find_if(methods.begin(), methods.end(), occurs_again);
    methods.erase(oldest == methods.end() ? methods.begin() : oldest);
  }
}

std::vector<std::string> method_names(const std::vector<Completed>& methods) {
  std::vector<std::string> names;
  for (const Completed& entry : methods) {
    if (std::ranges::find(names, entry.method) == names.end()) names.push_back(entry.method);
  }
  return names;
}

Aal level_of(const std::vector<Completed>& methods) {
  if (methods.empty()) return Aal::aal0;
  const auto has = [&](Aal aal) {
    return std::any_of(methods.begin(), methods.end(), [&](const Completed& entry) { return entry.aal == aal; });
  };
  return has(Aal::aal1) && has(Aal::aal2) ? Aal::aal2 : Aal::aal1;
}

Aal available_aal(std::uint32_t factors, const config::Essentials& e) {
  // What a key is, is decided by the key's own flag, not by today's `passwordless`: flipping it strands nobody.
  const bool second = is_available(factors, store::kTotp, e.totp_enabled) ||
                      is_available(factors, store::kLookupSecret, e.lookup_secret_enabled) ||
                      is_available(factors, store::kWebauthn, e.webauthn_enabled);
  if (second) return Aal::aal2;
  const bool first = is_available(factors, store::kPassword, e.password_enabled) ||
                     is_available(factors, store::kWebauthnPasswordless, e.webauthn_enabled) ||
                     is_available(factors, store::kPasskey, e.passkey_enabled);
  return first ? Aal::aal1 : Aal::aal0;
}

bool satisfies(Aal current, Aal available, config::RequiredAal required) {
  if (current == Aal::aal2) return true;
  if (current == Aal::aal0) return false;
  return required == config::RequiredAal::aal1 || available != Aal::aal2;
}

base::Time newest_second_factor(const std::vector<Completed>& methods) {
  base::Time newest{};
  for (const Completed& entry : methods) {
    if (entry.aal == Aal::aal2) newest = std::max(newest, entry.at);
  }
  return newest;
}

}  // namespace session
