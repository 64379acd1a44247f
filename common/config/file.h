// Files that may change under our eyes, and files that only we may read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace config {

// What tells one state of a file from the next. All zero: there is no such file.
struct Stamp {
  std::uint64_t device = 0, inode = 0;
  std::int64_t size = 0, modified_ns = 0, changed_ns = 0;
  bool operator==(const Stamp&) const = default;
};
[[nodiscard]] Stamp stamp_of(const std::string& path);

struct Reading {
  std::optional<std::string> text;  // nullopt: `problem` says why
  std::string problem;
  Stamp stamp;
  // False: somebody wrote while we read, or so shortly before that the next write could leave the same stamp.
  bool settled = false;
};
// A configuration is at most 1 MiB.
[[nodiscard]] Reading read_file(const std::string& path);

// The content of a file of ours: regular, own user, no access for others; anything else is nullopt.
[[nodiscard]] std::optional<std::string> read_private(const std::string& path);
// Writes it with mode 0600 and puts it in place by rename(2). False where that is not possible.
bool write_private(const std::string& path, std::string_view content);

}  // namespace config
