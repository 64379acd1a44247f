// What can be wrong with a site, said so that its owner can mend it: `postern doctor` prints these findings, and the
// last page of /setup shows those that need no network. Each check is a function of what it is given: the
// configuration, the state of files, facts of the database, a clock. A new area is a file diagnosis_AREA.cpp with one
// function that is called where these are.
#pragma once

#include <optional>
#include <string>

#include "api/finding.h"
#include "base/clock.h"
#include "config/load.h"
#include "store/health.h"

namespace api {

// --- diagnosis_config: what kratos.yml says, and whether its parts fit together.
[[nodiscard]] Findings diagnose_config(const config::Loaded& loaded);
// --- diagnosis_keys: relying party ids and origins of security keys and passkeys.
[[nodiscard]] Findings diagnose_keys(const config::Config& config);
// --- diagnosis_files: modes and owners; `config_path` is kratos.yml. Run it as the owner of the data.
[[nodiscard]] Findings diagnose_files(const std::string& config_path, const config::Config& config);
// --- diagnosis_database
[[nodiscard]] Findings diagnose_database(const store::Health& health);
// --- diagnosis_mail: whether notices can leave, and whether they do.
[[nodiscard]] Findings diagnose_mail(const config::Mail& mail, const store::Health& health, base::Time now);
// --- diagnosis_clock: `newest` is the latest time that anything in the database has, `theirs` what a web server says.
[[nodiscard]] Findings diagnose_clock(base::Time now, std::optional<base::Time> newest,
                                      std::optional<base::Time> theirs);

// Everything that needs no network. Reads files and the database.
[[nodiscard]] Findings diagnose(const std::string& config_path, const config::Loaded& loaded, base::Time now);

}  // namespace api
