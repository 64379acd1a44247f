// The place a database lies in: whose it is, and whether its file system can be trusted with shared memory.
#pragma once

#include <string>

namespace store {

[[nodiscard]] std::string folder_of(const std::string& path);

// One owner touches the data (ARCHITECTURE section 6): a file closed by somebody else is unwritable for the web server.
// Throws Unavailable("data.owner") naming both users, Unavailable("db.missing") if `path` is not there.
void require_owner(const std::string& path);

// WAL needs mmap shared between processes, which network file systems do not give.
[[nodiscard]] bool is_local_file_system(const std::string& path);
// `NFS`; "" if the file system is local, "unknown" if nobody says.
[[nodiscard]] std::string remote_file_system(const std::string& path);

// 0700, with parents; throws Unavailable("db.readonly").
void make_private_folder(const std::string& path);

// Which file a path names now: a restored backup is another file under the same name.
struct FileIdentity {
  unsigned long device = 0, inode = 0;
  bool operator==(const FileIdentity&) const = default;
};
[[nodiscard]] FileIdentity identify_file(const std::string& path);  // zeros if it is not there

}  // namespace store
