#include "handlers/totp.h"

#include "methods/methods.h"

const api::Service& handler_service() {
  static const flow::Method* const only[] = {&methods::totp()};
  static const api::Service service{"totp", kTotpRoutes, only};
  return service;
}
