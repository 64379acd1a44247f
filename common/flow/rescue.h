// The rescue file: help for somebody who lost every second factor, by an operator who has nothing but FTP.
//
//   DATA/rescue/NAME.txt    NAME: an identifier as they sign in with it (in lower case), or the identity's UUID
//   2026-11-24              its first line: today's or tomorrow's date (UTC); anything may follow
//
// The first factor is asked for as ever. Then, once, their second factors are removed instead of being asked for, and
// their other sessions end. Whoever could write such a file could take an account over, as far as its password goes: so
// it counts only if it is a plain file, not older than a day, and only the owner of the data may write it and its
// folder. What is refused is logged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flow/services.h"
#include "flow/throttle.h"
#include "store/identities.h"

namespace flow {

class Rescue {
 public:
  // Looks whether the folder is there, which it is on the day that it is needed; outside any transaction.
  explicit Rescue(const Services& services);
  // Inside the transaction that signs `identity` in with a first factor; rewrites its `factors`. True if a file was for
  // them, and for today, and nobody was first.
  bool help(store::Tx& tx, store::IdentityRow& identity, const Client& client, base::Time now);
  // After the commit: the file goes. If it cannot, it counts for nothing all the same.
  void finish() const;

 private:
  std::optional<std::string> find_day(store::Tx& tx, const base::Uuid& identity, base::Time now);
  const Services& services_;
  std::string folder_;  // "" = there is none
  std::string used_;    // path of the file that helped
};

// All of them, whichever are there; what signs in alone stays.
void remove_second_factors(store::Tx& tx, const base::Uuid& identity);

}  // namespace flow
