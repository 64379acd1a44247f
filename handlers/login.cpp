#include "handlers/login.h"

#include "methods/methods.h"

const api::Service& handler_service() {
  static const api::Service service{"login", kLoginRoutes, methods::for_login()};
  return service;
}
