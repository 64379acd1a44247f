// The credential as JSON, as `webauthn.js` (and PublicKeyCredential.toJSON(), Level 3 section 5.1) writes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "webauthn/error.h"

namespace webauthn {

struct RegistrationResponse {
  base::Bytes raw_id;
  base::Bytes client_data_json;
  base::Bytes attestation_object;
  std::vector<std::string> transports;  // sorted, unique; a hint from the browser, empty where it gives none
};

struct AssertionResponse {
  base::Bytes raw_id;
  base::Bytes client_data_json;
  base::Bytes authenticator_data;
  base::Bytes signature;
  base::Bytes user_handle;  // empty: none
};

// One object and nothing after it; members that we do not know are ignored. `id` is base64url without padding and the
// same as `rawId`; the others may carry the padding that some clients write.
Result<RegistrationResponse> parse_registration_response(std::string_view json);
Result<AssertionResponse> parse_assertion_response(std::string_view json);

}  // namespace webauthn
