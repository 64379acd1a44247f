#include "handlers/lookup.h"

#include "methods/methods.h"

const api::Service& handler_service() {
  static const flow::Method* const only[] = {&methods::lookup_secret()};
  static const api::Service service{"lookup", kLookupRoutes, only};
  return service;
}
