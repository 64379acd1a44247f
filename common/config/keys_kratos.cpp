// Keys of Kratos that name what Postern does not have: accepted, so that a Kratos file loads unchanged.
#include "config/key.h"

namespace config {

void add_kratos_only_keys(Keys& keys) {
  keys.missing("oauth2_provider", Type::any, "", "Postern is no OAuth2 provider: `login_challenge` is not handled")
      .hidden();
  keys.missing("tracing", Type::any, "", "Postern makes no traces").hidden();
  keys.missing("profiling", Type::any, "", "Postern has no profiling").hidden();
  keys.missing("organizations", Type::any, "", "Postern knows no organizations").hidden();
  keys.irrelevant("enterprise").hidden();
  keys.irrelevant("clients").hidden();
  keys.irrelevant("preview");
  keys.irrelevant("revision");
  keys.irrelevant("version", Type::text);

  const std::string one_level = "Postern writes one line for each warning and error, whatever the level";
  keys.missing("log.level", Type::choice, "info", one_level, "trace|debug|info|warning|error|fatal|panic");
  keys.irrelevant("log.format", Type::choice, "json|text");
  keys.missing("log.leak_sensitive_values", Type::boolean, "false", "Postern never logs secrets");
  keys.irrelevant("log.redaction_text", Type::text);

  keys.open("database.cleanup");
  keys.irrelevant("database.cleanup.batch_size", Type::integer).at_least(1);
  keys.irrelevant("database.cleanup.sleep.tables", Type::duration);
  keys.irrelevant("database.cleanup.older_than", Type::duration);
  keys.irrelevant("database.connection_pool");

  // Kratos reads these from its command line; in a file they are without effect there, too.
  for (const char* flag : {"dev", "help", "sqa-opt-out", "watch-courier"}) keys.irrelevant(flag, Type::boolean);
  keys.irrelevant("expose-metrics-port", Type::integer).between(0, 65535);
  keys.irrelevant("config");

  for (const char* flag : {"use_continue_with_transitions", "faster_session_extend", "choose_recovery_address",
                           "refresh_login_choose_address", "legacy_continue_with_verification_ui",
                           "legacy_oidc_registration_node_group", "legacy_require_verified_login_error"}) {
    keys.irrelevant("feature_flags." + std::string(flag), Type::boolean);
  }
  keys.missing("feature_flags.legacy_allow_insecure_origins", Type::boolean, "false", "unsafe wildcards stay refused");
  keys.irrelevant("feature_flags.password_profile_registration_node_group", Type::choice, "password|default");
  keys.irrelevant("security.disallow_ref_in_identity_schemas", Type::boolean);
}

}  // namespace config
