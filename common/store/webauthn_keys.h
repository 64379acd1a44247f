// Security keys and passkeys of an identity, one row each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/db.h"

namespace store {

struct WebauthnKeyRow {
  base::Uuid id;
  base::Uuid identity_id;
  base::Bytes
      credential_id;       // unique within an identity; a new one must be nobody's yet (7.1 step 26), imports may share
  base::Bytes public_key;  // webauthn's stored form: parsed parts, not DER
  std::string name;
  bool passwordless = false;  // a first factor, decided when it was added; every passkey is one
  bool passkey = false;       // of the method passkey: its user handle names the account
  std::int64_t counter = 0;
  std::int64_t flags = 0;  // webauthn's flag bits: user verified at registration, backup eligible, backed up, cloned
  std::string transports;  // `usb,nfc`, "" if unknown
  base::Bytes aaguid, user_handle;
  std::string attestation = "none";  // the format of its attestation statement
  base::Time added_at{};
  std::optional<base::Time> last_used_at{};
};

// Of an identity, oldest first: its security keys, its passkeys.
[[nodiscard]] std::vector<WebauthnKeyRow> webauthn_keys(Tx& tx, const base::Uuid& identity);
[[nodiscard]] std::vector<WebauthnKeyRow> passkeys(Tx& tx, const base::Uuid& identity);
// Every first-factor key of a user handle, passkey or not, whoever has it; oldest first. None of an empty one.
[[nodiscard]] std::vector<WebauthnKeyRow> keys_by_user_handle(Tx& tx, base::ByteView user_handle);
// Whoever has it; of several owners (imports) any.
[[nodiscard]] std::optional<WebauthnKeyRow> find_webauthn_key(Tx& tx, base::ByteView credential_id);
[[nodiscard]] bool has_passwordless_keys(Tx& tx);             // anybody's
void insert_webauthn_key(Tx& tx, const WebauthnKeyRow& row);  // throws UniqueViolation
bool delete_webauthn_key(Tx& tx, const base::Uuid& identity, const base::Uuid& id);
bool rename_webauthn_key(Tx& tx, const base::Uuid& identity, const base::Uuid& id, std::string_view name);
// After a verified assertion: counter, backup state, last use. False if the key is gone, or its counter moved on
// meanwhile
// (`seen_counter` is what was verified against), so that of two clones racing with one counter only one gets through.
bool use_webauthn_key(Tx& tx, const base::Uuid& id, std::int64_t seen_counter, std::int64_t counter, std::int64_t flags,
                      base::Time now);

}  // namespace store
