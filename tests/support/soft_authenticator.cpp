#include "tests/support/soft_authenticator.h"

#include "base/encoding.h"
#include "base/json_writer.h"
#include "crypto/sha256.h"
#include "tests/support/cbor_writer.h"

namespace testing {

namespace {

base::Bytes head_of(const std::string& rp_id, std::uint8_t flags, std::uint32_t sign_count) {
  const crypto::Digest hash = crypto::sha256(rp_id);
  base::Bytes out(hash.begin(), hash.end());
  out.push_back(flags);
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(sign_count >> shift));
  return out;
}

base::JsonWriter& write_head(base::JsonWriter& out, const base::Bytes& id, const base::Bytes& client_data) {
  out.object().key("id").string(base::encode_base64url(id)).key("rawId").string(base::encode_base64url(id));
  out.key("type").string("public-key").key("response").object();
  return out.key("clientDataJSON").string(base::encode_base64url(client_data));
}

}  // namespace

std::string json_of(const webauthn::RegistrationResponse& response) {
  base::JsonWriter out;
  write_head(out, response.raw_id, response.client_data_json);
  return out.key("attestationObject")
      .string(base::encode_base64url(response.attestation_object))
      .close()
      .close()
      .take();
}

std::string json_of(const webauthn::AssertionResponse& response) {
  base::JsonWriter out;
  write_head(out, response.raw_id, response.client_data_json);
  out.key("authenticatorData").string(base::encode_base64url(response.authenticator_data));
  out.key("signature").string(base::encode_base64url(response.signature));
  out.key("userHandle").string(base::encode_base64url(response.user_handle)).close().close();
  return out.take();
}

base::Bytes SoftClientData::json() const {
  return base::to_bytes(before + R"({"type":")" + type + R"(","challenge":")" + challenge + R"(","origin":")" + origin +
                        '"' + more + '}');
}

base::Bytes SoftRegistration::authenticator_data() const {
  base::Bytes out = head_of(rp_id, flags, sign_count);
  if ((flags & kAt) != 0) {
    out = cbor::joined(std::move(out), aaguid);
    out.push_back(static_cast<std::uint8_t>(id.size() >> 8));
    out.push_back(static_cast<std::uint8_t>(id.size() & 0xFF));
    out = cbor::joined(cbor::joined(std::move(out), id), cose);
  }
  return cbor::joined(cbor::joined(std::move(out), extensions), leftover);
}

webauthn::RegistrationResponse SoftRegistration::response() const {
  const base::Bytes data = authenticator_data(), json = client.json();
  const base::Bytes object = cbor::map({{cbor::text("fmt"), cbor::text(format)},
                                        {cbor::text("attStmt"), statement(data, crypto::sha256(json))},
                                        {cbor::text("authData"), cbor::bytes(data)}});
  return {id, json, object, {}};
}

webauthn::AssertionResponse SoftAssertion::response() const {
  const base::Bytes data = cbor::joined(head_of(rp_id, flags, sign_count), extensions), json = client.json();
  return {id, json, data, key.sign(cbor::joined(data, crypto::sha256(json))), user_handle};
}

webauthn::RegistrationExpectation expected_registration() {
  webauthn::RegistrationExpectation expected;
  expected.rp = {.id = "example.org", .origins = {"https://example.org"}};
  expected.challenge = "c29tZSBieXRlcw";
  expected.attestation.now = base::from_micros(1'800'000'000'000'000);
  return expected;
}

webauthn::AssertionExpectation expected_assertion() {
  webauthn::AssertionExpectation expected;
  expected.rp = {.id = "example.org", .origins = {"https://example.org"}};
  expected.challenge = "c29tZSBieXRlcw";
  expected.counter = webauthn::CounterPolicy::deny;
  return expected;
}

webauthn::CredentialRecord record_of(const SoftKey& key) {
  return {base::Bytes(32, 0xA5), {key.algorithm(), key.parts()}, 7, false, base::Bytes(16, 0x11)};
}

}  // namespace testing
