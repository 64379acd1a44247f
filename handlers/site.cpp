// Every route in one executable, for hosts that allow only a few processes. `make check` proves that it is the union.
#include <algorithm>
#include <vector>

#include "handlers/gate.h"
#include "handlers/login.h"
#include "handlers/lookup.h"
#include "handlers/registration.h"
#include "handlers/settings.h"
#include "handlers/totp.h"
#include "handlers/webauthn.h"
#include "handlers/whoami.h"
#include "methods/methods.h"

namespace {

std::vector<api::Route> every_route() {
  std::vector<api::Route> out;
  for (const std::span<const api::Route> table :
       {std::span<const api::Route>(kLoginRoutes), std::span<const api::Route>(kSettingsRoutes),
        std::span<const api::Route>(kWhoamiRoutes), std::span<const api::Route>(kTotpRoutes),
        std::span<const api::Route>(kLookupRoutes), std::span<const api::Route>(kWebauthnRoutes),
        std::span<const api::Route>(kRegistrationRoutes)})
    std::ranges::copy(table, std::back_inserter(out));
  return out;
}

}  // namespace

const api::Service& handler_service() {
  static const auto routes = every_route();
  static const api::Service service{
      .name = "site", .routes = routes, .methods = methods::for_settings(), .sets_up = true, .gate = api::answer_gate};
  return service;
}
