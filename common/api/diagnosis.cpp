#include "api/diagnosis.h"

namespace api {

Findings diagnose(const std::string& config_path, const config::Loaded& loaded, base::Time now) {
  Findings out = diagnose_config(loaded);
  append(out, diagnose_files(config_path, loaded.config));
  const store::Health health = store::examine(loaded.config.essentials.sqlite_path, store::Depth::quick);
  append(out, diagnose_database(health));
  append(out, diagnose_mail(loaded.config.mail, health, now));
  append(out, diagnose_clock(now, health.newest, std::nullopt));
  return out;
}

}  // namespace api
