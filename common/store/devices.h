// A session's devices lie in its own row, so that a session check reads one row and a purge touches no second table.
// Each field is `<length>:<bytes>`; an absent user agent is `-`. Four fields a device: id, address, user agent,
// location.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/sessions.h"

namespace store {

[[nodiscard]] std::string pack_devices(const std::vector<DeviceRow>& devices);
[[nodiscard]] std::vector<DeviceRow> unpack_devices(std::string_view packed);  // throws Broken("db.bad_devices")

}  // namespace store
