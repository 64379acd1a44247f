// The import document, member by member (contract half B 7.6). Strict: a misspelt member would otherwise be a password
// or a second factor that silently is not there. Error texts name places, never values.
#include <algorithm>
#include <initializer_list>

#include "identity/import.h"
#include "identity/schema_document.h"
#include "identity/schema_format.h"

namespace identity {
namespace {

using base::Json;

// Reads members of objects; the first problem stays, and what is read after it does not matter.
class Reader {
 public:
  [[nodiscard]] const std::string& problem() const { return problem_; }
  void refuse(const std::string& place, std::string_view reason) {
    if (problem_.empty()) problem_ = (place.empty() ? "the identity" : place) + ": " + std::string(reason);
  }

  // The object at `place` with no members but these; nullptr if it is absent, null or refused.
  const Json* object(const Json* json, const std::string& place, std::initializer_list<std::string_view> names) {
    if (json == nullptr || json->is_null()) return nullptr;
    if (json->object() == nullptr) return refuse(place, "must be an object"), nullptr;
    for (const auto& member : *json->object()) {
      if (std::find(names.begin(), names.end(), member.first) != names.end()) continue;
      return refuse(join_path(place, member.first), "unknown member"), nullptr;
    }
    return json;
  }

  std::string text(const Json& parent, const std::string& place, const char* name) {
    const Json* json = parent.find(name);
    if (json == nullptr || json->is_null()) return "";
    if (json->string() == nullptr) return refuse(join_path(place, name), "must be a string"), "";
    return *json->string();
  }

  // Text that must be there and not be empty.
  std::string some_text(const Json& parent, const std::string& place, const char* name) {
    std::string value = text(parent, place, name);
    if (value.empty()) refuse(join_path(place, name), "is missing");
    return value;
  }

