// What a command says and reads: plain lines, aligned columns, passwords that never stand in argv.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"

namespace tools {

inline constexpr int kDone = 0, kFailed = 1, kUsage = 2;

// The command could not do it: one line that says what happened and what to do; exit code 1.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
// It was asked in the wrong way; exit code 2.
class Misuse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void print(std::string_view text);       // to standard output
void print_line(std::string_view text);  // and a line feed
void complain(std::string_view text);    // `postern: text` on standard error
[[nodiscard]] bool finish_output();      // false: standard output is gone (a full disk, a closed pipe)

// Columns as wide as their widest cell so far; the last one is free. Rows appear at flush(), so that a long list can
// be printed page by page.
class Table {
 public:
  explicit Table(std::vector<std::string> header);
  void add(std::vector<std::string> row);
  void flush();

 private:
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

[[nodiscard]] std::string show_time(base::Time time);  // RFC 3339 to the second
[[nodiscard]] std::string count_of(std::int64_t count, std::string_view one, std::string_view many);

// The whole of a file, or of standard input for `-`.
[[nodiscard]] std::string read_input(const std::string& file);
// Shows `question` on standard error and reads a line of standard input; "" at its end.
[[nodiscard]] std::string ask_line(std::string_view question);
// Asked twice without echo on a terminal, else the first line of standard input.
[[nodiscard]] base::SecretBytes read_new_password();

}  // namespace tools
