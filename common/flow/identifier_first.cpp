#include "flow/identifier_first.h"

#include "identity/normalise.h"
#include "store/identities.h"

namespace flow {

std::optional<base::Uuid> find_account(store::Tx& tx, std::string_view typed) {
  const auto normalised = identity::normalise_identifier(typed);
  auto owner = store::identity_by_any_identifier(tx, typed);
  return owner ? owner : store::identity_by_any_identifier(tx, normalised);
}

}  // namespace flow
