// Ceremonies of tests and vectors, put through the real verifier. Where POSTERN_CEREMONIES names a file, what was asked
// and what was said is written there as well, one JSON object a line, for another verifier to judge: tests/opinion.
#pragma once

#include <string>
#include <vector>

#include "webauthn/assertion.h"
#include "webauthn/registration.h"

namespace testing {

struct Ceremony {
  std::string name;                  // of the test or the vector
  std::string wanted;                // what the vector's authors say: accept, reject, policy; "" = a test of our own
  std::string json;                  // the browser's text, where that is what came; "" = written from the response
  std::vector<base::Bytes> anchors;  // the expectation's trust anchors, in DER
};

// An error in place of the response: the browser's text is no such JSON.
[[nodiscard]] webauthn::Result<webauthn::VerifiedRegistration> verify(
    const Ceremony& ceremony, const webauthn::Result<webauthn::RegistrationResponse>& response,
    const webauthn::RegistrationExpectation& expected);
[[nodiscard]] webauthn::Result<webauthn::VerifiedAssertion> verify(
    const Ceremony& ceremony, const webauthn::Result<webauthn::AssertionResponse>& response,
    const webauthn::CredentialRecord& record, const webauthn::AssertionExpectation& expected);

}  // namespace testing
