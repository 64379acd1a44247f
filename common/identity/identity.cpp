#include "identity/identity.h"

#include "base/encoding.h"
#include "base/url.h"

namespace identity {
namespace {

void write_list(base::JsonWriter& out, std::string_view name, std::string_view json) {
  if (!json.empty() && json != "[]") out.key(name).raw(json);
}

}  // namespace

void write_public(base::JsonWriter& out, const IdentityView& identity) { write_admin(out, identity, {}); }

void write_admin(base::JsonWriter& out, const IdentityView& identity, const AdminPart& part) {
  out.object().key("id").string(base::to_string(identity.id));
  if (!identity.external_id.empty()) out.key("external_id").string(identity.external_id);
  if (!part.credentials.empty()) out.key("credentials").raw(part.credentials);
  out.key("schema_id").string(identity.schema_id).key("schema_url").string(identity.schema_url);
  out.key("state").string(identity.active ? "active" : "inactive");
  if (identity.state_changed_at) out.key("state_changed_at").time(*identity.state_changed_at);
  out.key("traits").raw(identity.traits);
  write_list(out, "verifiable_addresses", identity.verifiable_addresses);
  write_list(out, "recovery_addresses", identity.recovery_addresses);
  out.key("metadata_public").raw(identity.metadata_public.empty() ? "null" : identity.metadata_public);
  if (!part.metadata_admin.empty()) out.key("metadata_admin").raw(part.metadata_admin);
  out.key("created_at").time(identity.created_at).key("updated_at").time(identity.updated_at);
  out.key("organization_id").null().close();
}

std::string schema_url(std::string_view base_url, std::string_view schema_id) {
  return base::join_url(base_url, "/schemas/" + base::encode_base64url(base::as_bytes(schema_id)));
}

}  // namespace identity
