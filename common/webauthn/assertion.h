// Signing in with a credential (WebAuthn Level 3 section 7.2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "webauthn/authenticator_data.h"
#include "webauthn/client_data.h"
#include "webauthn/response_json.h"

namespace webauthn {

// What is stored about the credential that `rawId` names.
struct CredentialRecord {
  base::Bytes id;
  CredentialKey key;
  std::uint32_t sign_count = 0;
  std::optional<bool> backup_eligible;  // nullopt: imported from a time when it was not recorded
  base::Bytes user_handle;              // empty: not known, and not compared
};

// A counter that does not grow means that the key may have been copied (section 6.1.1).
enum class CounterPolicy : std::uint8_t { warn, deny };

struct AssertionExpectation {
  RelyingParty rp;
  std::string challenge;                       // the base64url text that the options carried
  std::vector<base::Bytes> allow_credentials;  // as the options listed them; empty: any
  bool require_user_handle = false;            // nobody was identified before: the handle is what names the account
  bool require_user_presence = true;
  bool require_user_verification = false;
  CounterPolicy counter = CounterPolicy::warn;
  std::string appid;  // of a site that had U2F keys: credentials of that AppID are taken too
};

// The proof that the holder of the credential signed this ceremony; only a verification makes one.
class VerifiedAssertion {
 public:
  [[nodiscard]] const base::Bytes& credential_id() const { return id_; }
  [[nodiscard]] bool user_verified() const { return data_.user_verified; }
  [[nodiscard]] bool backup_eligible() const { return data_.backup_eligible; }
  [[nodiscard]] bool backed_up() const { return data_.backed_up; }
  // Step 24: what to store. It never goes back: a counter that did leaves the stored one.
  [[nodiscard]] std::uint32_t sign_count() const { return sign_count_; }
  // To be logged: the key may have been copied. Never of synced keys (BS), which are copies by design.
  [[nodiscard]] bool counter_went_back() const { return counter_went_back_; }

 private:
  friend Result<VerifiedAssertion> verify_signed_data(base::ByteView, base::ByteView, base::ByteView,
                                                      const CredentialRecord&, const AssertionExpectation&);
  VerifiedAssertion(base::Bytes id, AuthenticatorData data, std::uint32_t sign_count, bool counter_went_back)
      : id_(std::move(id)), data_(std::move(data)), sign_count_(sign_count), counter_went_back_(counter_went_back) {}

  base::Bytes id_;
  AuthenticatorData data_;
  std::uint32_t sign_count_;
  bool counter_went_back_;
};

// The whole section.
Result<VerifiedAssertion> verify_assertion(const AssertionResponse& response, const CredentialRecord& record,
                                           const AssertionExpectation& expected);

// Steps 15 to 22: what does not depend on how the browser wrote the client data.
Result<VerifiedAssertion> verify_signed_data(base::ByteView authenticator_data, base::ByteView signature,
                                             base::ByteView client_data_hash, const CredentialRecord& record,
                                             const AssertionExpectation& expected);

}  // namespace webauthn
