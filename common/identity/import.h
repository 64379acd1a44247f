// Identities that come from elsewhere, or are written anew, in the JSON of Kratos' `POST /admin/identities` (contract
// half B 7.6): parsed, then prepared (validated, hashed, sealed: slow, outside any transaction), then written in one
// transaction.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/password.h"
#include "crypto/seal.h"
#include "crypto/totp.h"
#include "identity/schemas.h"
#include "store/credentials.h"
#include "store/identities.h"

namespace identity {

struct ImportedCode {
  std::string code;
  std::optional<base::Time> used_at;
};

// What an identity that moves here from another site keeps: whoever knows it by its id still finds it.
struct Origin {
  base::Uuid id;
  base::Time created_at{}, updated_at{};
  std::optional<base::Time> state_changed_at;
};

struct ImportedIdentity {
  std::optional<Origin> origin;  // else it is a new one
  std::string schema_id;         // "" = the default schema
  base::Json traits;
  bool active = true;
  std::string external_id;
  std::string metadata_public, metadata_admin;           // JSON, "" = null
  std::string verifiable_addresses, recovery_addresses;  // JSON arrays, "" = none
  std::string password, password_hash;                   // at most one of them
  std::optional<crypto::OtpauthKey> totp;
  std::vector<ImportedCode> codes;
  std::string webauthn, passkey;      // JSON of their `config` as it came, "" = none
  std::vector<std::string> left_out;  // methods it has credentials of that Postern has not: to be told to the operator
};

// Error: what is wrong, with the member's name; never a secret. Unknown members are refused.
base::Result<ImportedIdentity, std::string> parse_import(const base::Json& json);
base::Result<ImportedIdentity, std::string> parse_import(std::string_view json);

struct ImportContext {
  Schemas& schemas;
  const crypto::Keyring& keyring;
  crypto::HashParameters hashing;  // for a password in clear
  base::Random& random;
  base::Time now;
  bool allow_weak_hashes = false;
  const store::IdentityRow* before = nullptr;  // rewrite this one; else a new one is made
};

// Every row of one identity.
struct PreparedIdentity {
  store::IdentityRow row;
  std::vector<std::pair<std::string, std::vector<std::string>>> identifiers;  // by method
  std::optional<store::PasswordRow> password;
  std::optional<store::TotpRow> totp;
  std::vector<store::LookupCodeRow> codes;
  std::vector<std::string> left_out;
};

// Error: why the schema or a credential refuses it. Throws as Schemas and hash_password do.
base::Result<PreparedIdentity, std::string> prepare_import(const ImportedIdentity& imported,
                                                           const ImportContext& context);
// Throws store::UniqueViolation if an identifier or the external id is taken.
void write_identity(store::Tx& tx, const PreparedIdentity& identity);
// The same over a row that is there. Credentials that are not named stay; the password and the TOTP key are replaced,
// recovery codes come behind those that are there (contract half B 7.6). Throws as write_identity does.
void rewrite_identity(store::Tx& tx, const PreparedIdentity& identity);
// Kratos' text for an identifier that is taken.
inline constexpr const char* kConflict = "This identity conflicts with another identity that already exists.";
// write_identity in a transaction of its own; the error is kConflict.
// `also` runs in the same transaction: credentials that a higher layer reads (security keys).
base::Result<base::Uuid, std::string> store_identity(store::Db& db, const PreparedIdentity& identity,
                                                     const std::function<void(store::Tx&)>& also = {});

}  // namespace identity
