// Child processes and temporary folders. Failures of the system are std::runtime_error: a test cannot go on without
// them.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace support {

// A new folder, removed with everything in it at the end.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& within = std::filesystem::temp_directory_path());
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view text);

struct Finished {
  int code = 0;  // exit code, or 128 + signal
  std::string out, err;
};

using Words = std::vector<std::string>;

// `environment` is all that the child gets (`NAME=value`). It is killed after 20 seconds.
[[nodiscard]] Finished run(const Words& command, const Words& environment, std::string_view input);

// A child whose standard input is `descriptor` and whose standard error goes to the file `log`; returns at once.
[[nodiscard]] pid_t start(const Words& command, const Words& environment, int descriptor,
                          const std::filesystem::path& log);
[[nodiscard]] int wait_for(pid_t child);  // its exit code, or 128 + signal

}  // namespace support
