// Identities as an administrator reads and writes them (contract half B 7.6).
#pragma once

#include "api/app.h"

namespace api {

http::Response answer_list_identities(Call& call);
http::Response answer_create_identity(Call& call);
http::Response answer_import_identities(Call& call);  // PATCH /admin/identities: up to 1000 of them
http::Response answer_identity(Call& call);
http::Response answer_identity_by_external_id(Call& call);
http::Response answer_update_identity(Call& call);  // PUT
http::Response answer_patch_identity(Call& call);   // JSON Patch
http::Response answer_delete_identity(Call& call);
http::Response answer_delete_credential(Call& call);

// The identity that the route's `{id}` names, if there is one.
[[nodiscard]] std::optional<store::IdentityRow> find_identity_of(Call& call);

}  // namespace api
