// Shared by the halves of the webauthn method: sign-in (webauthn.cpp), settings (webauthn_settings.cpp), sign-up
// (webauthn_registration.cpp), and what they need of the configuration (webauthn_common.cpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flow/method.h"
#include "webauthn/assertion.h"
#include "webauthn/registration.h"

namespace methods {

[[nodiscard]] std::string_view user_verification(const config::Config& config);  // as the options say it
[[nodiscard]] webauthn::RelyingParty relying_party(const config::Config& config);
// What a key that is being added has to meet, and what the browser is asked for so that it can be told; nullopt:
// nothing.
[[nodiscard]] webauthn::RegistrationExpectation expected_registration(const flow::View& view);
[[nodiscard]] std::optional<std::string> attestation_conveyance(const config::Config& config);
[[nodiscard]] std::string challenge_text(const flow::View& view);  // base64url of view.challenge
// The challenge inside client data, for the engine to take; nullopt if it is none.
[[nodiscard]] std::optional<base::Bytes> answered_challenge(base::ByteView client_data_json);
[[nodiscard]] flow::Node webauthn_script_node(const flow::View& view);
// 4000043, with the slug of what was wrong; an origin that is not ours is logged with the key to change.
[[nodiscard]] flow::Refusal refused_ceremony(const flow::View& view, webauthn::Error error,
                                             base::ByteView client_data_json);
// The same of a key that is being added; one of a make that the site does not take is told so, and its model is logged.
[[nodiscard]] flow::Refusal refused_key(const flow::View& view, webauthn::Error error,
                                        const webauthn::RegistrationResponse& response);
[[nodiscard]] std::vector<std::string> transports_of(const store::WebauthnKeyRow& key);

// The row of a key that was just made, but for whose it is, its user handle and what it is for.
[[nodiscard]] store::WebauthnKeyRow new_key_row(const flow::View& view, const webauthn::RegistrationResponse& response,
                                                const webauthn::VerifiedRegistration& verified,
                                                const std::string& name);
[[nodiscard]] bool is_known_key(const flow::View& view, base::ByteView credential);
// The name, the result and the trigger of a ceremony that makes a key.
void add_creation_nodes(const std::string& options, int label, std::vector<flow::Node>& nodes);

// How many first factors the identity has: a password, each passwordless key (contract half B 4.7).
[[nodiscard]] int count_first_factors(const flow::View& view);

void offer_webauthn_settings(const flow::View& view, std::vector<flow::Node>& nodes);
[[nodiscard]] bool claims_webauthn_settings(const flow::Submission& fields);
[[nodiscard]] base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_webauthn_settings(
    const flow::Submission& fields);
[[nodiscard]] std::unique_ptr<flow::SettingsTry> resume_webauthn_settings(const base::Json& waiting);
[[nodiscard]] std::string describe_waiting_webauthn(const base::Json& waiting);
[[nodiscard]] std::string name_waiting_webauthn(const base::Json& waiting, const flow::Credentials& credentials);

void offer_webauthn_registration(const flow::View& view, std::vector<flow::Node>& nodes);
[[nodiscard]] base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_webauthn_registration(
    const flow::Submission& fields);

}  // namespace methods
