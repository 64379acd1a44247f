#include "methods/methods.h"

#include <array>

namespace methods {

std::span<const flow::Method* const> for_login() {
  static const std::array<const flow::Method*, 7> list{
      &password(), &oidc(), &totp(), &passkey(), &webauthn(), &lookup_secret(), &identifier_first()};
  return list;
}

std::span<const flow::Method* const> for_settings() {
  static const std::array<const flow::Method*, 6> list{&profile(), &password(), &totp(),
                                                       &passkey(), &webauthn(), &lookup_secret()};
  return list;
}

std::span<const flow::Method* const> for_registration() {
  static const std::array<const flow::Method*, 3> list{&password(), &passkey(), &webauthn()};
  return list;
}

}  // namespace methods
