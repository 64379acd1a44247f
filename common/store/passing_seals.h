// Sealed values that expire by themselves (what flows hold, what waits for re-authentication): `postern secrets reseal`
// leaves them alone and says until when they need an old key.
#pragma once

#include "store/db.h"

namespace store {

struct PassingSeals {
  std::int64_t count = 0;
  base::Time until{};  // the last one's expiry
};
// Unexpired ones that do not begin with `key_prefix` (version and key id).
[[nodiscard]] PassingSeals passing_seals(Tx& tx, base::ByteView key_prefix, base::Time now);

}  // namespace store
