// One line a record, one write(2), at most 1 KiB: `time level slug key=value…`. Never a secret, never a code.
//
//   log.warn("totp.replayed", {{"identity", to_string(id)}});
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"

namespace base {

class Log {
 public:
  using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  // Writes to `fd` (2 = stderr) and, if given, appends to `path` (opened per line with O_APPEND, 0600).
  Log(Clock& clock, int fd) : clock_(clock), fd_(fd) {}
  void set_file(std::string path) { path_ = std::move(path); }
  void info(std::string_view slug, Fields fields = {}) { write("info", slug, fields); }
  void warn(std::string_view slug, Fields fields = {}) { write("warn", slug, fields); }
  void error(std::string_view slug, Fields fields = {}) { write("error", slug, fields); }

 private:
  // Values with blanks, quotes or control characters are written quoted (Go's %q), so that a line stays a line.
  void write(std::string_view level, std::string_view slug, Fields fields);
  Clock& clock_;
  int fd_;
  std::string path_;
};

}  // namespace base
