// What the two methods that speak WebAuthn share: webauthn (webauthn.cpp) and passkey (passkey.cpp) offer their nodes
// and read their fields; using a key is webauthn_use.cpp, adding, naming and removing one webauthn_settings.cpp,
// signing up with one webauthn_registration.cpp, and what all need of the configuration webauthn_common.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flow/method.h"
#include "webauthn/assertion.h"
#include "webauthn/options_json.h"
#include "webauthn/registration.h"

namespace methods {

enum class KeyKind { security_key, passkey };
using Keys = std::vector<store::WebauthnKeyRow>;

[[nodiscard]] std::string method_of(KeyKind kind);  // `webauthn`, `passkey`: also its group and its configuration
[[nodiscard]] const Keys& keys_of(const flow::View& view, KeyKind kind);
[[nodiscard]] const std::optional<config::Rp>& party_of(const config::Config& config, KeyKind kind);
[[nodiscard]] std::string_view user_verification(const config::Config& config, KeyKind kind);  // as the options say it
[[nodiscard]] webauthn::RelyingParty relying_party(const config::Config& config, KeyKind kind);
// What a key that is being added has to meet, and what the browser is asked for so that it can be told; nullopt:
// nothing.
[[nodiscard]] webauthn::RegistrationExpectation expected_registration(const flow::View& view, KeyKind kind);
[[nodiscard]] std::optional<std::string> attestation_conveyance(const config::Config& config, KeyKind kind);
[[nodiscard]] std::string challenge_text(const flow::View& view);  // base64url of view.challenge
// The challenge inside client data, for the engine to take; nullopt if it is none.
[[nodiscard]] std::optional<base::Bytes> answered_challenge(base::ByteView client_data_json);
// Once a form, for both methods.
void offer_webauthn_script(const flow::View& view, std::vector<flow::Node>& nodes);
// 4000043, with the slug of what was wrong; an origin that is not ours is logged with the key to change.
[[nodiscard]] flow::Refusal refused_ceremony(const flow::View& view, KeyKind kind, webauthn::Error error,
                                             base::ByteView client_data_json);
[[nodiscard]] std::vector<std::string> transports_of(const store::WebauthnKeyRow& key);
[[nodiscard]] std::string key_name(const std::string& typed);  // as it is stored

// An answer that one of the account's keys gave, and the one statement that it is spent by.
class KeyUse {
 public:
  KeyUse(KeyKind kind, webauthn::AssertionResponse response) : kind_(kind), response_(std::move(response)) {}

  [[nodiscard]] std::optional<base::Bytes> challenge() const { return answered_challenge(response_.client_data_json); }
  [[nodiscard]] const base::Bytes& user_handle() const { return response_.user_handle; }
  // `asked`: the options named these keys; else they named none, and the user handle has to.
  [[nodiscard]] std::optional<flow::Refusal> verify(const flow::View& view, const Keys& keys, bool asked);
  [[nodiscard]] base::Result<session::Proof, flow::Refusal> spend(store::Tx& tx, const flow::View& view) const;

 private:
  [[nodiscard]] flow::Refusal refused(const flow::View& view, webauthn::Error error) const;

  KeyKind kind_;
  webauthn::AssertionResponse response_;
  store::WebauthnKeyRow used_;
  std::int64_t counter_ = 0, flags_ = 0;
};

// An answer of a key that was just made: fills its row, but for whose it is, its user handle, what it is for, and the
// name of a security key. A refusal of the key itself stands at `node`.
[[nodiscard]] std::optional<flow::Refusal> verify_new_key(const flow::View& view, KeyKind kind, std::string_view node,
                                                          const webauthn::RegistrationResponse& response,
                                                          store::WebauthnKeyRow& made);
// From `webauthn_register`, …: the field's text. Error: what the contract says of one that cannot be read.
[[nodiscard]] base::Result<webauthn::RegistrationResponse, flow::FieldErrors> parse_new_key(const std::string& json);

// The options for a new key, without the account's handle and names (the relying party's stand for them), and for one
// of these keys; for any key if there are none.
[[nodiscard]] webauthn::CreationOptions creation_options(const flow::View& view, KeyKind kind);
[[nodiscard]] webauthn::RequestOptions request_options(const flow::View& view, KeyKind kind, const Keys& keys);

// How many first factors the identity has: a password, each passwordless key, each passkey (contract half B 4.7).
[[nodiscard]] int count_first_factors(const flow::View& view);

// --- webauthn_settings: the fields of the one method or the other.
struct KeyFields {
  KeyKind kind;
  std::string_view add, name;  // `webauthn_register`, `webauthn_register_displayname`; "" = no name is asked
  std::string_view remove, rename, new_name;
  bool adds_first;  // which one counts if both are sent
};
[[nodiscard]] flow::Node remove_node(const flow::View& view, const KeyFields& fields, const store::WebauthnKeyRow& key);
// The account's handle with the keys of this kind, the same for every one of them.
[[nodiscard]] base::Bytes user_handle_of(const flow::View& view, KeyKind kind);
[[nodiscard]] bool claims_keys(const KeyFields& keys, const flow::Submission& fields);
[[nodiscard]] base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_keys(
    const KeyFields& keys, const flow::Submission& fields);
[[nodiscard]] std::unique_ptr<flow::SettingsTry> resume_keys(const KeyFields& keys, const base::Json& waiting);
[[nodiscard]] std::string describe_waiting_key(const KeyFields& keys, const base::Json& waiting);
[[nodiscard]] std::string name_waiting_key(const base::Json& waiting, const Keys& keys);

// --- webauthn_registration
// Random to everybody else, and the same however often the form is drawn.
[[nodiscard]] base::Bytes new_user_handle(const flow::View& view, KeyKind kind);
[[nodiscard]] base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_key_registration(
    KeyKind kind, const std::string& json, std::string name);

}  // namespace methods
