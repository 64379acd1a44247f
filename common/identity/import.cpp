#include "identity/import.h"

#include "identity/addresses.h"

namespace identity {
namespace {

std::string describe(int message_id) {
  switch (message_id) {
    case 4000002:
      return "is missing";
    case 4000003:
      return "is too short";
    case 4000004:
      return "does not match the pattern";
    case 4000017:
      return "is too long";
    case 4000018:
    case 4000019:
      return "is too small";
    case 4000020:
    case 4000021:
      return "is too large";
    case 4000022:
      return "is no multiple";
    case 4000023:
      return "has too many items";
    case 4000024:
      return "has too few items";
    case 4000025:
      return "has equal items";
    case 4000026:
      return "has the wrong type";
    case 4000040:
      return "is no e-mail address";
    case 4000041:
      return "is no phone number";
    default:
      return "is not valid";
  }
}

// What is wrong in words, then the numbers: `is too small (actual 1, minimum 13)`.
std::string describe(const TraitError& error) {
  std::string facts;
  for (const auto& [name, value] : error.context) {
    const std::string text = value.string() != nullptr ? *value.string() : value.text();
    if (name == "reason") return text;
    if (name != "property") facts += (facts.empty() ? "" : ", ") + name + " " + text;
  }
  return describe(error.message_id) + (facts.empty() ? "" : " (" + facts + ")");
}

std::string describe(const std::vector<TraitError>& errors) {
  std::string out;
  for (const TraitError& error : errors) out += (out.empty() ? "" : "; ") + error.path + ": " + describe(error);
  return out;
}

// Contract half B 7.6.
std::string describe(crypto::ImportError error) {
  switch (error) {
    case crypto::ImportError::unknown_format:
      return "The imported password does not match any known hash format.";
    case crypto::ImportError::too_costly:
      return "The imported password hash declares cost parameters that exceed the bounds enforced by Ory. Re-hash the "
             "password with a more conservative configuration before importing.";
    case crypto::ImportError::weak:
      return "The imported password hash has no salt; postern.import.allow_weak_hashes lets it in.";
    case crypto::ImportError::malformed:
      break;
  }
  return "The imported password hash could not be parsed.";
}

// The hash to store, "" for none.
base::Result<std::string, std::string> password_hash(const ImportedIdentity& imported, const ImportContext& context) {
  if (!imported.password.empty()) {
    auto hash = crypto::hash_password(imported.password, context.hashing, context.random);
    if (!hash) return base::Error{std::string("credentials.password.config.password: too long for the hasher")};
    return std::move(hash).value();
  }
  if (imported.password_hash.empty()) return std::string();
  if (const auto known = crypto::check_importable(imported.password_hash, context.allow_weak_hashes); !known) {
    return base::Error{describe(known.error())};
  }
  return imported.password_hash;
}

store::TotpRow totp_row(const crypto::OtpauthKey& totp, const base::Uuid& identity, const ImportContext& context) {
  store::TotpRow row;
  row.id = base::make_uuid(context.random);
  row.identity_id = identity;
  row.key = context.keyring.seal(totp.key.view(), {"totp.key", identity, row.id}, context.random);
  row.algorithm = static_cast<int>(totp.parameters.algorithm);
  row.digits = totp.parameters.digits;
  row.period = totp.parameters.period;
  row.created_at = context.now;
  return row;
}

std::vector<store::LookupCodeRow> code_rows(const std::vector<ImportedCode>& codes, const base::Uuid& identity,
                                            const ImportContext& context) {
  std::vector<store::LookupCodeRow> rows;
  for (const ImportedCode& imported : codes) {
    store::LookupCodeRow row;
    row.id = base::make_uuid(context.random);
    row.identity_id = identity;
    row.position = static_cast<int>(rows.size());
    row.code = context.keyring.seal(base::as_bytes(imported.code), {"lookup.code", identity, row.id}, context.random);
    row.used_at = imported.used_at;
    row.created_at = context.now;
    rows.push_back(std::move(row));
  }
  return rows;
}

store::IdentityRow new_row(const ImportedIdentity& imported, const ImportContext& context) {
  store::IdentityRow row;
  const Origin origin =
      imported.origin.value_or(Origin{base::make_uuid(context.random), context.now, context.now, context.now});
  row.id = origin.id;
  row.created_at = origin.created_at;
  row.updated_at = origin.updated_at;
  row.state_changed_at = origin.state_changed_at;
  return row;
}

store::IdentityRow identity_row(const ImportedIdentity& imported, const Schema& schema, const ImportContext& context) {
  store::IdentityRow row = context.before ? *context.before : new_row(imported, context);
  if (context.before) {
    if (row.active != imported.active) row.state_changed_at = context.now;
    row.updated_at = context.now;
  }
  row.external_id = imported.external_id;
  row.schema_id = schema.id();
  row.metadata_public = imported.metadata_public;
  row.metadata_admin = imported.metadata_admin;
  row.active = imported.active;
  if (!imported.verifiable_addresses.empty()) row.verifiable_addresses = imported.verifiable_addresses;
  if (!imported.recovery_addresses.empty()) row.recovery_addresses = imported.recovery_addresses;
  apply_traits(row, schema, imported.traits, context.random, context.now);
  return row;
}

void write_identifiers(store::Tx& tx, const PreparedIdentity& identity) {
  for (const auto& [method, identifiers] : identity.identifiers) {
    store::replace_identifiers(tx, identity.row.id, method, identifiers);
  }
}

}  // namespace

base::Result<PreparedIdentity, std::string> prepare_import(const ImportedIdentity& imported,
                                                           const ImportContext& context) {
  const std::string& schema_id = imported.schema_id.empty() ? context.schemas.default_id() : imported.schema_id;
  const Schema* schema = context.schemas.find(schema_id);
  if (schema == nullptr || schema->id() != schema_id) {
    return base::Error{"schema_id: no identity schema \"" + schema_id + "\" is configured"};
  }
  if (const auto errors = schema->validate(imported.traits); !errors.empty()) return base::Error{describe(errors)};
  auto hash = password_hash(imported, context);
  if (!hash) return base::Error{hash.error()};

  PreparedIdentity out;
  out.row = identity_row(imported, *schema, context);
  for (const char* method : {"password", "webauthn"}) {
    out.identifiers.emplace_back(method, login_identifiers(*schema, imported.traits, method));
  }
  if (!hash->empty()) out.password = {out.row.id, std::move(hash).value(), context.now, context.now};
  if (imported.totp) out.totp = totp_row(*imported.totp, out.row.id, context);
  out.codes = code_rows(imported.codes, out.row.id, context);
  out.left_out = imported.left_out;
  return out;
}

void write_identity(store::Tx& tx, const PreparedIdentity& identity) {
  store::insert_identity(tx, identity.row);
  write_identifiers(tx, identity);
  if (identity.password) store::put_password(tx, *identity.password);
  if (identity.totp) store::insert_totp(tx, *identity.totp);
  if (!identity.codes.empty()) store::replace_lookup_codes(tx, identity.row.id, identity.codes);
  store::refresh_factors(tx, identity.row.id);
}

void rewrite_identity(store::Tx& tx, const PreparedIdentity& identity) {
  const base::Uuid& id = identity.row.id;
  store::set_identity_active(tx, id, identity.row.active, identity.row.updated_at);
  store::update_identity(tx, identity.row);
  write_identifiers(tx, identity);
  if (identity.password) store::put_password(tx, *identity.password);
  if (identity.totp) {
    store::delete_totp(tx, id);
    store::insert_totp(tx, *identity.totp);
  }
  if (!identity.codes.empty()) {
    std::vector<store::LookupCodeRow> codes = store::lookup_codes(tx, id);
    codes.insert(codes.end(), identity.codes.begin(), identity.codes.end());
    for (std::size_t i = 0; i < codes.size(); ++i) codes[i].position = static_cast<int>(i);
    store::replace_lookup_codes(tx, id, codes);
  }
  store::refresh_factors(tx, id);
}

base::Result<base::Uuid, std::string> store_identity(store::Db& db, const PreparedIdentity& identity,
                                                     const std::function<void(store::Tx&)>& also) {
  try {
    db.write([&](store::Tx& tx) {
      write_identity(tx, identity);
      if (also) also(tx);
    });
  } catch (const store::UniqueViolation&) {
    return base::Error{std::string(kConflict)};
  }
  return identity.row.id;
}

}  // namespace identity
