// Credentials, one table a method, because once-only is one conditional statement on a typed row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/db.h"

namespace store {

struct PasswordRow {
  base::Uuid identity_id;
  std::string hash;
  base::Time created_at{}, updated_at{};
};
[[nodiscard]] std::optional<PasswordRow> find_password(Tx& tx, const base::Uuid& identity);
void put_password(Tx& tx, const PasswordRow& row);  // insert or replace (created_at of an existing row stays)
// Only if the hash is still `old_hash`: a rehash at sign-in must not undo a change made meanwhile.
bool rehash_password(Tx& tx, const base::Uuid& identity, std::string_view old_hash, std::string_view new_hash,
                     base::Time now);
bool delete_password(Tx& tx, const base::Uuid& identity);

struct TotpRow {
  base::Uuid id;
  base::Uuid identity_id;
  base::Sealed key;  // sealed at {"totp.key", identity_id, id}
  int algorithm = 0, digits = 6, period = 30;
  std::int64_t last_step = 0;  // the newest step that was accepted
  base::Time created_at{};
  std::optional<base::Time> last_used_at;
};
[[nodiscard]] std::optional<TotpRow> find_totp(Tx& tx, const base::Uuid& identity);
void insert_totp(Tx& tx, const TotpRow& row);  // throws UniqueViolation if the identity has one
bool delete_totp(Tx& tx, const base::Uuid& identity);
// UPDATE … SET last_step = :s WHERE id = :i AND last_step < :s; true if this call spent it.
bool spend_totp_step(Tx& tx, const base::Uuid& id, std::int64_t step, base::Time now);

struct LookupCodeRow {
  base::Uuid id;
  base::Uuid identity_id;
  int position = 0;
  base::Sealed code;  // sealed at {"lookup.code", identity_id, id}
  std::optional<base::Time> used_at;
  base::Time created_at{};
};
[[nodiscard]] std::vector<LookupCodeRow> lookup_codes(Tx& tx, const base::Uuid& identity);  // by position
void replace_lookup_codes(Tx& tx, const base::Uuid& identity, const std::vector<LookupCodeRow>& rows);
bool delete_lookup_codes(Tx& tx, const base::Uuid& identity);
// UPDATE … SET used_at = :now WHERE id = :i AND used_at IS NULL; true if this call spent it.
bool spend_lookup_code(Tx& tx, const base::Uuid& id, base::Time now);

// Security keys that are a second factor; those that sign in alone stay.
bool delete_second_factor_keys(Tx& tx, const base::Uuid& identity);

// For `postern secrets reseal`: sealed values not starting with `key_prefix` (version and key id), at most `limit`.
struct SealedRow {
  enum class Kind { totp, lookup } kind;
  base::Uuid id, identity_id;
  base::Sealed value;
};
[[nodiscard]] std::vector<SealedRow> sealed_with_other_key(Tx& tx, base::ByteView key_prefix, int limit);
bool replace_sealed(Tx& tx, const SealedRow& row, const base::Sealed& value);  // only if still the old value

}  // namespace store
