// A software authenticator and its browser: ceremonies whose parts a test may spoil before they are put together. What
// is spoiled is signed like the rest, so that it is not the signature that fails.
#pragma once

#include <functional>
#include <string>

#include "tests/support/soft_key.h"
#include "webauthn/assertion.h"
#include "webauthn/registration.h"

namespace testing {

inline constexpr std::uint8_t kUp = 0x01, kUv = 0x04, kBe = 0x08, kBs = 0x10, kAt = 0x40, kEd = 0x80;

struct SoftClientData {
  std::string type, challenge = "c29tZSBieXRlcw", origin = "https://example.org";
  std::string more;    // further members, `,"crossOrigin":true`
  std::string before;  // before the object
  [[nodiscard]] base::Bytes json() const;
};

struct SoftRegistration {
  explicit SoftRegistration(const SoftKey& with) : key(with) {}

  SoftKey key;
  SoftClientData client{.type = "webauthn.create"};
  std::string rp_id = "example.org";
  std::uint8_t flags = kUp | kAt;
  std::uint32_t sign_count = 7;
  webauthn::Aaguid aaguid{1, 2, 3};
  base::Bytes id = base::Bytes(32, 0xA5);
  base::Bytes cose = key.cose();
  base::Bytes extensions, leftover;
  std::string format = "none";
  // The statement, from authenticatorData and clientDataHash.
  std::function<base::Bytes(base::ByteView, base::ByteView)> statement = [](auto, auto) { return base::Bytes{0xA0}; };

  [[nodiscard]] base::Bytes authenticator_data() const;
  [[nodiscard]] webauthn::RegistrationResponse response() const;
};

struct SoftAssertion {
  explicit SoftAssertion(const SoftKey& with) : key(with) {}

  SoftKey key;
  SoftClientData client{.type = "webauthn.get"};
  std::string rp_id = "example.org";
  std::uint8_t flags = kUp;
  std::uint32_t sign_count = 8;
  base::Bytes id = base::Bytes(32, 0xA5);
  base::Bytes user_handle, extensions;

  [[nodiscard]] webauthn::AssertionResponse response() const;
};

// As the page's script posts them.
[[nodiscard]] std::string json_of(const webauthn::RegistrationResponse& response);
[[nodiscard]] std::string json_of(const webauthn::AssertionResponse& response);

[[nodiscard]] webauthn::RegistrationExpectation expected_registration();
[[nodiscard]] webauthn::AssertionExpectation expected_assertion();
[[nodiscard]] webauthn::CredentialRecord record_of(const SoftKey& key);

}  // namespace testing
