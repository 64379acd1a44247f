// Identities as Kratos' admin API shows them (contract half B 7.1): the elements of what `GET
// /admin/identities?include_credential=…` answers, which is what a site that moves here has in its hands. Each keeps
// its id and its times, so that whatever else knows it by its id still does.
#pragma once

#include "identity/import.h"

namespace identity {

// Whether this is one, and no document that asks for a new identity: those have no `id`.
[[nodiscard]] bool is_export(const base::Json& json);
// Error: what is wrong, with the member's name; never a secret.
base::Result<ImportedIdentity, std::string> parse_export(const base::Json& json);

}  // namespace identity
