#include "api/setup_word.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "base/bytes.h"
#include "base/left_file.h"
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

SetupWord judge(base::LeftFile file, base::Time now) {
  if (!file.ours) return {"", "setup.txt belongs to another user than this program runs as"};
  if (file.modified + kOpenFor <= now) return {"", "setup.txt is older than 30 minutes"};
  if (file.modified > now + kClockSkew) return {"", "setup.txt is of the future"};
  if (base::count_code_points(file.line) < kShortest) return {"", "the word in setup.txt has less than 8 characters"};
  return {std::move(file.line), ""};
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
  auto file = base::read_left_file(word_file(folder));
  if (file) return judge(std::move(file).value(), now);
  return {"", file.error() == base::LeftFileTrouble::no_plain_file ? "setup.txt is no file" : ""};
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
