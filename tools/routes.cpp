// postern routes: which executable answers which URL, for checks and for writing a web server's configuration.
#include <array>
#include <memory>
#include <span>

#include "handlers/admin.h"
#include "handlers/login.h"
#include "handlers/lookup.h"
#include "handlers/registration.h"
#include "handlers/settings.h"
#include "handlers/totp.h"
#include "handlers/webauthn.h"
#include "handlers/whoami.h"
#include "tools/command.h"
#include "tools/console.h"

namespace tools {
namespace {

struct Executable {
  const char* name;
  std::span<const api::Route> routes;
};

std::string method_names(unsigned methods) {
  if ((methods & api::kAnyMethod) != 0) return "ANY";
  static constexpr std::array<std::pair<unsigned, const char*>, 6> kNames = {{{api::kGet, "GET"},
                                                                              {api::kPost, "POST"},
                                                                              {api::kPut, "PUT"},
                                                                              {api::kPatch, "PATCH"},
                                                                              {api::kDelete, "DELETE"},
                                                                              {api::kOptions, "OPTIONS"}}};
  std::string out;
  for (const auto& [bit, name] : kNames) {
    if ((methods & bit) != 0) out += (out.empty() ? "" : ",") + std::string(name);
  }
  return out;
}

void print_routes(const Executable& executable) {
  for (const api::Route& route : executable.routes) {
    print_line(method_names(route.methods) + " " + std::string(route.path) + " " + executable.name);
  }
}

int list_routes() {
  const Executable executables[] = {{"login", kLoginRoutes},
                                    {"settings", kSettingsRoutes},
                                    {"whoami", kWhoamiRoutes},
                                    {"totp", kTotpRoutes},
                                    {"lookup", kLookupRoutes},
                                    {"webauthn", kWebauthnRoutes},
                                    {"registration", kRegistrationRoutes}};
  for (const Executable& executable : executables) print_routes(executable);
  return kDone;
}

}  // namespace

void add_routes(CLI::App& root, CommandLine& line) {
  CLI::App* command =
      add_command(root, "routes", "Print every route: METHOD PATTERN EXECUTABLE", "  postern routes | grep totp");
  const auto admin = std::make_shared<bool>();
  command->add_flag("--admin", *admin, "Those of the admin API instead, which no web server should have by accident");
  on_call(command, line, [admin] {
    if (!*admin) return list_routes();
    print_routes({"admin", kAdminRoutes});
    return kDone;
  });
}

}  // namespace tools
