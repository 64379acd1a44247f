// Identities and the identifiers they sign in with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/db.h"

namespace store {

// Bits of identities.factors: what the identity could use if every method were enabled. Rewritten in every transaction
// that touches a credential (refresh_factors), so that one SELECT answers what level is available.
enum Factor : std::uint32_t {
  kPassword = 1,  // a hash and an identifier
  kTotp = 2,
  kLookupSecret = 4,           // at least one unused code
  kWebauthn = 8,               // a second-factor key
  kWebauthnPasswordless = 16,  // a first-factor key with an identifier
  kPasskey = 32,
};

struct IdentityRow {
  base::Uuid id;
  std::string external_id;  // "" = none
  std::string schema_id;
  std::string traits;           // compact JSON source text
  std::string metadata_public;  // compact JSON, "" = null
  std::string metadata_admin;
  bool active = true;
  std::optional<base::Time> state_changed_at;
  std::uint32_t factors = 0;
  std::string verifiable_addresses;  // JSON array as imported or derived, "" = none
  std::string recovery_addresses;
  base::Time created_at{}, updated_at{};
};

void insert_identity(Tx& tx, const IdentityRow& row);
[[nodiscard]] std::optional<IdentityRow> find_identity(Tx& tx, const base::Uuid& id);
// Traits, addresses, metadata, updated_at.
void update_identity(Tx& tx, const IdentityRow& row);
bool set_identity_active(Tx& tx, const base::Uuid& id, bool active, base::Time now);
// And everything of it: credentials, sessions, flows, what waits. Throttle rows and known browsers lie under hashed
// subjects, for their owner to clear (clear_throttle, forget_browsers).
bool delete_identity(Tx& tx, const base::Uuid& id);
// Page by id ascending, strictly after `after` (nil = from the start).
[[nodiscard]] std::vector<IdentityRow> list_identities(Tx& tx, const base::Uuid& after, int limit);

[[nodiscard]] std::vector<IdentityRow> list_identities_from(Tx& tx, std::int64_t offset, int limit);
[[nodiscard]] std::int64_t count_identities(Tx& tx);
[[nodiscard]] std::optional<base::Uuid> identity_by_external_id(Tx& tx, std::string_view external_id);

// `method` is the credential type: password, webauthn.
void replace_identifiers(Tx& tx, const base::Uuid& identity, std::string_view method,
                         const std::vector<std::string>& identifiers);  // throws UniqueViolation
[[nodiscard]] std::vector<std::string> identifiers_of(Tx& tx, const base::Uuid& identity, std::string_view method);
// Over all methods that have identifiers, each once.
[[nodiscard]] std::vector<std::string> all_identifiers_of(Tx& tx, const base::Uuid& identity);
[[nodiscard]] std::optional<base::Uuid> identity_by_any_identifier(Tx& tx, std::string_view identifier);
[[nodiscard]] std::optional<base::Uuid> identity_by_identifier(Tx& tx, std::string_view method,
                                                               std::string_view identifier);

// Recomputes identities.factors from the credential tables and returns the new mask. Every function of store/ that
// changes a credential or an identifier has done so already; a caller needs it only for the mask.
std::uint32_t refresh_factors(Tx& tx, const base::Uuid& identity);

}  // namespace store
