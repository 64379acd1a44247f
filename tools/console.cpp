#include "tools/console.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "base/text.h"

namespace tools {
namespace {

constexpr std::size_t kMaxPasswordBytes = 4096;

// Echo is off for as long as it lives. A signal that would end us waits until echo is on again.
class QuietTerminal {
 public:
  QuietTerminal() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) throw Failure("the terminal cannot be read without echo");
    sigset_t ends;
    ::sigemptyset(&ends);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) ::sigaddset(&ends, signal);
    ::sigprocmask(SIG_BLOCK, &ends, &mask_);
    signals_ = ::signalfd(-1, &ends, SFD_CLOEXEC);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  ~QuietTerminal() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    ::close(signals_);
    ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
  }

  // Until a line was typed.
  void wait() const {
    std::array<pollfd, 2> sources = {{{STDIN_FILENO, POLLIN, 0}, {signals_, POLLIN, 0}}};
    ::poll(sources.data(), sources.size(), -1);
    if (sources[1].revents != 0) throw Failure("given up");
  }

 private:
  termios before_{};
  sigset_t mask_{};
  int signals_ = -1;
};

// One byte at a time, so that what follows the line stays for the next reader.
base::SecretBytes read_line() {
  base::Bytes line;
  line.reserve(kMaxPasswordBytes);  // growing would leave copies behind
  for (;;) {
    std::uint8_t byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || byte == '\n') break;
    if (line.size() == kMaxPasswordBytes) throw Failure("the password is longer than 4096 bytes");
    line.push_back(byte);
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return base::SecretBytes(std::move(line));
}

base::SecretBytes ask(const QuietTerminal& terminal, const char* prompt) {
  std::fputs(prompt, stderr);
  std::fflush(stderr);
  terminal.wait();
  base::SecretBytes line = read_line();
  std::fputs("\n", stderr);
  return line;
}

base::SecretBytes ask_twice() {
  const QuietTerminal quiet;
  base::SecretBytes password = ask(quiet, "New password: ");
  const base::SecretBytes again = ask(quiet, "The same again: ");
  if (!base::equal_constant_time(password.view(), again.view())) throw Failure("the two passwords differ");
  return password;
}

}  // namespace

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_line(std::string_view text) {
  print(text);
  print("\n");
}

void complain(std::string_view text) {
  std::fflush(stdout);  // so that a shared terminal shows both in order
  std::fprintf(stderr, "postern: %.*s\n", static_cast<int>(text.size()), text.data());
}

bool finish_output() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

Table::Table(std::vector<std::string> header) : widths_(header.size(), 0) { add(std::move(header)); }

void Table::add(std::vector<std::string> row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    widths_[i] = std::max(widths_[i], base::count_code_points(row[i]));
  }
  rows_.push_back(std::move(row));
}

void Table::flush() {
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths_[i] - base::count_code_points(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    print_line(line);
  }
  rows_.clear();
}

std::string show_time(base::Time time) { return base::format_rfc3339(std::chrono::floor<std::chrono::seconds>(time)); }

std::string count_of(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string read_input(const std::string& file) {
  const bool standard = file == "-";
  const int fd = standard ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw Failure(file + " cannot be read: " + std::strerror(errno));
  std::string text;
  std::array<char, 65536> chunk;
  ssize_t got = 0;
  while ((got = ::read(fd, chunk.data(), chunk.size())) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(got));
  }
  const int error = errno;
  if (!standard) ::close(fd);
  if (got < 0) throw Failure((standard ? "standard input" : file) + " cannot be read: " + std::strerror(error));
  return text;
}

std::string ask_line(std::string_view question) {
  std::fprintf(stderr, "%.*s ", static_cast<int>(question.size()), question.data());
  std::fflush(stderr);
  return std::string(base::trim(read_line().text()));
}

base::SecretBytes read_new_password() {
  base::SecretBytes password = ::isatty(STDIN_FILENO) == 1 ? ask_twice() : read_line();
  if (password.empty()) {
    throw Failure("no password came: type it, or send it as the first line of standard input");
  }
  if (!base::is_utf8(password.text())) throw Failure("the password is not UTF-8");
  return password;
}

}  // namespace tools
