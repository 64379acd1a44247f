// What flows and methods work with, handed down by reference; nothing here knows HTTP.
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "config/config.h"
#include "crypto/seal.h"
#include "identity/schemas.h"
#include "store/db.h"

namespace flow {

struct Services {
  const config::Config& config;
  store::Db& db;
  base::Clock& clock;
  base::Random& random;
  base::Log& log;
  const crypto::Keyring& keyring;
  const crypto::MacKeys& throttle_keys;  // keyed hash of identifiers, for throttle subjects
  identity::Schemas& schemas;
  bool* mail_waits = nullptr;  // set when mail was queued, or is found to be due: to be sent after the answer
};

}  // namespace flow
