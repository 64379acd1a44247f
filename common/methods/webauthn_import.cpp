#include "methods/webauthn_import.h"

#include "base/encoding.h"
#include "identity/schema_format.h"
#include "methods/webauthn.h"
#include "webauthn/cose_key.h"

namespace methods {
namespace {

std::string text_of(const base::Json* object, std::string_view name) {
  const auto* member = object ? object->find(name) : nullptr;
  return member && member->string() ? *member->string() : std::string();
}

bool is_true(const base::Json* object, std::string_view name) {
  const auto* member = object ? object->find(name) : nullptr;
  return member && member->boolean() && *member->boolean();
}

base::Bytes stored_key(const base::Bytes& cose) {
  const auto key = webauthn::parse_cose_key(cose);
  return key ? webauthn::pack_key(*key) : cose;
}

// Of old keys `flags` says nothing; the first assertion fills it.
std::int64_t flags_of(const base::Json* flags, bool clone_warning) {
  webauthn::StoredFlags out{.clone_warning = clone_warning};
  if (!flags || !flags->object()) return webauthn::pack_flags(out);
  out.user_verified = is_true(flags, "user_verified");
  out.backup_eligible = is_true(flags, "backup_eligible");
  out.backed_up = is_true(flags, "backup_state");
  return webauthn::pack_flags(out);
}

std::string joined(const base::Json* list) {
  std::string out;
  if (list && list->array())
    for (const auto& item : *list->array())
      if (item.string()) out += (out.empty() ? "" : ",") + *item.string();
  return out;
}

// nullopt: there is something else.
std::optional<std::uint32_t> sign_count(const base::Json* json) {
  if (!json || json->is_null()) return 0;
  const auto* number = json->number();
  if (!number || number->value < 0 || number->value > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(number->value);
}

base::Result<store::WebauthnKeyRow, std::string> read_row(KeyKind kind, const base::Json& credential) {
  store::WebauthnKeyRow row;
  const auto id = base::decode_base64(text_of(&credential, "id"));
  if (!id || id->empty() || id->size() > 1023) return base::Error{method_of(kind) + ": id is no base64 credential id"};
  const auto cose = base::decode_base64(text_of(&credential, "public_key"));
  if (!cose || cose->empty()) return base::Error{method_of(kind) + ": public_key is no base64"};
  const auto* authenticator = credential.find("authenticator");
  const auto counter = sign_count(authenticator ? authenticator->find("sign_count") : nullptr);
  if (!counter) return base::Error{method_of(kind) + ": authenticator.sign_count is no number of 32 bits"};
  row.credential_id = *id;
  row.public_key = stored_key(*cose);
  row.name = text_of(&credential, "display_name");
  row.passkey = kind == KeyKind::passkey;
  row.passwordless = row.passkey || is_true(&credential, "is_passwordless");
  row.counter = *counter;
  row.flags = flags_of(credential.find("flags"), is_true(authenticator, "clone_warning"));
  row.transports = joined(credential.find("transport"));
  row.aaguid = base::decode_base64(text_of(authenticator, "aaguid")).value_or(base::Bytes(16, 0));
  if (row.aaguid.size() != 16) row.aaguid = base::Bytes(16, 0);
  if (const auto format = text_of(&credential, "attestation_type"); !format.empty()) row.attestation = format;
  return row;
}

}  // namespace

base::Result<Keys, std::string> imported_keys(KeyKind kind, std::string_view config, const base::Uuid& identity,
                                              base::Random& random, base::Time now) {
  const auto json = base::parse_json(config);
  const auto* list = json ? json->find("credentials") : nullptr;
  if (!list || !list->array()) return base::Error{method_of(kind) + ": config.credentials is no list"};
  const auto handle = base::decode_base64(text_of(&*json, "user_handle"));
  if (kind == KeyKind::passkey && !list->array()->empty() && (!handle || handle->empty()))
    return base::Error{std::string("passkey: config.user_handle is missing: it names the account")};
  Keys out;
  for (const auto& credential : *list->array()) {
    auto row = read_row(kind, credential);
    if (!row) return base::Error{row.error()};
    row->id = base::make_uuid(random);
    row->identity_id = identity;
    row->user_handle = handle.value_or(base::Bytes{});
    const auto added = identity::parse_rfc3339(text_of(&credential, "added_at"));
    // Kratos shows keys in the order of its list; of one second, our order is that of the microseconds.
    row->added_at = (added ? *added : now) + base::Duration(static_cast<std::int64_t>(out.size()));
    out.push_back(std::move(row).value());
  }
  return out;
}

}  // namespace methods
