// The site that is measured: people with a password and an authenticator, and as many sessions as a big site has.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "store/db.h"

namespace bench {

inline constexpr char kPassword[] = "correct horse battery staple";

struct Site {
  std::string folder;               // holds kratos.yml
  std::vector<std::string> people;  // e-mail addresses, each with kPassword and the same TOTP key
  std::string totp_key;             // base32
  std::string password_hash;        // of kPassword, as kratos.yml asks for it
  std::string token;                // of one session among them, aal1
  [[nodiscard]] std::vector<std::string> environment() const;
};

// Imports `people` by `postern identity import`, then writes `sessions` straight into the database.
[[nodiscard]] Site make_site(const std::string& folder, std::size_t people, std::size_t sessions);
[[nodiscard]] store::Db open_database(const std::string& folder);
// Sessions that ended two days ago, in batches: for the purge.
void add_expired_sessions(const std::string& folder, std::size_t count);

}  // namespace bench
