#include "handlers/webauthn.h"

#include "methods/methods.h"

const api::Service& handler_service() {
  static const flow::Method* const only[] = {&methods::webauthn()};
  static const api::Service service{"webauthn", kWebauthnRoutes, only};
  return service;
}
