#include "methods/import.h"

#include <algorithm>

#include "flow/throttle.h"
#include "methods/password.h"
#include "methods/webauthn_import.h"
#include "store/throttle.h"

namespace methods {
namespace {

using Kind = ImportError::Kind;
using Keys = std::vector<store::WebauthnKeyRow>;

// Everything slow, outside any transaction.
struct Prepared {
  identity::PreparedIdentity identity;
  Keys keys;
};

base::Result<Prepared, ImportError> prepare(const identity::ImportedIdentity& imported,
                                            const identity::ImportContext& context) {
  auto prepared = identity::prepare_import(imported, context);
  if (!prepared) return base::Error{ImportError{Kind::invalid, prepared.error()}};
  Keys rows;
  for (const auto& [kind, config] :
       {std::pair{KeyKind::security_key, &imported.webauthn}, std::pair{KeyKind::passkey, &imported.passkey}}) {
    if (config->empty()) continue;
    auto keys = imported_keys(kind, *config, prepared->row.id, context.random, context.now);
    if (!keys) return base::Error{ImportError{Kind::invalid, keys.error()}};
    std::ranges::move(*keys, std::back_inserter(rows));
  }
  return Prepared{std::move(prepared).value(), std::move(rows)};
}

// Kratos adds the same codes again each time (contract half B 11.49).
void leave_out_known_codes(const flow::Services& services, const base::Uuid& id,
                           std::vector<identity::ImportedCode>& codes) {
  if (codes.empty()) return;
  const auto rows = services.db.read_value<std::vector<store::LookupCodeRow>>(
      [&](store::Tx& tx) { return store::lookup_codes(tx, id); });
  for (const store::LookupCodeRow& row : rows) {
    const auto clear = services.keyring.open(row.code, {"lookup.code", id, row.id});
    std::erase_if(codes, [&](const auto& code) { return code.code == clear.text(); });
  }
}

void replace_keys(store::Tx& tx, const base::Uuid& id, const Keys& keys) {
  for (const store::WebauthnKeyRow& key : keys) {
    for (const store::WebauthnKeyRow& old : key.passkey ? store::passkeys(tx, id) : store::webauthn_keys(tx, id)) {
      if (old.credential_id == key.credential_id) store::delete_webauthn_key(tx, id, old.id);
    }
    store::insert_webauthn_key(tx, key);
  }
}

void settle_new_password(store::Tx& tx, const flow::Services& services, const base::Uuid& id) {
  flow::forget_clients(tx, services, id);
  for (const char* second : {"totp", "lookup_secret"}) {
    store::clear_throttle(tx, flow::identity_subject(services, id), second);
  }
}

}  // namespace

identity::ImportContext import_context(const config::Config& config, identity::Schemas& schemas,
                                       const crypto::Keyring& keyring, base::Random& random, base::Time now) {
  return {.schemas = schemas,
          .keyring = keyring,
          .hashing = hash_parameters(config),
          .random = random,
          .now = now,
          .allow_weak_hashes = config.allow_weak_hashes};
}

Imported import_identity(store::Db& db, const identity::ImportedIdentity& imported,
                         const identity::ImportContext& context, const Report& report) {
  auto prepared = prepare(imported, context);
  if (!prepared) return base::Error{prepared.error()};
  const auto stored = identity::store_identity(db, prepared->identity, [&](store::Tx& tx) {
    for (const store::WebauthnKeyRow& key : prepared->keys) store::insert_webauthn_key(tx, key);
    if (report) report(tx, prepared->identity);
  });
  if (!stored) return base::Error{ImportError{Kind::conflict, stored.error()}};
  return std::move(prepared->identity);
}

Imported update_identity(const flow::Services& services, const store::IdentityRow& before,
                         identity::ImportedIdentity imported, base::Time now, const Report& report) {
  leave_out_known_codes(services, before.id, imported.codes);
  auto context = import_context(services.config, services.schemas, services.keyring, services.random, now);
  context.before = &before;
  auto prepared = prepare(imported, context);
  if (!prepared) return base::Error{prepared.error()};
  std::optional<Kind> refused;
  try {
    services.db.write([&](store::Tx& tx) {
      refused.reset();
      const auto current = store::find_identity(tx, before.id);
      if (!current) return void(refused = Kind::gone);
      const bool is_same = current->updated_at == before.updated_at && current->active == before.active &&
                           current->traits == before.traits;
      if (!is_same) return void(refused = Kind::changed_meanwhile);
      identity::rewrite_identity(tx, prepared->identity);
      replace_keys(tx, before.id, prepared->keys);
      if (prepared->identity.password) settle_new_password(tx, services, before.id);
      report(tx, prepared->identity);
    });
  } catch (const store::UniqueViolation&) {
    refused = Kind::conflict;
  }
  if (refused == Kind::conflict) return base::Error{ImportError{*refused, identity::kConflict}};
  if (refused) return base::Error{ImportError{*refused, ""}};
  return std::move(prepared->identity);
}

}  // namespace methods
