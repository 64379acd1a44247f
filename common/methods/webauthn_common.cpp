#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "base/url.h"
#include "methods/authenticator_names.h"
#include "methods/webauthn.h"
#include "webauthn/client_data.h"
#include "webauthn/cose_key.h"
#include "webauthn/script.h"

namespace methods {
namespace {

std::string_view text_of(config::Requirement requirement) {
  switch (requirement) {
    case config::Requirement::required:
      return "required";
    case config::Requirement::preferred:
      return "preferred";
    case config::Requirement::discouraged:
      return "discouraged";
  }
  return "discouraged";
}

std::string_view text_of(config::Attestation attestation) {
  switch (attestation) {
    case config::Attestation::none:
      return "none";
    case config::Attestation::indirect:
      return "indirect";
    case config::Attestation::direct:
      return "direct";
    case config::Attestation::enterprise:
      return "enterprise";
  }
  return "none";
}

// Of a make that the site does not take: its owner is told so, and its model is logged.
flow::Refusal refused_make(const flow::View& view, webauthn::Error error, std::string_view node,
                           const webauthn::RegistrationResponse& response) {
  const auto aaguid = webauthn::claimed_aaguid(response.attestation_object);
  view.services.log.warn("webauthn.not_accepted", {{"why", webauthn::slug(error)},
                                                   {"aaguid", aaguid ? base::to_string(base::Uuid{*aaguid}) : "?"},
                                                   {"key", "postern.webauthn.attestation"}});
  auto message = flow::reason("This site does not accept security keys of this make. Use another one.");
  message.slug = webauthn::slug(error);
  return {std::move(message), std::string(node)};
}

bool is_known_key(const flow::View& view, base::ByteView credential) {
  bool known = false;
  view.services.db.read([&](store::Tx& tx) { known = store::find_webauthn_key(tx, credential).has_value(); });
  return known;
}

int timeout_ms(base::Duration timeout) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(timeout).count());
}

}  // namespace

std::string method_of(KeyKind kind) { return kind == KeyKind::passkey ? "passkey" : "webauthn"; }

const Keys& keys_of(const flow::View& view, KeyKind kind) {
  return kind == KeyKind::passkey ? view.credentials.passkeys : view.credentials.keys;
}

const std::optional<config::Rp>& party_of(const config::Config& config, KeyKind kind) {
  return kind == KeyKind::passkey ? config.passkey_rp : config.webauthn_rp;
}

webauthn::RelyingParty relying_party(const config::Config& config, KeyKind kind) {
  const auto& party = party_of(config, kind);
  if (!party) throw base::Broken("webauthn.no_rp", "selfservice.methods." + method_of(kind) + ".config.rp is not set");
  return {.id = party->id, .origins = party->origins};
}

std::string_view user_verification(const config::Config& config, KeyKind kind) {
  return text_of(kind == KeyKind::passkey ? config.passkey.user_verification : config.webauthn_user_verification);
}

