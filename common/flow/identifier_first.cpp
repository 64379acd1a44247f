#include "flow/identifier_first.h"

#include "identity/normalise.h"
#include "store/identities.h"

namespace flow {

std::optional<base::Uuid> find_account(store::Tx& tx, std::string_view typed) {
  const auto normalised = identity::normalise_identifier(typed);
  for (const auto* method : {"password", "webauthn"})
    for (const auto identifier : {typed, std::string_view(normalised)})
      if (auto owner = store::identity_by_identifier(tx, method, identifier)) return owner;
  return {};
}

}  // namespace flow
