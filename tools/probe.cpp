#include "tools/probe.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

namespace tools {
namespace {

constexpr std::size_t kMost = 256;
constexpr std::array kEnds = {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGPIPE};

// A signal handler can only reach globals. A path is written before its file is made, and counted after it is written;
// what is not there any more can be removed again.
std::array<std::array<char, PATH_MAX>, kMost> paths;
volatile std::sig_atomic_t count = 0;

void unlink_all() {
  for (int i = 0; i < count; ++i) ::unlink(paths[static_cast<std::size_t>(i)].data());
}

void end(int signal) {
  unlink_all();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// Explicitly: nohup(1) has SIGHUP ignored, a script's background job SIGINT and SIGQUIT.
void watch_signals() {
  struct sigaction action {};
  action.sa_handler = end;
  ::sigemptyset(&action.sa_mask);
  sigset_t ends;
  ::sigemptyset(&ends);
  for (const int signal : kEnds) {
    ::sigaddset(&action.sa_mask, signal);
    ::sigaddset(&ends, signal);
  }
  for (const int signal : kEnds) ::sigaction(signal, &action, nullptr);
  ::sigprocmask(SIG_UNBLOCK, &ends, nullptr);
}

bool remember(const std::string& path) {
  const auto slot = static_cast<std::size_t>(count);
  if (slot == kMost || path.size() >= PATH_MAX) return false;
  std::memcpy(paths[slot].data(), path.c_str(), path.size() + 1);
  std::atomic_signal_fence(std::memory_order_release);
  count = static_cast<int>(slot) + 1;
  return true;
}

void forget_last() { count = count - 1; }

bool write_new(const std::string& path, const std::string& content, mode_t mode) {
  // A file of that name is somebody else's: it must not be removed by us.
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0 || !remember(path)) return false;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) {
    forget_last();
    return false;
  }
  const bool whole = ::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                     ::fchmod(fd, mode) == 0;  // whatever the umask is
  ::close(fd);
  return whole;
}

}  // namespace

Probes::Probes(base::Random& random)
    : stem_("postern-probe-" + base::random_text(random, 16, base::kLowerAlphanumeric)),
      word_("postern probe " + base::random_text(random, 32, base::kAlphanumeric)) {
  watch_signals();
}

Probes::~Probes() { remove_all(); }

std::string Probes::plant(const std::string& folder, const std::string& suffix) {
  std::string name = stem_ + suffix;
  return write_new(folder + "/" + name, word_ + "\n", 0644) ? name : std::string();
}

bool Probes::plant_private(const std::string& path, const std::string& content) {
  ::unlink(path.c_str());
  return write_new(path, content, 0600);
}

void Probes::remove_all() {
  unlink_all();
  count = 0;
}

}  // namespace tools