webauthn::RegistrationExpectation expected_registration(const flow::View& view, KeyKind kind) {
  const auto& config = view.services.config;
  webauthn::RegistrationExpectation expected{.rp = relying_party(config, kind), .challenge = challenge_text(view)};
  expected.require_user_verification = user_verification(config, kind) == "required";
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
std::optional<std::string> attestation_conveyance(const config::Config& config, KeyKind kind) {
  const auto& rules = config.webauthn_authenticators;
  if (!rules.anchors.empty() || !rules.aaguids.empty()) return "direct";
  if (kind == KeyKind::passkey) return std::string(text_of(config.passkey.attestation));
  return std::nullopt;
}

std::string challenge_text(const flow::View& view) { return base::encode_base64url(view.challenge); }

std::optional<base::Bytes> answered_challenge(base::ByteView client_data_json) {
  const auto data = webauthn::parse_client_data(client_data_json);
  return data ? base::decode_base64url(data->challenge) : std::nullopt;
}

void offer_webauthn_script(const flow::View& view, std::vector<flow::Node>& nodes) {
  if (std::ranges::any_of(nodes, [](const flow::Node& node) { return node.name == "webauthn_script"; })) return;
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
  nodes.push_back({.kind = flow::Node::Kind::script,
                   .group = "webauthn",
                   .name = "webauthn_script",
                   .src = base::join_url(view.essentials().base_url, "/.well-known/ory/webauthn.js"),
                   .integrity = webauthn::script_integrity(),
                   .nonce = base::to_string(nonce)});
}

flow::Refusal refused_ceremony(const flow::View& view, KeyKind kind, webauthn::Error error,
                               base::ByteView client_data_json) {
  if (error == webauthn::Error::origin_mismatch) {
    const auto data = webauthn::parse_client_data(client_data_json);
    std::string expected;
    for (const auto& origin : relying_party(view.services.config, kind).origins)
      expected += (expected.empty() ? "" : " ") + origin;
    view.services.log.warn("webauthn.origin",
                           {{"received", data ? data->origin : "?"},
                            {"expected", expected},
                            {"key", "selfservice.methods." + method_of(kind) + ".config.rp.origins"}});
    return {flow::make_message(flow::ids::kBadWebauthn, {}, "webauthn.origin"), ""};
  }
  return {flow::make_message(flow::ids::kBadWebauthn, {}, std::string(webauthn::slug(error))), ""};
}

base::Result<webauthn::RegistrationResponse, flow::FieldErrors> parse_new_key(const std::string& json) {
  auto response = webauthn::parse_registration_response(json);
  if (response) return std::move(response).value();
  return base::Error{
      flow::FieldErrors{{"", flow::reason("Unable to parse WebAuthn response: Parse error for Registration")}}};
}

std::optional<flow::Refusal> verify_new_key(const flow::View& view, KeyKind kind, std::string_view node,
                                            const webauthn::RegistrationResponse& response,
                                            store::WebauthnKeyRow& made) {
  const auto verified = webauthn::verify_registration(response, expected_registration(view, kind));
  if (!verified && (verified.error() == webauthn::Error::attestation_trust ||
                    verified.error() == webauthn::Error::aaguid_not_allowed))
    return refused_make(view, verified.error(), node, response);
  if (!verified) return refused_ceremony(view, kind, verified.error(), response.client_data_json);
  if (is_known_key(view, verified->credential_id()))
    return flow::Refusal{flow::reason("this security key or passkey is already registered with your account"),
                         std::string(node)};
  made.id = base::make_uuid(view.services.random);
  made.credential_id = verified->credential_id();
  made.public_key = webauthn::pack_key(verified->key());
  made.counter = verified->sign_count();
  made.flags = webauthn::pack_flags({.user_verified = verified->user_verified(),
                                     .backup_eligible = verified->backup_eligible(),
                                     .backed_up = verified->backed_up()});
  for (const auto& transport : response.transports) made.transports += (made.transports.empty() ? "" : ",") + transport;
  made.aaguid = {verified->aaguid().begin(), verified->aaguid().end()};
  made.attestation = verified->attestation_format();
  made.passkey = kind == KeyKind::passkey;
  if (made.passkey) made.name = authenticator_name(verified->aaguid());
  made.added_at = view.now;
  return {};
}

webauthn::CreationOptions creation_options(const flow::View& view, KeyKind kind) {
  const auto& config = view.services.config;
  const auto& party = *party_of(config, kind);
  webauthn::CreationOptions options{.rp_name = party.display_name,
                                    .rp_id = party.id,
                                    .user_name = party.display_name,
                                    .user_display_name = party.display_name,
                                    .challenge = challenge_text(view)};
  options.user_verification = user_verification(config, kind);
  options.attestation = attestation_conveyance(config, kind);
  if (kind != KeyKind::passkey) return options;
  const auto& wanted = config.passkey;
  options.timeout_ms = timeout_ms(wanted.registration_timeout);
  if (wanted.attachment)
    options.authenticator_attachment =
        *wanted.attachment == config::Attachment::platform ? "platform" : "cross-platform";
  options.require_resident_key = wanted.resident_key == config::Requirement::required;
  options.resident_key = text_of(wanted.resident_key);
  return options;
}

webauthn::RequestOptions request_options(const flow::View& view, KeyKind kind, const Keys& keys) {
  const auto& config = view.services.config;
  webauthn::RequestOptions options{.challenge = challenge_text(view), .rp_id = relying_party(config, kind).id};
  if (kind == KeyKind::passkey) options.timeout_ms = timeout_ms(config.passkey.login_timeout);
  options.user_verification = user_verification(config, kind);
  for (const auto& key : keys) options.allow_credentials.push_back({key.credential_id, transports_of(key)});
  return options;
}

std::string key_name(const std::string& typed) {
  constexpr std::size_t kMaxNameBytes = 256;
  return base::truncate_utf8(base::trim(typed), kMaxNameBytes);
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
  return count + static_cast<int>(view.credentials.passkeys.size());
}

}  // namespace methods
