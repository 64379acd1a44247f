// Rescue files that were used (flow/rescue): one person, one day, once, whatever became of the file.
#pragma once

#include <string_view>

#include "store/db.h"

namespace store {

// False: somebody was first.
bool take_rescue(Tx& tx, const base::Uuid& identity, std::string_view day, base::Time now);

}  // namespace store
