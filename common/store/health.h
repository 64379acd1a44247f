// Facts about a database and the place it lies in, for whoever looks for what is wrong. Changes nothing, and works on a
// database that Db would refuse.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace store {

struct Health {
  std::string path;
  bool present = false;
  std::string trouble;               // why it could not be read; "" = it was
  std::int64_t version = 0;          // of the schema; 0 = no tables of ours
  std::int64_t min_reader = 0;       // what a program must know to use it
  std::int64_t known = 0;            // what this program knows
  std::string journal_mode;          // as SQLite calls it: wal, delete
  std::string integrity;             // ok, or what is damaged
  std::optional<base::Time> newest;  // of all times at which something was done
  std::int64_t waiting_mails = 0;
  std::optional<base::Time> oldest_mail;  // of those that wait
  std::string mail_trouble;               // what was said when one of them was tried last
  bool local = true;                      // the file system is one of this machine
  std::string file_system;                // `NFS`; "" = a local one, or none with a name here
  std::int64_t free_bytes = 0;            // for us, on that file system
};

enum class Depth { quick, whole };  // whole: reads every page
[[nodiscard]] Health examine(const std::string& path, Depth depth);

}  // namespace store
