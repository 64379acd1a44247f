#include "methods/methods.h"

#include <array>

namespace methods {

std::span<const flow::Method* const> for_login() {
  static const std::array<const flow::Method*, 4> list{&password(), &totp(), &webauthn(), &lookup_secret()};
  return list;
}

std::span<const flow::Method* const> for_settings() {
  static const std::array<const flow::Method*, 5> list{&profile(), &password(), &totp(), &webauthn(), &lookup_secret()};
  return list;
}

std::span<const flow::Method* const> for_registration() {
  static const std::array<const flow::Method*, 2> list{&password(), &webauthn()};
  return list;
}

}  // namespace methods
