#include "base/left_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/text.h"

namespace base {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // that some editors begin a text file with

std::string first_line(int fd) {
  std::array<char, 1024> chunk;
  const ssize_t got = ::read(fd, chunk.data(), chunk.size());
  std::string_view text(chunk.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return std::string(trim(text.substr(0, text.find_first_of("\r\n"))));
}

Result<LeftFile, LeftFileTrouble> read_open(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return Error{LeftFileTrouble::no_plain_file};
  LeftFile file;
  file.line = first_line(fd);
  file.modified = Time(std::chrono::seconds(info.st_mtim.tv_sec) + Duration(info.st_mtim.tv_nsec / 1000));
  file.ours = info.st_uid == ::geteuid();
  file.owner = info.st_uid;
  file.others_may_write = (info.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  return file;
}

}  // namespace

Result<LeftFile, LeftFileTrouble> read_left_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return Error{errno == ENOENT ? LeftFileTrouble::absent : LeftFileTrouble::cannot_open};
  auto file = read_open(fd);
  ::close(fd);
  return file;
}

}  // namespace base
