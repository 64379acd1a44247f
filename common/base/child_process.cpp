#include "base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <optional>
#include <span>
#include <thread>

#include "base/text.h"

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
  // `output`: where its standard output goes.
  explicit Preparations(int output) {
    ::posix_spawn_file_actions_init(&actions_);
    // The pipe first: a web server may have closed 0, 1 or 2, and then the pipe itself lies there.
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    open_null(STDIN_FILENO, O_RDONLY);
    set_up(STDERR_FILENO + 1, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  // `inputs`: its standard input, then 3, 4, …; none of them lies below kFirstInput.
  explicit Preparations(std::span<const int> inputs) {
    ::posix_spawn_file_actions_init(&actions_);
    int place = STDIN_FILENO;
    for (const int input : inputs) {
      ::posix_spawn_file_actions_adddup2(&actions_, input, place);
      place = place == STDIN_FILENO ? STDERR_FILENO + 1 : place + 1;
    }
    open_null(STDOUT_FILENO, O_WRONLY);
    set_up(std::max(place, STDERR_FILENO + 1), POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
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
  void open_null(int place, int mode) { ::posix_spawn_file_actions_addopen(&actions_, place, "/dev/null", mode, 0); }
  void set_up(int close_from, int flags) {
    open_null(STDERR_FILENO, O_WRONLY);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, close_from);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
  }

  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::optional<pid_t> start(const std::vector<std::string>& command, const Preparations& preparations) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));  // exec writes to none
  words.push_back(nullptr);
  char* no_environment[] = {nullptr};
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

// Texts that a child reads as files, without a name.
class MemoryFiles {
 public:
  explicit MemoryFiles(const std::vector<std::string_view>& texts) {
    for (const std::string_view text : texts) add(text);
    complete_ = descriptors_.size() == texts.size();
  }
  ~MemoryFiles() {
    for (const int descriptor : descriptors_) ::close(descriptor);
  }
  MemoryFiles(const MemoryFiles&) = delete;
  MemoryFiles& operator=(const MemoryFiles&) = delete;
  [[nodiscard]] bool complete() const { return complete_; }
  [[nodiscard]] std::span<const int> descriptors() const { return descriptors_; }

 private:
  void add(std::string_view text) {
    const int low = ::memfd_create("text", MFD_CLOEXEC);
    const int descriptor = ::fcntl(low, F_DUPFD_CLOEXEC, kFirstInput);
    if (low >= 0) ::close(low);
    if (descriptor < 0) return;
    descriptors_.push_back(descriptor);
    while (!text.empty()) {
      const ssize_t count = ::write(descriptor, text.data(), text.size());
      if (count <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    if (!text.empty() || ::lseek(descriptor, 0, SEEK_SET) != 0) descriptors_.clear();  // of no use without it
  }
  static constexpr int kFirstInput = 32;  // beyond every place that a child is given one at
  std::vector<int> descriptors_;
  bool complete_ = false;
};

Result<int, ChildFailure> wait_for(pid_t child, std::chrono::milliseconds time) {
  using std::chrono::steady_clock, std::chrono::milliseconds;
  constexpr milliseconds kLongest(50);
  const auto deadline = steady_clock::now() + time;
  for (milliseconds pause(1);; pause = std::min(pause * 2, kLongest)) {
    int status = 0;
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (ended < 0 && errno != EINTR) return Error{ChildFailure::not_started};
    if (steady_clock::now() >= deadline) return Error{ChildFailure::too_slow};
    std::this_thread::sleep_for(pause);
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
  const std::optional<pid_t> child = start(command, Preparations(pipe.input()));
  if (!child) return Error{ChildFailure::not_started};
  pipe.close_input();  // or its end would never be seen
  auto text = read_to_end(pipe.output(), limits);
  end(*child);
  return text;
}

Result<int, ChildFailure> exit_code_of(const std::vector<std::string>& command,
                                       const std::vector<std::string_view>& inputs, std::chrono::milliseconds time) {
  const MemoryFiles files(inputs);
  if (!files.complete()) return Error{ChildFailure::not_started};
  const std::optional<pid_t> child = start(command, Preparations(files.descriptors()));
  if (!child) return Error{ChildFailure::not_started};
  const auto code = wait_for(*child, time);
  if (!code) {
    ::kill(-*child, SIGKILL);
    end(*child);
  }
  return code;
}

std::string find_program(std::string_view name, std::string_view folders) {
  for (const std::string_view folder : split(folders, ':')) {
    if (!folder.starts_with('/')) continue;
    std::string program = std::string(folder) + '/' + std::string(name);
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  return {};
}

std::string beside_this_program(std::string_view name) {
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::string() : (self.parent_path() / name).string();
}

}  // namespace base
