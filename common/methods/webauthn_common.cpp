#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "base/url.h"
#include "methods/webauthn.h"
#include "webauthn/client_data.h"
#include "webauthn/cose_key.h"
#include "webauthn/script.h"

namespace methods {

webauthn::RelyingParty relying_party(const config::Config& config) {
  if (!config.webauthn_rp) throw base::Broken("webauthn.no_rp", "selfservice.methods.webauthn.config.rp is not set");
  return {.id = config.webauthn_rp->id, .origins = config.webauthn_rp->origins};
}

std::string_view user_verification(const config::Config& config) {
  switch (config.webauthn_user_verification) {
    case config::Requirement::required:
      return "required";
    case config::Requirement::preferred:
      return "preferred";
    case config::Requirement::discouraged:
      return "discouraged";
  }
  return "discouraged";
}

webauthn::RegistrationExpectation expected_registration(const flow::View& view) {
  const auto& config = view.services.config;
  webauthn::RegistrationExpectation expected{.rp = relying_party(config), .challenge = challenge_text(view)};
  expected.require_user_verification = user_verification(config) == "required";
  expected.attestation.now = view.now;
  for (const auto& der : config.webauthn_authenticators.anchors) {
    auto anchor = crypto::Certificate::parse(der);
    if (!anchor) throw base::Broken("webauthn.trust_anchor", "postern.webauthn.attestation.trust_anchors: no X.509");
    expected.attestation.trust_anchors.push_back(std::move(*anchor));
  }
  for (const auto& aaguid : config.webauthn_authenticators.aaguids) {
    expected.attestation.allowed_aaguids.push_back(base::parse_uuid(aaguid).value().bytes);
  }
  return expected;
}

// Browsers leave the statement and the model out unless they are asked for them (section 5.4.7).
std::optional<std::string> attestation_conveyance(const config::Config& config) {
  const auto& rules = config.webauthn_authenticators;
  if (rules.anchors.empty() && rules.aaguids.empty()) return std::nullopt;
  return "direct";
}

std::string challenge_text(const flow::View& view) { return base::encode_base64url(view.challenge); }

std::optional<base::Bytes> answered_challenge(base::ByteView client_data_json) {
  const auto data = webauthn::parse_client_data(client_data_json);
  return data ? base::decode_base64url(data->challenge) : std::nullopt;
}

flow::Node webauthn_script_node(const flow::View& view) {
  // The same on every read of a form, another one after a saved change: nodes are derived, but clients compare them.
  auto data = base::to_bytes("webauthn.nonce:");
  data.insert(data.end(), view.flow.id.bytes.begin(), view.flow.id.bytes.end());
  for (const char digit : std::to_string(base::to_micros(view.flow.updated_at)))
    data.push_back(static_cast<std::uint8_t>(digit));
  const auto mac = view.services.throttle_keys.mac(data);
  base::Uuid nonce;
  std::copy_n(mac.begin(), nonce.bytes.size(), nonce.bytes.begin());
  nonce.bytes[6] = static_cast<std::uint8_t>((nonce.bytes[6] & 0x0f) | 0x40);  // RFC 9562: version 4
  nonce.bytes[8] = static_cast<std::uint8_t>((nonce.bytes[8] & 0x3f) | 0x80);
  return {.kind = flow::Node::Kind::script,
          .group = "webauthn",
          .name = "webauthn_script",
          .src = base::join_url(view.essentials().base_url, "/.well-known/ory/webauthn.js"),
          .integrity = webauthn::script_integrity(),
          .nonce = base::to_string(nonce)};
}

flow::Refusal refused_ceremony(const flow::View& view, webauthn::Error error, base::ByteView client_data_json) {
  if (error == webauthn::Error::origin_mismatch) {
    const auto data = webauthn::parse_client_data(client_data_json);
    std::string expected;
    for (const auto& origin : relying_party(view.services.config).origins)
      expected += (expected.empty() ? "" : " ") + origin;
    view.services.log.warn("webauthn.origin", {{"received", data ? data->origin : "?"},
                                               {"expected", expected},
                                               {"key", "selfservice.methods.webauthn.config.rp.origins"}});
    return {flow::make_message(flow::ids::kBadWebauthn, {}, "webauthn.origin"), ""};
  }
  return {flow::make_message(flow::ids::kBadWebauthn, {}, std::string(webauthn::slug(error))), ""};
}

flow::Refusal refused_key(const flow::View& view, webauthn::Error error,
                          const webauthn::RegistrationResponse& response) {
  const bool is_of_another_make =
      error == webauthn::Error::attestation_trust || error == webauthn::Error::aaguid_not_allowed;
  if (!is_of_another_make) return refused_ceremony(view, error, response.client_data_json);
  const auto aaguid = webauthn::claimed_aaguid(response.attestation_object);
  view.services.log.warn("webauthn.not_accepted", {{"why", webauthn::slug(error)},
                                                   {"aaguid", aaguid ? base::to_string(base::Uuid{*aaguid}) : "?"},
                                                   {"key", "postern.webauthn.attestation"}});
  auto message = flow::reason("This site does not accept security keys of this make. Use another one.");
  message.slug = webauthn::slug(error);
  return {std::move(message), "webauthn_register"};
}

store::WebauthnKeyRow new_key_row(const flow::View& view, const webauthn::RegistrationResponse& response,
                                  const webauthn::VerifiedRegistration& verified, const std::string& name) {
  constexpr std::size_t kMaxNameBytes = 256;
  store::WebauthnKeyRow row;
  row.id = base::make_uuid(view.services.random);
  row.credential_id = verified.credential_id();
  row.public_key = webauthn::pack_key(verified.key());
  row.name = base::truncate_utf8(base::trim(name), kMaxNameBytes);
  row.counter = verified.sign_count();
  row.flags = webauthn::pack_flags({.user_verified = verified.user_verified(),
                                    .backup_eligible = verified.backup_eligible(),
                                    .backed_up = verified.backed_up()});
  for (const auto& transport : response.transports) row.transports += (row.transports.empty() ? "" : ",") + transport;
  row.aaguid = {verified.aaguid().begin(), verified.aaguid().end()};
  row.added_at = view.now;
  return row;
}

bool is_known_key(const flow::View& view, base::ByteView credential) {
  bool known = false;
  view.services.db.read([&](store::Tx& tx) { known = store::find_webauthn_key(tx, credential).has_value(); });
  return known;
}

void add_creation_nodes(const std::string& options, int label, std::vector<flow::Node>& nodes) {
  nodes.push_back({.group = "webauthn",
                   .name = "webauthn_register_displayname",
                   .type = "text",
                   .value = base::Json(std::string()),
                   .label = flow::make_message(1050013)});
  nodes.push_back(
      {.group = "webauthn", .name = "webauthn_register", .type = "hidden", .value = base::Json(std::string())});
  nodes.push_back({.group = "webauthn",
                   .name = "webauthn_register_trigger",
                   .type = "button",
                   .value = base::Json(options),
                   .onclick = "window.oryWebAuthnRegistration(" + options + ")",
                   .onclick_trigger = "oryWebAuthnRegistration",
                   .label = flow::make_message(label)});
}

std::vector<std::string> transports_of(const store::WebauthnKeyRow& key) {
  std::vector<std::string> out;
  for (const auto part : base::split(key.transports, ','))
    if (!part.empty()) out.emplace_back(part);
  return out;
}

int count_first_factors(const flow::View& view) {
  int count = view.credentials.has_password && !view.credentials.password_identifiers.empty() ? 1 : 0;
  for (const auto& key : view.credentials.keys) count += key.passwordless ? 1 : 0;
  return count;
}

}  // namespace methods
