// How an identity is read, shared by the files that join it.
#pragma once

#include "store/identities.h"

namespace store {

inline constexpr const char* kIdentityColumns =
    "i.id, i.external_id, i.schema_id, i.traits, i.metadata_public, i.metadata_admin, i.active, i.state_changed_at, "
    "i.factors, i.verifiable_addresses, i.recovery_addresses, i.created_at, i.updated_at";
[[nodiscard]] IdentityRow read_identity(const Statement& statement, int first);  // kIdentityColumns from column `first`

}  // namespace store
