#include "api/setup_word.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/text.h"
#include "crypto/sha256.h"

namespace api {
namespace {

constexpr auto kOpenFor = std::chrono::minutes(30);
constexpr auto kClockSkew = std::chrono::minutes(1);  // of a file server
constexpr std::size_t kShortest = 8;
constexpr off_t kTries = 5;

std::string word_file(const std::string& folder) { return folder + "/setup.txt"; }
std::string tries_file(const std::string& folder) { return folder + "/setup.tries"; }

base::Time modified_at(const struct stat& info) {
  return base::Time(std::chrono::seconds(info.st_mtim.tv_sec) + std::chrono::microseconds(info.st_mtim.tv_nsec / 1000));
}

std::string first_line(int fd) {
  std::array<char, 1024> chunk;
  const ssize_t got = ::read(fd, chunk.data(), chunk.size());
  std::string_view text(chunk.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // Windows editors begin a file with it
  return std::string(base::trim(text.substr(0, text.find_first_of("\r\n"))));
}

SetupWord read_word(int fd, base::Time now) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return {"", "setup.txt is no file"};
  if (info.st_uid != ::geteuid()) return {"", "setup.txt belongs to another user than this program runs as"};
  if (modified_at(info) + kOpenFor <= now) return {"", "setup.txt is older than 30 minutes"};
  if (modified_at(info) > now + kClockSkew) return {"", "setup.txt is of the future"};
  std::string word = first_line(fd);
  if (base::count_code_points(word) < kShortest) return {"", "the word in setup.txt has less than 8 characters"};
  return {std::move(word), ""};
}

// How many there have been, this one included.
off_t charge(const std::string& folder) {
  const std::string file = tries_file(folder);
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) throw base::Unavailable("data.write", file + " cannot be written");
  const bool counted = ::write(fd, "x", 1) == 1;
  const off_t count = ::lseek(fd, 0, SEEK_CUR);  // behind our own byte
  ::close(fd);
  if (!counted) throw base::Unavailable("data.write", file + " cannot be written");
  return count;
}

}  // namespace

SetupWord find_setup_word(const std::string& folder, base::Time now) {
  const int fd = ::open(word_file(folder).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return {};
  SetupWord found = read_word(fd, now);
  ::close(fd);
  return found;
}

Tried try_word(const std::string& folder, const std::string& word, const std::string& guess) {
  const std::string file = word_file(folder), charged = tries_file(folder);
  const off_t count = charge(folder);
  // Charged anew because another try has just closed the page, in the order of the last lines here.
  const bool open = ::access(file.c_str(), F_OK) == 0;
  const auto wanted = crypto::hash_token(word), given = crypto::hash_token(base::trim(guess));
  const bool right = base::equal_constant_time(wanted.bytes, given.bytes);
  if (open && count <= kTries && right) {
    ::unlink(charged.c_str());  // whoever knows the word may mistype the rest
    return Tried::right;
  }
  if (open && count < kTries) return Tried::wrong;
  ::rename(file.c_str(), (file + ".refused").c_str());
  ::unlink(charged.c_str());
  return Tried::closed;
}

void close_setup(const std::string& folder) {
  ::unlink(word_file(folder).c_str());
  ::unlink(tries_file(folder).c_str());
}

}  // namespace api
