#include "tests/support/ceremony_notes.h"

#include <cstdlib>
#include <fstream>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "tests/support/soft_key.h"

namespace testing {

namespace {

using base::JsonWriter;
using webauthn::RelyingParty;

JsonWriter& member(JsonWriter& out, std::string_view name, base::ByteView bytes) {
  return out.key(name).string(base::encode_base64url(bytes));
}

JsonWriter& open_response(JsonWriter& out, base::ByteView id, base::ByteView client_data_json) {
  member(member(out.object(), "id", id), "rawId", id).key("type").string("public-key");
  out.key("clientExtensionResults").object().close();
  return member(out.key("response").object(), "clientDataJSON", client_data_json);
}

std::string write(const webauthn::RegistrationResponse& response) {
  JsonWriter out;
  open_response(out, response.raw_id, response.client_data_json);
  return member(out, "attestationObject", response.attestation_object).close().close().take();
}

std::string write(const webauthn::AssertionResponse& response) {
  JsonWriter out;
  open_response(out, response.raw_id, response.client_data_json);
  member(member(out, "authenticatorData", response.authenticator_data), "signature", response.signature);
  if (!response.user_handle.empty()) member(out, "userHandle", response.user_handle);
  return out.close().close().take();
}

// What both kinds have; the object stays open.
template <class Response, class Verified, class Expectation>
void begin(JsonWriter& out, const Ceremony& ceremony, const webauthn::Result<Response>& response,
           const webauthn::Result<Verified>& verdict, const Expectation& expected) {
  out.object().key("name").string(ceremony.name).key("wanted").string(ceremony.wanted);
  out.key("verdict").string(verdict ? "accepted" : webauthn::slug(verdict.error()));
  out.key("response").string(ceremony.json.empty() && response ? write(*response) : ceremony.json);
  out.key("challenge").string(expected.challenge).key("rp_id").string(expected.rp.id).key("origins").array();
  for (const std::string& origin : expected.rp.origins) out.string(origin);
  out.close().key("presence").boolean(expected.require_user_presence);
  out.key("verification").boolean(expected.require_user_verification);
}

void write_facts(JsonWriter& out, const webauthn::VerifiedRegistration& made) {
  member(out.key("facts").object(), "id", made.credential_id());
  member(out, "key", cose_of(made.key().algorithm, made.key().key));
  out.key("aaguid").string(base::encode_hex(made.aaguid())).key("format").string(made.attestation_format());
  out.key("counter").number(made.sign_count()).key("verified").boolean(made.user_verified());
  out.key("synced").boolean(made.backup_eligible()).key("backed_up").boolean(made.backed_up()).close();
}

void append(std::string line) {
  const char* file = std::getenv("POSTERN_CEREMONIES");
  if (file != nullptr) std::ofstream(file, std::ios::app) << line << '\n';
}

}  // namespace

webauthn::Result<webauthn::VerifiedRegistration> verify(
    const Ceremony& ceremony, const webauthn::Result<webauthn::RegistrationResponse>& response,
    const webauthn::RegistrationExpectation& expected) {
  auto verdict = response ? webauthn::verify_registration(*response, expected)
                          : webauthn::Result<webauthn::VerifiedRegistration>(base::Error{response.error()});
  JsonWriter out;
  begin(out, ceremony, response, verdict, expected);
  out.key("algorithms").array();
  for (const auto algorithm : expected.algorithms) out.number(static_cast<std::int32_t>(algorithm));
  out.close().key("anchors").array();
  for (const base::Bytes& anchor : ceremony.anchors) out.string(base::encode_base64(anchor));
  out.close();
  if (verdict) write_facts(out, *verdict);
  append(out.close().take());
  return verdict;
}

webauthn::Result<webauthn::VerifiedAssertion> verify(const Ceremony& ceremony,
                                                     const webauthn::Result<webauthn::AssertionResponse>& response,
                                                     const webauthn::CredentialRecord& record,
                                                     const webauthn::AssertionExpectation& expected) {
  auto verdict = response ? webauthn::verify_assertion(*response, record, expected)
                          : webauthn::Result<webauthn::VerifiedAssertion>(base::Error{response.error()});
  JsonWriter out;
  begin(out, ceremony, response, verdict, expected);
  member(out.key("credential").object(), "id", record.id);
  member(out, "publicKey", cose_of(record.key.algorithm, record.key.key));
  out.key("counter").number(record.sign_count).close();
  append(out.close().take());
  return verdict;
}

}  // namespace testing
