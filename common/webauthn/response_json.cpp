#include "webauthn/response_json.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/json.h"

namespace webauthn {

namespace {

constexpr std::size_t kMostTransports = 8, kLongestTransport = 32;

std::optional<base::Bytes> decode_padded(std::string_view text) {
  if (text.size() % 4 == 0) {
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  }
  return base::decode_base64url(text);
}

Result<base::Bytes> require_bytes(const base::Json& object, std::string_view name) {
  const base::Json* member = object.find(name);
  if (member == nullptr || member->string() == nullptr) return base::Error{Error::envelope_malformed};
  auto bytes = decode_padded(*member->string());
  if (!bytes) return base::Error{Error::base64_invalid};
  return std::move(*bytes);
}

struct Envelope {
  base::Json document;
  base::Bytes raw_id;
  base::Bytes client_data_json;
  [[nodiscard]] const base::Json& response() const { return *document.find("response"); }
};

Result<Envelope> parse_envelope(std::string_view json) {
  auto document = base::parse_json(json);
  if (!document) return base::Error{Error::envelope_malformed};
  const base::Json* type = document->find("type");
  const base::Json* id = document->find("id");
  const base::Json* response = document->find("response");
  if (type == nullptr || type->string() == nullptr || *type->string() != "public-key") {
    return base::Error{Error::envelope_malformed};
  }
  if (id == nullptr || id->string() == nullptr || id->string()->empty()) return base::Error{Error::envelope_malformed};
  if (response == nullptr || response->object() == nullptr) return base::Error{Error::envelope_malformed};

  const auto named = base::decode_base64url(*id->string());
  if (!named) return base::Error{Error::base64_invalid};
  Result<base::Bytes> raw_id = require_bytes(*document, "rawId");
  if (!raw_id) return base::Error{raw_id.error()};
  if (*raw_id != *named) return base::Error{Error::credential_id_mismatch};
  Result<base::Bytes> client_data = require_bytes(*response, "clientDataJSON");
  if (!client_data) return base::Error{client_data.error()};
  return Envelope{std::move(*document), std::move(*raw_id), std::move(*client_data)};
}

bool is_transport(std::string_view text) {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= kLongestTransport && std::all_of(text.begin(), text.end(), is_allowed);
}

// Only a hint, so that whatever looks odd is left out rather than refused.
std::vector<std::string> transports_of(const base::Json& response) {
  std::vector<std::string> transports;
  const base::Json* list = response.find("transports");
  if (list == nullptr || list->array() == nullptr) return transports;
  for (const base::Json& item : *list->array()) {
    const std::string* text = item.string();
    if (text != nullptr && is_transport(*text) && transports.size() < kMostTransports) transports.push_back(*text);
  }
  std::sort(transports.begin(), transports.end());
  transports.erase(std::unique(transports.begin(), transports.end()), transports.end());
  return transports;
}

// null and "" are what clients write for none.
Result<base::Bytes> user_handle_of(const base::Json& response) {
  const base::Json* member = response.find("userHandle");
  if (member == nullptr || member->is_null()) return base::Bytes();
  return require_bytes(response, "userHandle");
}

}  // namespace

Result<RegistrationResponse> parse_registration_response(std::string_view json) {
  Result<Envelope> envelope = parse_envelope(json);
  if (!envelope) return base::Error{envelope.error()};
  Result<base::Bytes> object = require_bytes(envelope->response(), "attestationObject");
  if (!object) return base::Error{object.error()};
  return RegistrationResponse{std::move(envelope->raw_id), std::move(envelope->client_data_json), std::move(*object),
                              transports_of(envelope->response())};
}

Result<AssertionResponse> parse_assertion_response(std::string_view json) {
  Result<Envelope> envelope = parse_envelope(json);
  if (!envelope) return base::Error{envelope.error()};
  Result<base::Bytes> data = require_bytes(envelope->response(), "authenticatorData");
  if (!data) return base::Error{data.error()};
  Result<base::Bytes> signature = require_bytes(envelope->response(), "signature");
  if (!signature) return base::Error{signature.error()};
  Result<base::Bytes> user_handle = user_handle_of(envelope->response());
  if (!user_handle) return base::Error{user_handle.error()};
  return AssertionResponse{std::move(envelope->raw_id), std::move(envelope->client_data_json), std::move(*data),
                           std::move(*signature), std::move(*user_handle)};
}

}  // namespace webauthn
