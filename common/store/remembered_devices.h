// Browsers that their owner asked to remember after a second factor (postern.remember_device): they sign in without it.
// The token is stored hashed. `factors` is a digest of the second factors that stood when it was made: with other
// factors the row is dead.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/db.h"

namespace store {

struct RememberedDeviceRow {
  base::Uuid id;
  base::Uuid identity_id;
  base::TokenHash token{};
  base::TokenHash factors{};
  std::string name;  // the browser's User-Agent
  std::string address;
  base::Time created_at{}, last_used_at{}, expires_at{};
};

void insert_remembered_device(Tx& tx, const RememberedDeviceRow& row);
// UPDATE … SET last_used_at = :now WHERE it is that identity's, alive, and its factors are the same; true if one is.
bool use_remembered_device(Tx& tx, const base::Uuid& identity, const base::TokenHash& token,
                           const base::TokenHash& factors, base::Time now);
// Alive ones, newest use first.
[[nodiscard]] std::vector<RememberedDeviceRow> remembered_devices(Tx& tx, const base::Uuid& identity, base::Time now);
bool forget_device(Tx& tx, const base::Uuid& identity, const base::Uuid& id);
void forget_devices(Tx& tx, const base::Uuid& identity);
std::int64_t delete_expired_devices(Tx& tx, base::Time now, int limit);

}  // namespace store
