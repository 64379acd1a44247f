#include "tools/people.h"

#include <array>

#include "identity/identity.h"
#include "identity/normalise.h"
#include "tools/console.h"

namespace tools {
namespace {

std::optional<base::Uuid> find_id(store::Tx& tx, const std::string& who) {
  if (const auto id = base::parse_uuid(who)) return id;
  const std::string identifier = identity::normalise_identifier(who);
  return identifier.empty() ? std::nullopt : store::identity_by_any_identifier(tx, identifier);
}

}  // namespace

store::IdentityRow require_identity(store::Tx& tx, const std::string& who) {
  const auto id = find_id(tx, who);
  auto row = id ? store::find_identity(tx, *id) : std::nullopt;
  if (!row) throw Failure("nobody here is " + who + "; `postern identity list` shows who is");
  return std::move(*row);
}

void each_identity(Site& site, const std::function<void(store::Tx&, const store::IdentityRow&)>& fn,
                   const std::function<void()>& after_page) {
  constexpr int kPage = 500;
  base::Uuid after;
  for (bool more = true; more;) {
    site.db().read([&](store::Tx& tx) {
      const auto rows = store::list_identities(tx, after, kPage);
      more = rows.size() == static_cast<std::size_t>(kPage);
      for (const store::IdentityRow& row : rows) fn(tx, row);
      if (more) after = rows.back().id;
    });
    after_page();
  }
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
