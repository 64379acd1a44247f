#include "base/log.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/text.h"

namespace base {

namespace {

constexpr std::size_t kMaxLine = 1024;  // below PIPE_BUF and with O_APPEND, so lines of several processes do not mix

std::string format_value(std::string_view value) {
  std::string quoted = quote_go(value);
  const bool is_plain =
      !value.empty() && quoted.size() == value.size() + 2 && value.find_first_of(" =") == std::string_view::npos;
  return is_plain ? std::string(value) : quoted;
}

// A log that cannot be written must not end the request, so failures are let go.
void write_line(int fd, const std::string& line) {
  const ssize_t written = ::write(fd, line.data(), line.size());
  static_cast<void>(written);
}

}  // namespace

void Log::write(std::string_view level, std::string_view slug, Fields fields) {
  std::string line = format_rfc3339(clock_.now());
  line.append(" ").append(level).append(" ").append(slug);
  for (const auto& [name, value] : fields) line.append(" ").append(name).append("=").append(format_value(value));
  line = truncate_utf8(line, kMaxLine - 1) + '\n';
  write_line(fd_, line);
  if (path_.empty()) return;
  const int file = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
  if (file < 0) return;
  write_line(file, line);
  ::close(file);
}

}  // namespace base
