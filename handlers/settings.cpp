#include "handlers/settings.h"

#include "methods/methods.h"

const api::Service& handler_service() {
  static const api::Service service{"settings", kSettingsRoutes, methods::for_settings()};
  return service;
}
