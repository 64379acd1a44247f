// Kratos' forms of stored credentials: contract half B 2.7 (totp), 3.6 (lookup_secret), 4.11 (webauthn), 5.4
// (password).
#include "api/admin_identity_json.h"

#include <algorithm>
#include <functional>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/totp.h"
#include "store/credentials.h"
#include "store/webauthn_keys.h"
#include "webauthn/authenticator_data.h"
#include "webauthn/cose_key.h"

namespace api {
namespace {

struct Credential {
  std::string_view type;
  std::vector<std::string> identifiers;
  int version = 0;
  base::Time created_at{}, updated_at{};
  std::function<std::string()> config;  // called only if it is to be shown
};

class Reader {
 public:
  Reader(Call& call, store::Tx& tx, const store::IdentityRow& row) : call_(call), tx_(tx), row_(row) {}

  // In the order of their names, as a map of Kratos.
  std::vector<Credential> all() {
    std::vector<Credential> out;
    add_codes(out);
    add_keys(out, "passkey", store::passkeys(tx_, row_.id));
    add_password(out);
    add_totp(out);
    add_keys(out, "webauthn", store::webauthn_keys(tx_, row_.id));
    return out;
  }

 private:
  void add_codes(std::vector<Credential>& out);
  void add_password(std::vector<Credential>& out);
  void add_totp(std::vector<Credential>& out);
  void add_keys(std::vector<Credential>& out, const char* type, const std::vector<store::WebauthnKeyRow>& keys);
  std::vector<std::string> identifiers_of_keys(const char* type, base::ByteView user_handle);
  std::string otpauth_url(const store::TotpRow& totp);

