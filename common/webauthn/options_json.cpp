#include "webauthn/options_json.h"

#include "base/encoding.h"
#include "base/json_writer.h"
#include "webauthn/cose_key.h"

namespace webauthn {

namespace {

void write_descriptors(base::JsonWriter& writer, std::string_view name,
                       const std::vector<CredentialDescriptor>& descriptors) {
  if (descriptors.empty()) return;
  writer.key(name).array();
  for (const CredentialDescriptor& descriptor : descriptors) {
    writer.object().key("type").string("public-key").key("id").string(base::encode_base64url(descriptor.id));
    if (!descriptor.transports.empty()) {
      writer.key("transports").array();
      for (const std::string& transport : descriptor.transports) writer.string(transport);
      writer.close();
    }
    writer.close();
  }
  writer.close();
}

void write_algorithms(base::JsonWriter& writer) {
  writer.key("pubKeyCredParams").array();
  for (const crypto::SignatureAlgorithm algorithm : kOfferedAlgorithms) {
    const auto number = static_cast<std::int32_t>(algorithm);
    writer.object().key("type").string("public-key").key("alg").number(number).close();
  }
  writer.close();
}

void write_selection(base::JsonWriter& writer, const CreationOptions& options) {
  writer.key("authenticatorSelection").object();
  if (options.authenticator_attachment) writer.key("authenticatorAttachment").string(*options.authenticator_attachment);
  if (options.require_resident_key) writer.key("requireResidentKey").boolean(*options.require_resident_key);
  if (options.resident_key) writer.key("residentKey").string(*options.resident_key);
  writer.key("userVerification").string(options.user_verification).close();
}

}  // namespace

std::string write_creation_options(const CreationOptions& options) {
  base::JsonWriter writer;
  writer.object().key("publicKey").object();
  writer.key("rp").object().key("name").string(options.rp_name).key("id").string(options.rp_id).close();
  writer.key("user").object().key("name").string(options.user_name);
  writer.key("displayName").string(options.user_display_name);
  writer.key("id").string(base::encode_base64url(options.user_handle)).close();
  writer.key("challenge").string(options.challenge);
  write_algorithms(writer);
  writer.key("timeout").number(options.timeout_ms);
  write_descriptors(writer, "excludeCredentials", options.exclude_credentials);
  write_selection(writer, options);
  if (options.attestation) writer.key("attestation").string(*options.attestation);
  writer.close().close();
  return writer.take();
}

std::string write_request_options(const RequestOptions& options) {
  base::JsonWriter writer;
  writer.object().key("publicKey").object().key("challenge").string(options.challenge);
  writer.key("timeout").number(options.timeout_ms).key("rpId").string(options.rp_id);
  write_descriptors(writer, "allowCredentials", options.allow_credentials);
  writer.key("userVerification").string(options.user_verification).close().close();
  return writer.take();
}

}  // namespace webauthn
