#include "tools/owner.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "tools/console.h"

namespace tools {
namespace {

// The files are read directly: getpwuid and initgroups would load shared libraries into a static program.
using File = std::unique_ptr<FILE, int (*)(FILE*)>;

File open_database(const char* path) {
  return {std::fopen(path, "re"), [](FILE* file) { return std::fclose(file); }};
}

User find_user(uid_t uid, gid_t folder_group) {
  const File file = open_database("/etc/passwd");
  while (file) {
    const passwd* entry = ::fgetpwent(file.get());
    if (entry == nullptr) break;
    if (entry->pw_uid == uid) return {uid, entry->pw_gid, entry->pw_name};
  }
  return {uid, folder_group, "#" + std::to_string(uid)};
}

std::vector<gid_t> groups_of(const User& user) {
  std::vector<gid_t> groups{user.gid};
  const File file = open_database("/etc/group");
  while (file) {
    const group* entry = ::fgetgrent(file.get());
    if (entry == nullptr) break;
    for (char** member = entry->gr_mem; *member != nullptr; ++member) {
      if (user.name == *member && entry->gr_gid != user.gid) groups.push_back(entry->gr_gid);
    }
  }
  return groups;
}

}  // namespace

std::string caller_name() {
  const char* sudo = ::getuid() == 0 ? std::getenv("SUDO_USER") : nullptr;
  return sudo != nullptr && *sudo != 0 ? sudo : find_user(::getuid(), 0).name;
}

User owner_of(const std::string& folder) {
  std::filesystem::path place = std::filesystem::absolute(folder);
  struct stat info {};
  while (::stat(place.c_str(), &info) != 0) {
    if (place == place.parent_path()) throw Failure(folder + " cannot be looked at");
    place = place.parent_path();
  }
  return find_user(info.st_uid, info.st_gid);
}

void become_owner_of(const std::string& folder, const std::string& command) {
  const User owner = owner_of(folder);
  if (::geteuid() == owner.uid) return;
  if (::geteuid() == 0) {
    const std::vector<gid_t> groups = groups_of(owner);
    if (::setgroups(groups.size(), groups.data()) == 0 && ::setgid(owner.gid) == 0 && ::setuid(owner.uid) == 0) return;
    throw Failure("cannot become " + owner.name + ", who owns " + folder);
  }
  // Where the folder is still to be made, the file system says who may.
  if (!std::filesystem::exists(folder)) return;
  throw Failure(folder + " belongs to " + owner.name + "; run: sudo -u '" + owner.name + "' " + command);
}

}  // namespace tools
