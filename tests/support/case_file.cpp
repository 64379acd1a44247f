#include "tests/support/case_file.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.h"

namespace support {
namespace {

constexpr std::array<std::string_view, 6> kFileDirectives = {"config", "identity", "env", "bare", "only", "skip"};
constexpr std::array<std::string_view, 3> kExchangeDirectives = {"clock", "browser", "postern"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(base::split(text, '\n')) {}

  Case parse() {
    while (true) {
      Pairs directives = read_directives();
      if (done()) {
        if (!directives.empty()) fail("directives without a request");
        break;
      }
      case_.exchanges.push_back(read_exchange(std::move(directives)));
    }
    if (case_.exchanges.empty()) fail("no request");
    return std::move(case_);
  }

 private:
  [[nodiscard]] bool done() const { return at_ >= lines_.size(); }
  [[nodiscard]] std::string_view line() const { return lines_[at_]; }
  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error("line " + std::to_string(at_ + 1) + ": " + why);
  }

  // Blank lines, comments (`#` and no colon, or `# -`) and directives before a request.
  Pairs read_directives() {
    Pairs directives;
    for (; !done() && (base::trim(line()).empty() || line().starts_with('#')); ++at_) {
      if (!line().starts_with('#')) continue;
      const std::string_view text = line().substr(1);
      const auto colon = text.find(':');
      const std::string name(base::trim(text.substr(0, colon)));
      std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
      if (value.starts_with(' ')) value.remove_prefix(1);  // only one: the rest is YAML's indentation
      if (contains(kExchangeDirectives, name))
        directives.emplace_back(name, base::trim(value));
      else if (contains(kFileDirectives, name))
        add_to_file(name, value);
    }
    return directives;
  }

  void add_to_file(const std::string& name, std::string_view value) {
    if (!case_.exchanges.empty()) fail("`# " + name + "` belongs before the first request");
    case_.directives.emplace_back(name, name == "config" ? value : base::trim(value));
  }

  Exchange read_exchange(Pairs directives) {
    Exchange exchange;
    exchange.line = static_cast<int>(at_) + 1;
    exchange.directives = std::move(directives);
    const auto space = line().find(' ');
    if (space == std::string_view::npos) fail("expected METHOD PATH");
    exchange.method = line().substr(0, space);
    exchange.target = base::trim(line().substr(space + 1));
    ++at_;
    exchange.headers = read_headers(nullptr);
    exchange.body = read_body();
    if (done() || line() != "---") fail("expected --- after the request");
    ++at_;
    read_expected(exchange.expected);
    while (!done() && line().starts_with("--- ")) {
      const std::string names(base::trim(line().substr(4)));
      ++at_;
      read_expected(exchange.instead.emplace_back(names, Expected()).second);
    }
    if (!done()) ++at_;  // ===
    return exchange;
  }

  void read_expected(Expected& expected) {
    const auto status = done() ? std::nullopt : base::parse_int(base::trim(line()));
    if (!status) fail("expected a status");
    expected.status = static_cast<int>(*status);
    ++at_;
    expected.headers = read_headers(&expected.absent);
    std::string body = read_body();
    if (!done() && line() == "---") fail("--- without a request");
    if (!body.empty()) expected.body = std::move(body);
  }

  [[nodiscard]] bool at_separator() const {
    return done() || line() == "---" || line().starts_with("--- ") || line() == "===";
  }

  Pairs read_headers(std::vector<std::string>* absent) {
    Pairs headers;
    for (; !at_separator() && !base::trim(line()).empty(); ++at_) {
      if (absent && line().starts_with('-')) {
        absent->emplace_back(base::trim(line().substr(1)));
        continue;
      }
      const auto colon = line().find(':', 1);
      if (colon == std::string_view::npos) fail("expected NAME: VALUE");
      headers.emplace_back(line().substr(0, colon), base::trim(line().substr(colon + 1)));
    }
    return headers;
  }

  // The lines up to the next separator, without the blank line before and the line feeds after them.
  std::string read_body() {
    std::string body;
    if (!at_separator()) ++at_;
    for (; !at_separator(); ++at_) body.append(line()).append("\n");
    while (body.ends_with('\n')) body.pop_back();
    return body;
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  Case case_;
};

}  // namespace

bool names_gateway(std::string_view names, std::string_view gateway) {
  const auto words = base::split(names, ' ');
  return std::any_of(words.begin(), words.end(), [gateway](std::string_view word) {
    if (word == gateway) return true;
    const auto hyphen = gateway.find('-');
    return hyphen != std::string_view::npos && (word == "servers" || word == gateway.substr(0, hyphen));
  });
}

const Expected& Exchange::expected_from(std::string_view gateway) const {
  for (const auto& [names, other] : instead)
    if (names_gateway(names, gateway)) return other;
  return expected;
}

Case parse_case(std::string path, std::string_view text) {
  Case result = Parser(text).parse();
  result.path = std::move(path);
  return result;
}

}  // namespace support
