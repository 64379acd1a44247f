// WebAuthn Level 3 section 8.7: no statement at all.
#include "webauthn/attestation.h"

namespace webauthn {

Result<Attestation> verify_none(const AttestationInput& input) {
  if (!input.statement.map()->empty()) return base::Error{Error::attestation_malformed};
  return Attestation{};
}

}  // namespace webauthn
