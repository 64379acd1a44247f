// One user owns the data folder, and everything that touches it runs as that user (ARCHITECTURE section 6).
#pragma once

#include <sys/types.h>

#include <string>

namespace tools {

struct User {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;  // of /etc/passwd, else `#1000`
};

// Of the folder, or of the nearest one above it that exists.
// Who called: behind sudo, whoever did.
[[nodiscard]] std::string caller_name();
[[nodiscard]] User owner_of(const std::string& folder);

// Root becomes the owner for good; the owner stays; anybody else is refused with `command`, which would do.
void become_owner_of(const std::string& folder, const std::string& command);

}  // namespace tools
