// The import document is what an export says with other words: credentials come with their names and times, recovery
// codes are called `recovery_codes`, and whoever has an identifier has an empty credential for each method it serves.
#include "identity/export.h"

#include <algorithm>

#include "identity/schema_format.h"

namespace identity {
namespace {

using base::Json;
using base::JsonObject;
template <typename T>
using Parsed = base::Result<T, std::string>;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

std::string text_of(const Json& json, std::string_view name) {
  const Json* member = json.find(name);
  return member && member->string() ? *member->string() : std::string();
}

Parsed<Origin> read_origin(const Json& json) {
  const auto id = base::parse_uuid(text_of(json, "id"));
  if (!id) return base::Error{std::string("id: must be a UUID")};
  Origin out{.id = *id};
  const auto created = parse_rfc3339(text_of(json, "created_at")), updated = parse_rfc3339(text_of(json, "updated_at"));
  if (!created || !updated) return base::Error{std::string("created_at, updated_at: must be times as in RFC 3339")};
  out.created_at = *created;
  out.updated_at = *updated;
  out.state_changed_at = parse_rfc3339(text_of(json, "state_changed_at"));
  return out;
}

// Of somebody who has an identifier and nothing to prove it with.
bool is_empty(const JsonObject& config) {
  return std::ranges::all_of(config, [](const auto& member) {
    const auto& [name, value] = member;
    return (name == "hashed_password" && value.string() && value.string()->empty()) ||
           (value.array() && value.array()->empty());
  });
}

// Error: the credential without what proves it, which would lock its owner out.
Parsed<JsonObject> read_credentials(const Json& json, std::vector<std::string>& left_out) {
  JsonObject out;
  const Json* credentials = json.find("credentials");
  if (!credentials || !credentials->object()) return base::Error{std::string("credentials: must be an object")};
  for (const auto& [name, credential] : *credentials->object()) {
    if (!is_one_of(name, {"password", "totp", "lookup_secret", "webauthn", "passkey"})) {
      left_out.push_back(name);
      continue;
    }
    const Json* config = credential.find("config");
    if (!config || !config->object())
      return base::Error{"credentials." + name + ".config: is missing; export with include_credential=" + name};
    JsonObject members = *config->object();
    if (is_empty(members)) continue;
    for (auto& member : members)
      if (name == "lookup_secret" && member.first == "recovery_codes") member.first = "codes";
    out.emplace_back(name, Json(JsonObject{{"config", Json(std::move(members))}}));
  }
  return out;
}

}  // namespace

bool is_export(const Json& json) { return json.find("id") != nullptr; }

Parsed<ImportedIdentity> parse_export(const Json& json) {
  const auto origin = read_origin(json);
  if (!origin) return base::Error{origin.error()};
  std::vector<std::string> left_out;
  auto credentials = read_credentials(json, left_out);
  if (!credentials) return base::Error{credentials.error()};

  JsonObject document;
  for (const auto& member : *json.object()) {
    if (!is_one_of(member.first, {"id", "schema_url", "state_changed_at", "created_at", "updated_at", "credentials"}))
      document.push_back(member);
  }
  document.emplace_back("credentials", Json(std::move(credentials).value()));
  auto out = parse_import(Json(std::move(document)));
  if (!out) return out;
  out->origin = *origin;
  out->left_out = std::move(left_out);
  return out;
}

}  // namespace identity
