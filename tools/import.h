// postern identity import: Kratos' import JSON, entry by entry, each in a transaction of its own.
#pragma once

#include <string>

#include "identity/import.h"
#include "tools/site.h"

namespace tools {

// Exit code: kFailed if any entry failed; the others are there all the same.
[[nodiscard]] int import_identities(Site& site, const std::string& file, bool json);

// Validates, hashes, writes and prints `id identifiers` (or JSON). Throws Failure if it cannot be.
void add_identity_and_tell(Site& site, const identity::ImportedIdentity& imported, bool json);

}  // namespace tools
