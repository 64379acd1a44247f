#include "base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <optional>

namespace base {
namespace {

class Pipe {
 public:
  Pipe() { open_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    if (!open_) return;
    ::close(ends_[0]);
    close_input();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] int output() const { return ends_[0]; }
  [[nodiscard]] int input() const { return ends_[1]; }
  void close_input() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool open_;
};

// What happens between fork and exec.
class Preparations {
 public:
  explicit Preparations(int output) {
    ::posix_spawn_file_actions_init(&actions_);
    // The pipe first: a web server may have closed 0, 1 or 2, and then the pipe itself lies there.
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);

    ::posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Preparations() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Preparations(const Preparations&) = delete;
  Preparations& operator=(const Preparations&) = delete;

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::optional<pid_t> start(const std::vector<std::string>& command, int output) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));  // exec writes to none
  words.push_back(nullptr);
  char* no_environment[] = {nullptr};
  const Preparations preparations(output);
  pid_t child = 0;
  const int error =
      ::posix_spawn(&child, words[0], preparations.actions(), preparations.attributes(), words.data(), no_environment);
  return error == 0 ? std::optional(child) : std::nullopt;
}

Result<std::string, ChildFailure> read_to_end(int output, ChildLimits limits) {
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + limits.time;
  std::string text;
  std::array<char, 16384> chunk;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    if (left <= 0) return Error{ChildFailure::too_slow};
    pollfd waiting{output, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(left)) <= 0) continue;  // a signal, or the time is up
    const ssize_t count = ::read(output, chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(chunk.data(), static_cast<std::size_t>(count));
    if (text.size() > limits.bytes) return Error{ChildFailure::too_long};
  }
}

// Whatever it is still doing, nobody waits for it. There is nothing to reap where a web server made us ignore SIGCHLD.
void end(pid_t child) {
  if (::waitpid(child, nullptr, WNOHANG) != 0) return;
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<std::string, ChildFailure> output_of(const std::vector<std::string>& command, ChildLimits limits) {
  Pipe pipe;
  if (!pipe.is_open()) return Error{ChildFailure::not_started};
  const std::optional<pid_t> child = start(command, pipe.input());
  if (!child) return Error{ChildFailure::not_started};
  pipe.close_input();  // or its end would never be seen
  auto text = read_to_end(pipe.output(), limits);
  end(*child);
  return text;
}

std::string beside_this_program(std::string_view name) {
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::string() : (self.parent_path() / name).string();
}

}  // namespace base
