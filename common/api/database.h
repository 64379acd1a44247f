// The database that a configuration names, as store/ wants to be told of it.
#pragma once

#include "config/config.h"
#include "store/db.h"

namespace api {

[[nodiscard]] store::Options database_options(const config::Essentials& essentials);

}  // namespace api
