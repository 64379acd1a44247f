#include "tests/support/process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace support {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

// A file without a name. Children read and write such files rather than pipes, so nothing can block.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content = {}) : descriptor_(memfd_create("test", MFD_CLOEXEC)) {
    if (descriptor_ < 0) fail("memfd_create");
    while (!content.empty()) {
      const ssize_t count = write(descriptor_, content.data(), content.size());
      if (count <= 0) fail("write");
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    lseek(descriptor_, 0, SEEK_SET);
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::string content() const {
    std::string text(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
    if (pread(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) fail("pread");
    return text;
  }

 private:
  int descriptor_;
};

std::vector<char*> pointers(const Words& words) {
  std::vector<char*> out;
  for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));  // exec does not write to them
  out.push_back(nullptr);
  return out;
}

pid_t spawn(const Words& command, const Words& environment, const int (&descriptors)[3], unsigned seconds) {
  const std::vector<char*> argv = pointers(command), env = pointers(environment);
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child > 0) return child;
  for (int i = 0; i < 3; ++i) dup2(descriptors[i], i);
  alarm(seconds);
  execve(argv[0], argv.data(), env.data());
  _exit(127);
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::filesystem::path& within) {
  std::string name = (within / "postern-test-XXXXXX").string();
  if (!mkdtemp(name.data())) fail(name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.flush()) fail(path.string());
}

Finished run(const Words& command, const Words& environment, std::string_view input) {
  const MemoryFile in(input), out, err;
  const pid_t child = spawn(command, environment, {in.descriptor(), out.descriptor(), err.descriptor()}, 20);
  Finished finished;
  finished.code = wait_for(child);
  finished.out = out.content();
  finished.err = err.content();
  return finished;
}

pid_t start(const Words& command, const Words& environment, int descriptor, const std::filesystem::path& log) {
  const int err = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (err < 0) fail(log.string());
  const pid_t child = spawn(command, environment, {descriptor, err, err}, 300);
  close(err);
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) fail("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace support
