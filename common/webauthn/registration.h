// Registering a credential (WebAuthn Level 3 section 7.1).
#pragma once

#include <string>
#include <vector>

#include "webauthn/attestation.h"
#include "webauthn/client_data.h"
#include "webauthn/response_json.h"

namespace webauthn {

struct RegistrationExpectation {
  RelyingParty rp;
  std::string challenge;  // the base64url text that the options carried
  std::vector<crypto::SignatureAlgorithm> algorithms{kOfferedAlgorithms.begin(), kOfferedAlgorithms.end()};
  bool require_user_presence = true;
  bool require_user_verification = false;
  AttestationPolicy attestation;
};

// The proof that an authenticator made this credential in this ceremony; only a verification makes one. Whether the id
// is new (step 26) is for the table's unique index to say.
class VerifiedRegistration {
 public:
  [[nodiscard]] const base::Bytes& credential_id() const { return credential_.id; }
  [[nodiscard]] const CredentialKey& key() const { return credential_.key; }
  [[nodiscard]] const Aaguid& aaguid() const { return credential_.aaguid; }
  [[nodiscard]] std::uint32_t sign_count() const { return data_.sign_count; }
  [[nodiscard]] bool user_present() const { return data_.user_present; }
  [[nodiscard]] bool user_verified() const { return data_.user_verified; }
  [[nodiscard]] bool backup_eligible() const { return data_.backup_eligible; }
  [[nodiscard]] bool backed_up() const { return data_.backed_up; }
  [[nodiscard]] const std::string& attestation_format() const { return format_; }  // Kratos' attestation_type
  [[nodiscard]] AttestationType attestation_type() const { return type_; }

 private:
  friend Result<VerifiedRegistration> verify_new_credential(base::ByteView, base::ByteView,
                                                            const RegistrationExpectation&);
  VerifiedRegistration(AuthenticatorData data, std::string format, AttestationType type)
      : data_(std::move(data)), credential_(*data_.credential), format_(std::move(format)), type_(type) {}

  AuthenticatorData data_;
  AttestedCredential credential_;
  std::string format_;
  AttestationType type_;
};

// The whole section.
Result<VerifiedRegistration> verify_registration(const RegistrationResponse& response,
                                                 const RegistrationExpectation& expected);

// Steps 13 to 25: what does not depend on how the browser wrote the client data.
Result<VerifiedRegistration> verify_new_credential(base::ByteView attestation_object, base::ByteView client_data_hash,
                                                   const RegistrationExpectation& expected);

// The model that an attestation object says it is of, whether or not anything vouches for it: for logs.
std::optional<Aaguid> claimed_aaguid(base::ByteView attestation_object);

}  // namespace webauthn
