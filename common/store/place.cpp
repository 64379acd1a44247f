#include "store/place.h"

#include <pwd.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/result.h"

namespace store {
namespace {

// Straight from the file: getpwuid would load shared libraries into a static program.
std::string user_name(uid_t uid) {
  const std::string number = std::to_string(uid);
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen("/etc/passwd", "re"),
                                                   [](FILE* f) { return std::fclose(f); });
  if (!file) return "uid " + number;
  while (const passwd* entry = fgetpwent(file.get())) {
    if (entry->pw_uid == uid) return std::string(entry->pw_name) + " (uid " + number + ")";
  }
  return "uid " + number;
}

}  // namespace

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

void require_owner(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    const std::string why = std::strerror(errno);
    throw base::Unavailable("db.missing", path + ": " + why + "; `postern migrate` creates it");
  }
  if (info.st_uid == ::geteuid()) return;
  throw base::Unavailable("data.owner", path + " belongs to " + user_name(info.st_uid) + ", this process runs as " +
                                            user_name(::geteuid()));
}

bool is_local_file_system(const std::string& path) { return remote_file_system(path).empty(); }

std::string remote_file_system(const std::string& path) {
  // linux/magic.h knows only some of these.
  static constexpr std::array<std::pair<unsigned long, const char*>, 15> kRemote = {{{0x6969, "NFS"},
                                                                                     {0x517B, "SMB"},
                                                                                     {0xFF534D42, "CIFS"},
                                                                                     {0xFE534D42, "SMB 2"},
                                                                                     {0x65735546, "FUSE"},
                                                                                     {0x5346414F, "AFS"},
                                                                                     {0x00C36400, "Ceph"},
                                                                                     {0x0BD00BD0, "Lustre"},
                                                                                     {0x01161970, "GFS2"},
                                                                                     {0x7461636F, "OCFS2"},
                                                                                     {0x47504653, "GPFS"},
                                                                                     {0x01021997, "9P"},
                                                                                     {0x786F4256, "vboxsf"},
                                                                                     {0x73757245, "Coda"},
                                                                                     {0xBACBACBC, "vmhgfs"}}};
  struct statfs info {};
  if (::statfs(path.c_str(), &info) != 0) return "unknown";
  const auto type = static_cast<unsigned long>(info.f_type) & 0xFFFFFFFFUL;
  const auto* const found =
      std::find_if(kRemote.begin(), kRemote.end(), [&](const auto& row) { return row.first == type; });
  return found == kRemote.end() ? "" : found->second;
}

void make_private_folder(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return;
  ::umask(077);
  std::filesystem::create_directories(path, error);
  if (error) throw base::Unavailable("db.readonly", "cannot create " + path + ": " + error.message());
}

FileIdentity identify_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino};
}

}  // namespace store
