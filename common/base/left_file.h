// A file that an operator left in a private folder, by FTP or a file manager, to say one line: links are not followed,
// nothing is waited for, and what the file is worth is for the reader to judge.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace base {

struct LeftFile {
  std::string line;  // the first, at most 1 KiB, without white space around it and without a byte order mark
  Time modified{};
  bool ours = false;     // it belongs to the user this program runs as
  unsigned owner = ~0U;  // user id
  bool others_may_write = false;
};
enum class LeftFileTrouble { absent, cannot_open, no_plain_file };

[[nodiscard]] Result<LeftFile, LeftFileTrouble> read_left_file(const std::string& path);

}  // namespace base
