// The identity as the APIs show it (contract half B 7.1, half A 3.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/uuid.h"

namespace identity {

// Borrows its texts, usually from a row of the database.
struct IdentityView {
  base::Uuid id;
  std::string_view external_id;  // "" = left out
  std::string_view schema_id;
  std::string schema_url;
  bool active = true;
  std::optional<base::Time> state_changed_at;
  std::string_view traits;                // JSON object
  std::string_view verifiable_addresses;  // JSON array; "" or `[]` = left out
  std::string_view recovery_addresses;
  std::string_view metadata_public;  // JSON; "" = null
  base::Time created_at{}, updated_at{};
};

// Never credentials, never metadata_admin.
void write_public(base::JsonWriter& out, const IdentityView& identity);
// What only the admin API shows: JSON, "" = left out.
struct AdminPart {
  std::string_view credentials, metadata_admin;
};
void write_admin(base::JsonWriter& out, const IdentityView& identity, const AdminPart& part);

// `http://localhost:8080/schemas/ZGVmYXVsdA`: the id in base64url.
[[nodiscard]] std::string schema_url(std::string_view base_url, std::string_view schema_id);

}  // namespace identity
