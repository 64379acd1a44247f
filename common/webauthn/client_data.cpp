#include "webauthn/client_data.h"

#include "base/json.h"
#include "webauthn/origin.h"

namespace webauthn {

namespace {

std::optional<std::string> text_member(const base::Json& object, std::string_view name) {
  const base::Json* member = object.find(name);
  if (member == nullptr || member->string() == nullptr) return std::nullopt;
  return *member->string();
}

}  // namespace

Result<ClientData> parse_client_data(base::ByteView json) {
  std::string_view text = base::as_text(json);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // "UTF-8 decode" of the Encoding standard
  const auto parsed = base::parse_json(text);
  if (!parsed) return base::Error{Error::client_data_json};

  auto type = text_member(*parsed, "type");
  auto challenge = text_member(*parsed, "challenge");
  auto origin = text_member(*parsed, "origin");
  if (!type || !challenge || !origin) return base::Error{Error::client_data_json};
  const base::Json* cross_origin = parsed->find("crossOrigin");
  if (cross_origin != nullptr && cross_origin->boolean() == nullptr) return base::Error{Error::client_data_json};
  auto top_origin = text_member(*parsed, "topOrigin");
  if (parsed->find("topOrigin") != nullptr && !top_origin) return base::Error{Error::client_data_json};

  const bool is_cross_origin = cross_origin != nullptr && *cross_origin->boolean();
  return ClientData{std::move(*type), std::move(*challenge), std::move(*origin), is_cross_origin,
                    std::move(top_origin)};
}

// Step numbers of section 7.1; section 7.2 has the same steps, three further on.
Result<base::Done> verify_client_data(const ClientData& data, Ceremony ceremony, std::string_view challenge,
                                      const RelyingParty& rp) {
  // Step 7: the type
  if (data.type != (ceremony == Ceremony::create ? "webauthn.create" : "webauthn.get")) {
    return base::Error{Error::client_data_type};
  }
  // Step 8: the challenge
  if (challenge.empty() || !base::equal_constant_time(base::as_bytes(data.challenge), base::as_bytes(challenge))) {
    return base::Error{Error::challenge_mismatch};
  }
  // Step 9: the origin
  if (!is_listed(data.origin, rp.origins)) return base::Error{Error::origin_mismatch};
  // Step 10: in a frame of another site
  if (data.cross_origin && !rp.allow_cross_origin) return base::Error{Error::cross_origin_not_allowed};
  // Step 11: which site that is
  if (data.top_origin && !(rp.allow_cross_origin && is_listed(*data.top_origin, rp.top_origins))) {
    return base::Error{Error::top_origin_mismatch};
  }
  return base::Done{};
}

}  // namespace webauthn