 private:
  std::string problem_;
};

// A null or absent member is "".
std::string json_text(const Json& parent, const char* name) {
  const Json* json = parent.find(name);
  return json == nullptr || json->is_null() ? "" : json->text();
}

std::string address_list(Reader& reader, const Json& identity, const char* name) {
  const Json* list = identity.find(name);
  if (list == nullptr || list->is_null()) return "";
  if (list->array() == nullptr) return reader.refuse(name, "must be a list"), "";
  for (std::size_t i = 0; i < list->array()->size(); ++i) {
    const std::string place = join_path(name, std::to_string(i));
    const Json* address =
        reader.object(&(*list->array())[i], place,
                      {"id", "value", "via", "verified", "status", "verified_at", "created_at", "updated_at"});
    if (address == nullptr) return reader.refuse(place, "must be an object"), "";
    reader.some_text(*address, place, "value");
    reader.some_text(*address, place, "via");
    const std::string status = reader.text(*address, place, "status");
    if (!status.empty() && status != "pending" && status != "sent" && status != "completed") {
      reader.refuse(place + ".status", "must be pending, sent or completed");
    }
    for (const char* time : {"verified_at", "created_at", "updated_at"}) {
      const std::string text = reader.text(*address, place, time);
      if (!text.empty() && !parse_rfc3339(text)) reader.refuse(join_path(place, time), "must be a time as in RFC 3339");
    }
  }
  return list->text();
}

// `credentials.<name>.config`; nullptr if the credential is absent.
const Json* find_config(Reader& reader, const Json& credentials, const std::string& name,
                        std::initializer_list<std::string_view> members) {
  const std::string place = "credentials." + name;
  const Json* credential = reader.object(credentials.find(name), place, {"config"});
  if (credential == nullptr) return nullptr;
  const Json* config = reader.object(credential->find("config"), place + ".config", members);
  if (config == nullptr) reader.refuse(place + ".config", "is missing");
  return config;
}

void read_password(Reader& reader, const Json& credentials, ImportedIdentity& out) {
  const std::string place = "credentials.password.config";
  const Json* config =
      find_config(reader, credentials, "password", {"hashed_password", "password", "use_password_migration_hook"});
  if (config == nullptr) return;
  out.password = reader.text(*config, place, "password");
  out.password_hash = reader.text(*config, place, "hashed_password");
  if (const Json* hook = config->find("use_password_migration_hook"); is_true(hook)) {
    return reader.refuse(place + ".use_password_migration_hook", "Postern has no password migration hook");
  }
  if (!out.password.empty() && !out.password_hash.empty()) {
    reader.refuse(place, "has both password and hashed_password");
  }
  if (out.password.empty() && out.password_hash.empty()) {
    reader.refuse(place, "has neither password nor hashed_password");
  }
}

void read_totp(Reader& reader, const Json& credentials, ImportedIdentity& out) {
  const Json* config = find_config(reader, credentials, "totp", {"totp_url"});
  if (config == nullptr) return;
  const std::string url = reader.some_text(*config, "credentials.totp.config", "totp_url");
  out.totp = crypto::parse_otpauth_url(url);
  if (out.totp) return;
  reader.refuse("credentials.totp.config.totp_url",
                "no usable otpauth://totp/ URL: it needs a base32 secret, 6 to 8 digits, SHA1, SHA256 or SHA512, and a "
                "period of 1 to 300 seconds");
}

// `used_at`: absent, null and year 1 mean unused.
std::optional<base::Time> read_used_at(Reader& reader, const Json& code, const std::string& place) {
  const std::string text = reader.text(code, place, "used_at");
  if (text.empty() || text.starts_with("0001-01-01T")) return std::nullopt;
  const auto time = parse_rfc3339(text);
  if (!time) reader.refuse(place + ".used_at", "must be a time as in RFC 3339");
  return time;
}

void read_codes(Reader& reader, const Json& credentials, ImportedIdentity& out) {
  const Json* config = find_config(reader, credentials, "lookup_secret", {"codes"});
  if (config == nullptr) return;
  const std::string place = "credentials.lookup_secret.config.codes";
  const Json* codes = config->find("codes");
  if (codes == nullptr || codes->array() == nullptr) return reader.refuse(place, "must be a list");
  for (std::size_t i = 0; i < codes->array()->size(); ++i) {
    const std::string at = join_path(place, std::to_string(i));
    const Json* code = reader.object(&(*codes->array())[i], at, {"code", "used_at"});
    if (code == nullptr) return reader.refuse(at, "must be an object");
    out.codes.push_back({reader.some_text(*code, at, "code"), read_used_at(reader, *code, at)});
  }
}

void read_credentials(Reader& reader, const Json& identity, ImportedIdentity& out) {
  const Json* credentials = reader.object(identity.find("credentials"), "credentials",
                                          {"password", "totp", "lookup_secret", "webauthn", "passkey", "oidc", "saml"});
  if (credentials == nullptr) return;
  for (const char* name : {"oidc", "saml"}) {
    const Json* credential = credentials->find(name);
    if (credential && !credential->is_null())
      reader.refuse(join_path("credentials", name), "Postern has no such method");
  }
  read_password(reader, *credentials, out);
  read_totp(reader, *credentials, out);
  read_codes(reader, *credentials, out);
  if (const Json* config = find_config(reader, *credentials, "webauthn", {"credentials", "user_handle"})) {
    out.webauthn = config->text();
  }
  if (const Json* config = find_config(reader, *credentials, "passkey", {"credentials", "user_handle"})) {
    out.passkey = config->text();
  }
}

void read_state(Reader& reader, const Json& identity, ImportedIdentity& out) {
  const std::string state = reader.text(identity, "", "state");
  if (!state.empty() && state != "active" && state != "inactive") reader.refuse("state", "must be active or inactive");
  out.active = state != "inactive";
}

}  // namespace

base::Result<ImportedIdentity, std::string> parse_import(const Json& json) {
  Reader reader;
  ImportedIdentity out;
  const Json* identity =
      reader.object(&json, "",
                    {"schema_id", "traits", "credentials", "verifiable_addresses", "recovery_addresses",
                     "metadata_public", "metadata_admin", "state", "external_id", "organization_id"});
  if (identity == nullptr) {
    reader.refuse("", "must be an object");
    return base::Error{reader.problem()};
  }
  const Json* traits = identity->find("traits");
  if (traits == nullptr || traits->object() == nullptr) reader.refuse("traits", "must be an object");
  out.schema_id = reader.text(*identity, "", "schema_id");
  out.external_id = reader.text(*identity, "", "external_id");
  if (!json_text(*identity, "organization_id").empty())
    reader.refuse("organization_id", "Postern has no organizations");
  out.metadata_public = json_text(*identity, "metadata_public");
  out.metadata_admin = json_text(*identity, "metadata_admin");
  out.verifiable_addresses = address_list(reader, *identity, "verifiable_addresses");
  out.recovery_addresses = address_list(reader, *identity, "recovery_addresses");
  read_state(reader, *identity, out);
  read_credentials(reader, *identity, out);
  if (!reader.problem().empty()) return base::Error{reader.problem()};
  out.traits = *traits;
  return out;
}

base::Result<ImportedIdentity, std::string> parse_import(std::string_view json) {
  const auto parsed = base::parse_json(json);
  if (!parsed) return base::Error{"no JSON document: " + parsed.error().detail};
  return parse_import(*parsed);
}

}  // namespace identity
