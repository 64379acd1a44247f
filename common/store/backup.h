// A consistent copy of a database that others go on writing to. It holds no deleted rows, so no more than is asked for.
#pragma once

#include <cstdint>
#include <string>

namespace store {

enum class IfTaken : std::uint8_t { refuse, replace };

// Copies, checks the copy (PRAGMA integrity_check, and that it is one of ours), flushes it to the disk and only then
// gives it its name, with mode 0600: under `copy` there is never half a file. Neither migrates nor checks the version.
// Returns the copy's size in bytes. Throws Unavailable: backup.exists, backup.unwritable, backup.damaged, and as Db.
std::int64_t back_up(const std::string& database, const std::string& copy, IfTaken if_taken);

}  // namespace store
