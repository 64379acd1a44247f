#include "handlers/admin.h"

const api::Service& handler_service() {
  static constexpr api::Service kService{"admin", kAdminRoutes, {}, false};
  return kService;
}
