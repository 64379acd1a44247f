#include "handlers/whoami.h"

const api::Service& handler_service() {
  static constexpr api::Service kService{"whoami", kWhoamiRoutes, {}};
  return kService;
}
