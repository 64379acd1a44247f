#include "tools/people.h"

#include <algorithm>
#include <array>

#include "identity/identity.h"
#include "identity/normalise.h"
#include "tools/console.h"

namespace tools {
namespace {

constexpr std::array kMethods = {"password", "webauthn"};  // that have identifiers of their own

std::optional<base::Uuid> find_id(store::Tx& tx, const std::string& who) {
  if (const auto id = base::parse_uuid(who)) return id;
  const std::string identifier = identity::normalise_identifier(who);
  if (identifier.empty()) return std::nullopt;
  for (const char* method : kMethods) {
    if (const auto id = store::identity_by_identifier(tx, method, identifier)) return id;
  }
  return std::nullopt;
}

}  // namespace

store::IdentityRow require_identity(store::Tx& tx, const std::string& who) {
  const auto id = find_id(tx, who);
  auto row = id ? store::find_identity(tx, *id) : std::nullopt;
  if (!row) throw Failure("nobody here is " + who + "; `postern identity list` shows who is");
  return std::move(*row);
}

std::vector<std::string> all_identifiers(store::Tx& tx, const base::Uuid& identity) {
  std::vector<std::string> out;
  for (const char* method : kMethods) {
    for (std::string& identifier : store::identifiers_of(tx, identity, method)) {
      if (std::find(out.begin(), out.end(), identifier) == out.end()) out.push_back(std::move(identifier));
    }
  }
  return out;
}

std::string join(const std::vector<std::string>& words, std::string_view separator) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

std::string factor_names(std::uint32_t factors) {
  static constexpr std::array<std::pair<store::Factor, const char*>, 6> kNames = {
      {{store::kPassword, "password"},
       {store::kTotp, "totp"},
       {store::kLookupSecret, "lookup_secret"},
       {store::kWebauthn, "webauthn"},
       {store::kWebauthnPasswordless, "webauthn (passwordless)"},
       {store::kPasskey, "passkey"}}};
  std::vector<std::string> names;
  for (const auto& [factor, name] : kNames) {
    if ((factors & factor) != 0) names.emplace_back(name);
  }
  return names.empty() ? "-" : join(names, " ");
}

std::string identity_json(const store::IdentityRow& row, const config::Config& config) {
  base::JsonWriter out;
  identity::write_public(out, {.id = row.id,
                               .external_id = row.external_id,
                               .schema_id = row.schema_id,
                               .schema_url = identity::schema_url(config.essentials.base_url, row.schema_id),
                               .active = row.active,
                               .state_changed_at = row.state_changed_at,
                               .traits = row.traits,
                               .verifiable_addresses = row.verifiable_addresses,
                               .recovery_addresses = row.recovery_addresses,
                               .metadata_public = row.metadata_public,
                               .created_at = row.created_at,
                               .updated_at = row.updated_at});
  return out.take();
}

}  // namespace tools
