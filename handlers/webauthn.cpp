#include "handlers/webauthn.h"

const api::Service& handler_service() {
  static constexpr api::Service kService{"webauthn", kWebauthnRoutes, {}};
  return kService;
}
