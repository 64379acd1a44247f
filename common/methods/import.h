// An identity with the credentials of every method, from Kratos' import JSON (contract half B 7.6): what `postern
// identity import` and the admin API write.
#pragma once

#include <functional>
#include <string>

#include "flow/services.h"
#include "identity/import.h"

namespace methods {

struct ImportError {
  enum class Kind { invalid, conflict, gone, changed_meanwhile } kind;
  std::string text;
};
using Imported = base::Result<identity::PreparedIdentity, ImportError>;

[[nodiscard]] identity::ImportContext import_context(const config::Config& config, identity::Schemas& schemas,
                                                     const crypto::Keyring& keyring, base::Random& random,
                                                     base::Time now);

// Runs in the transaction, with what is written: who imports reports it to the audit log.
using Report = std::function<void(store::Tx&, const identity::PreparedIdentity&)>;

Imported import_identity(store::Db& db, const identity::ImportedIdentity& imported,
                         const identity::ImportContext& context, const Report& report = {});

// Rewrites `before`. Credentials that are not named stay; a security key that is there already is replaced, a recovery
// code that is there already is not added again. A new password does what one set in the settings does: guesses of
// second factors are free again, and no browser is known any more.
Imported update_identity(const flow::Services& services, const store::IdentityRow& before,
                         identity::ImportedIdentity imported, base::Time now, const Report& report);

}  // namespace methods
