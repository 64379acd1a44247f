#include "handlers/registration.h"

#include "methods/methods.h"

const api::Service& handler_service() {
  static const api::Service service{"registration", kRegistrationRoutes, methods::for_registration()};
  return service;
}