  Call& call_;
  store::Tx& tx_;
  const store::IdentityRow& row_;
};

void Reader::add_codes(std::vector<Credential>& out) {
  const auto codes = store::lookup_codes(tx_, row_.id);
  if (codes.empty()) return;
  const auto config = [this, codes] {
    base::JsonWriter json;
    json.object().key("recovery_codes").array();
    for (const store::LookupCodeRow& row : codes) {
      const auto clear = call_.app.keyring().open(row.code, {"lookup.code", row_.id, row.id});
      json.object().key("code").string(clear.text()).key("used_at");
      row.used_at ? json.time(*row.used_at) : json.null();
      json.close();
    }
    return json.close().close().take();
  };
  base::Time updated_at = codes.front().created_at;
  for (const store::LookupCodeRow& row : codes) updated_at = std::max(updated_at, row.used_at.value_or(row.created_at));
  out.push_back({"lookup_secret", {base::to_string(row_.id)}, 0, codes.front().created_at, updated_at, config});
}

// Whoever has an identifier has this credential, with or without a hash.
void Reader::add_password(std::vector<Credential>& out) {
  auto identifiers = store::identifiers_of(tx_, row_.id, "password");
  const auto password = store::find_password(tx_, row_.id);
  if (identifiers.empty() && !password) return;
  const auto config = [hash = password ? password->hash : ""] {
    base::JsonWriter json;
    json.object();
    if (!hash.empty()) json.key("hashed_password").string(hash);
    return json.close().take();
  };
  out.push_back({"password", std::move(identifiers), 0, password ? password->created_at : row_.created_at,
                 password ? password->updated_at : row_.created_at, config});
}

std::string Reader::otpauth_url(const store::TotpRow& totp) {
  std::string account = base::to_string(row_.id);
  const identity::Schema* schema = call_.app.schemas().find(row_.schema_id);
  const auto traits = base::parse_json(row_.traits);
  if (schema && traits) account = schema->totp_account_name(*traits).value_or(account);
  const auto key = call_.app.keyring().open(totp.key, {"totp.key", row_.id, totp.id});
  return crypto::otpauth_url(call_.app.config().totp_issuer, account, key.view(),
                             {static_cast<crypto::TotpAlgorithm>(totp.algorithm), totp.digits, totp.period});
}

void Reader::add_totp(std::vector<Credential>& out) {
  const auto totp = store::find_totp(tx_, row_.id);
  if (!totp) return;
  const auto config = [this, row = *totp] {
    return base::JsonWriter().object().key("totp_url").string(otpauth_url(row)).close().take();
  };
  out.push_back({"totp", {base::to_string(row_.id)}, 0, totp->created_at, totp->created_at, config});
}

void write_key(base::JsonWriter& json, const store::WebauthnKeyRow& row) {
  const auto key = webauthn::unpack_key(row.public_key);
  const auto flags = webauthn::unpack_flags(row.flags);
  json.object().key("id").string(base::encode_base64(row.credential_id));
  // One that could not be used when it was imported is kept as it came.
  json.key("public_key").string(base::encode_base64(key ? webauthn::encode_cose_key(*key) : row.public_key));
  json.key("attestation_type").string(row.attestation).key("authenticator").object();
  json.key("aaguid").string(base::encode_base64(row.aaguid)).key("sign_count").number(row.counter);
  json.key("clone_warning").boolean(flags.clone_warning).close();
  json.key("display_name")
      .string(row.name)
      .key("added_at")
      .time(std::chrono::floor<std::chrono::seconds>(row.added_at));
  json.key("is_passwordless").boolean(row.passwordless);
  if (flags.backup_eligible) {  // else they were never known
    json.key("flags").object().key("user_present").boolean(true).key("user_verified").boolean(flags.user_verified);
    json.key("backup_eligible").boolean(*flags.backup_eligible).key("backup_state").boolean(flags.backed_up).close();
  }
  if (!row.transports.empty()) {
    json.key("transport").array();
    for (const std::string_view transport : base::split(row.transports, ',')) json.string(transport);
    json.close();
  }
  json.close();
}

// A passkey is found by its user handle, which Kratos makes of letters and digits.
std::vector<std::string> Reader::identifiers_of_keys(const char* type, base::ByteView user_handle) {
  if (type != std::string_view("passkey")) return store::identifiers_of(tx_, row_.id, type);
  std::string text(user_handle.begin(), user_handle.end());
  return {base::is_utf8(text) ? text : base::encode_base64url(user_handle)};
}

void Reader::add_keys(std::vector<Credential>& out, const char* type, const std::vector<store::WebauthnKeyRow>& keys) {
  if (keys.empty()) return;
  const auto config = [keys] {
    base::JsonWriter json;
    json.object().key("credentials").array();
    for (const store::WebauthnKeyRow& key : keys) write_key(json, key);
    json.close().key("user_handle").string(base::encode_base64(keys.front().user_handle));
    return json.close().take();
  };
  out.push_back({type, identifiers_of_keys(type, keys.front().user_handle), 1, keys.front().added_at,
                 keys.back().added_at, config});
}

std::string credentials_json(Call& call, store::Tx& tx, const store::IdentityRow& row,
                             const std::vector<std::string>& with_config) {
  base::JsonWriter json;
  json.object();
  for (const Credential& credential : Reader(call, tx, row).all()) {
    json.key(credential.type).object().key("type").string(credential.type).key("identifiers").array();
    for (const std::string& identifier : credential.identifiers) json.string(identifier);
    json.close();
    if (std::ranges::find(with_config, credential.type) != with_config.end())
      json.key("config").raw(credential.config());
    json.key("version").number(credential.version);
    json.key("created_at").time(credential.created_at).key("updated_at").time(credential.updated_at).close();
  }
  return json.close().take();
}

}  // namespace

base::Result<std::vector<std::string>, std::string> requested_credentials(const Call& call) {
  static constexpr std::string_view kTypes[] = {"password", "oidc",    "totp", "lookup_secret",
                                                "webauthn", "passkey", "code", "saml"};
  std::vector<std::string> out;
  for (const auto& [name, value] : call.query) {
    if (name != "include_credential") continue;
    if (std::ranges::find(kTypes, value) == std::end(kTypes)) {
      return base::Error{"Invalid value `" + value + "` for parameter `include_credential`."};
    }
    out.push_back(value);
  }
  return out;
}

void write_admin_identity(base::JsonWriter& out, Call& call, store::Tx& tx, const store::IdentityRow& row,
                          const CredentialsShown& shown) {
  const std::string credentials = shown.any ? credentials_json(call, tx, row, shown.with_config) : "";
  identity::write_admin(out, session::view_of(row, call.app.essentials().base_url), {credentials, row.metadata_admin});
}

}  // namespace api
