// Relying parties, identity schemas, hashers, secrets, hooks that are not run.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "base/url.h"
#include "config/draft.h"

namespace config {
namespace {

constexpr std::string_view kMethods = "selfservice.methods.";

void settle_totp(Draft& draft) {
  std::string& issuer = draft.config.totp_issuer;
  if (!issuer.empty()) return;
  const std::optional<base::Url> base_url = base::parse_url(draft.config.essentials.base_url);
  if (base_url) issuer = base_url->hostname();
  draft.derived["selfservice.methods.totp.config.issuer"] = issuer;
}

void check_origins(Draft& draft, const std::string& rp_key, const Rp& rp) {
  for (const std::string& origin : rp.origins) {
    const std::optional<base::Url> url = base::parse_url(origin);
    if (url && !url->scheme.empty() && url->opaque.empty()) continue;
    const std::string key = rp_key + (draft.has(rp_key + ".origin") ? ".origin" : ".origins");
    draft.refuse(key,
                 base::quote_go(origin) + " is no origin; allowed: scheme, host and port, as in https://example.org");
  }
}

void settle_relying_party(Draft& draft, const std::string& method, bool enabled, std::optional<Rp>& rp) {
  const std::string prefix = std::string(kMethods) + method + ".config";
  const std::string rp_key = prefix + ".rp";
  if (enabled && !draft.objects.contains(prefix)) {
    draft.refuse(prefix, "is missing: " + method + ".enabled needs config.rp with id and display_name");
    return;
  }
  if (!rp && !draft.objects.contains(rp_key)) {
    if (enabled) draft.warn(rp_key, "is not set: " + method + " cannot work without id and display_name");
    return;
  }
  if (!rp) rp.emplace();
  for (const auto& [name, text] : {std::pair{".id", &rp->id}, std::pair{".display_name", &rp->display_name}}) {
    if (text->empty()) draft.refuse(rp_key + name, "is missing: rp needs id and display_name");
  }
  if (draft.has(rp_key + ".origin") && draft.has(rp_key + ".origins")) {
    draft.refuse(rp_key + ".origin", "stands beside origins; keep origins");
  }
  if (rp->id.find_first_of(":/") != std::string::npos) {
    draft.refuse(rp_key + ".id",
                 base::quote_go(rp->id) + " is no domain; allowed: a host name without scheme and port");
  }
  if (rp->origins.empty()) {
    const std::string& base_url = draft.config.essentials.base_url;
    rp->origins = {base_url.substr(0, base_url.find(':')) + "://" + rp->id};
    draft.derived[rp_key + ".origins"] = "[" + rp->origins[0] + "]";
  }
  check_origins(draft, rp_key, *rp);
}

// Without https anybody on the way could say that a password is a good one.
void check_breach_host(Draft& draft) {
  const std::string& host = draft.config.haveibeenpwned_host;
  const std::optional<base::Url> url =
      base::parse_url(host.find("://") == std::string::npos ? "https://" + host : host);
  const std::string name = url ? url->hostname() : "";
  const bool safe = url && (url->scheme == "https" ||
                            (url->scheme == "http" && (name == "localhost" || name == "127.0.0.1" || name == "::1")));
  if (safe && !name.empty() && url->query.empty() && url->fragment.empty() && url->userinfo.empty()) return;
  draft.refuse(std::string(kMethods) + "password.config.haveibeenpwned_host",
               base::quote_go(host) +
                   " is no host; allowed: api.pwnedpasswords.com, or http://localhost:8080 for a "
                   "mirror on this machine");
}

void settle_schema(Draft& draft, const std::string& key, SchemaSource& schema) {
  constexpr std::string_view kFile = "file://";
  if (schema.url.starts_with("base64://")) return;
  if (schema.url.starts_with("http://") || schema.url.starts_with("https://")) {
    draft.refuse(key,
                 "Postern fetches nothing: save the schema beside this file and write file://identity.schema.json");
    return;
  }
  if (!schema.url.starts_with(kFile) || schema.url.size() == kFile.size()) {
    draft.refuse(key, base::quote_go(base::truncate_utf8(schema.url, 80)) +
                          " names no schema; allowed: file://PATH (relative to this file), base64://…");
    return;
  }
  const std::filesystem::path path = std::filesystem::path(draft.folder) / schema.url.substr(kFile.size());
  schema.url = std::string(kFile) + path.lexically_normal().string();
}

void settle_schemas(Draft& draft) {
  std::vector<SchemaSource>& schemas = draft.config.schemas;
  if (schemas.empty()) {
    draft.refuse("identity.schemas", "is missing: at least one entry with id and url");
    return;
  }
  for (std::size_t i = 0; i < schemas.size(); ++i) {
    const std::string entry = "identity.schemas." + std::to_string(i);
    if (!schemas[i].url.empty()) settle_schema(draft, entry + ".url", schemas[i]);
    const auto first = std::ranges::find(schemas, schemas[i].id, &SchemaSource::id);
    if (first - schemas.begin() < static_cast<std::ptrdiff_t>(i)) {
      draft.refuse(entry + ".id", base::quote_go(schemas[i].id) + " is the id of an earlier schema, too");
    }
  }
  const std::string& chosen = draft.config.default_schema_id;
  if (std::ranges::find(schemas, chosen, &SchemaSource::id) != schemas.end()) return;
  std::string ids;
  for (const SchemaSource& schema : schemas) ids += (ids.empty() ? "" : ", ") + schema.id;
  draft.refuse("identity.default_schema_id", base::quote_go(chosen) + " is no id of identity.schemas; allowed: " + ids);
}

void settle_hashers(Draft& draft) {
  Hashers& hashers = draft.config.hashers;
  if (!draft.has("hashers.argon2.parallelism")) {
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    hashers.argon2.parallelism = static_cast<std::uint32_t>(std::clamp(processors * 2, 1L, 255L));
    draft.derived["hashers.argon2.parallelism"] = std::to_string(hashers.argon2.parallelism);
  }
  const std::uint32_t least = 8 * hashers.argon2.parallelism;  // RFC 9106 section 3.1
  if (hashers.argon2.memory_kib < least) {
    draft.refuse("hashers.argon2.memory", "is too little for " + std::to_string(hashers.argon2.parallelism) +
                                              " lanes; allowed: " + std::to_string(least) + "KB or more");
  }
  hashers.bcrypt_cost = std::max(hashers.bcrypt_cost, 12);  // as Kratos does outside its development mode
}

void check_secrets(Draft& draft) {
  const Config& config = draft.config;
  if (draft.has("secrets.default") && config.secrets_default.empty()) {
    draft.refuse("secrets.default",
                 "is empty: one entry of 16 or more characters is needed; make it with "
                 "`postern secrets generate`");
  }
  const auto cipher = draft.set.find("ciphers.algorithm");
  const bool needed = cipher != draft.set.end() && cipher->second.text != "noop";
  if (config.secrets_cipher.empty() && (needed || draft.has("secrets.cipher"))) {
    draft.refuse("secrets.cipher",
                 "one entry of exactly 32 characters is needed; make it with `postern secrets generate`");
  }
}

bool is_on(const Draft& draft, std::string_view key) {
  const auto found = draft.set.find(key);
  return found != draft.set.end() && found->second.text == "true";
}

void check_code(Draft& draft) {
  const std::string code = std::string(kMethods) + "code.";
  if (!is_on(draft, code + "passwordless_enabled") || !is_on(draft, code + "mfa_enabled")) return;
  draft.refuse(code + "mfa_enabled", "excludes passwordless_enabled; keep one");
}

// A key that is not to check its owner need not wait for them as long (WebAuthn section 5.4, `timeout`).
void settle_passkey(Draft& draft) {
  if (draft.config.passkey.user_verification != Requirement::discouraged) return;
  const std::string prefix = std::string(kMethods) + "passkey.config.timeouts.";
  for (const auto& [name, timeout] : {std::pair{"registration", &draft.config.passkey.registration_timeout},
                                      std::pair{"login", &draft.config.passkey.login_timeout}}) {
    if (draft.has(prefix + name)) continue;
    *timeout = std::chrono::minutes(2);
    draft.derived[prefix + name] = "2m";
  }
}

}  // namespace

void apply_method_rules(Draft& draft) {
  settle_totp(draft);
  check_breach_host(draft);
  const Essentials& essentials = draft.config.essentials;
  settle_relying_party(draft, "webauthn", essentials.webauthn_enabled, draft.config.webauthn_rp);
  settle_relying_party(draft, "passkey", essentials.passkey_enabled, draft.config.passkey_rp);
  settle_passkey(draft);
  check_code(draft);
  settle_schemas(draft);
  settle_hashers(draft);
  check_secrets(draft);
}

}  // namespace config
