// What curl prints, in one stream: the answer's header lines (-i), its body, a line `curl: (7) …` if something failed
// (--stderr -), and a last line that begins with a random mark (-w), which no server can know.
#include "tools/fetch.h"

#include <array>
#include <cstdlib>

#include "base/child_process.h"
#include "base/text.h"

namespace tools {
namespace {

constexpr std::size_t kMostBytes = 256u << 10;
constexpr auto kPatience = std::chrono::seconds(20);
constexpr const char* kCurlPatience = "15";
constexpr const char* kUsualFolders = "/usr/local/bin:/usr/bin:/bin:/opt/bin:/usr/pkg/bin";

struct Failed {
  int code = 0;
  std::string text;
};

// Takes the line `curl: (NN) text` from the end. Where nobody answered, advice of several lines may follow it.
Failed take_failure(std::string& text, bool answered) {
  while (text.ends_with('\n')) text.pop_back();
  const std::size_t line = text.rfind("curl: (");
  if (line == std::string::npos || (answered && text.find('\n', line) != std::string::npos)) return {};
  const std::string said = text.substr(line + 7, text.find('\n', line) - line - 7);
  const std::size_t end = said.find(')');
  Failed failed;
  failed.code = static_cast<int>(base::parse_int(said.substr(0, end)).value_or(0));
  if (end != std::string::npos) failed.text = std::string(base::trim(std::string_view(said).substr(end + 1)));
  if (failed.code != 0) text.erase(line);
  return failed;
}

std::string certificate_in_words(const std::string& text) {
  const std::string lower = base::to_lower_ascii(text);
  const auto says = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  if (says("self-signed") || says("self signed")) return "the certificate is signed by nobody but itself";
  if (says("expired")) return "the certificate has expired";
  if (says("not yet valid")) return "the certificate is not valid yet";
  if (says("no alternative") || says("does not match") || says("hostname"))
    return "the certificate is for another host";
  if (says("local issuer")) return "the certificate's issuer is unknown: the web server does not send the chain";
  return "the certificate is not trusted: " + text;
}

std::string in_words(const Failed& failed) {
  switch (failed.code) {
    case 1:
      return "curl here does not speak that: " + failed.text;
    case 3:
      return "the address is malformed";
    case 6:
      return "the host name is unknown here";
    case 7:
      return "nobody listens there";
    case 28:
      return "there was no answer within " + std::string(kCurlPatience) + " s";
    case 35:
      return "it does not speak https: " + failed.text;
    case 51:
    case 60:
      return certificate_in_words(failed.text);
    case 52:
    case 56:
      return "it hung up without an answer";
    default:
      return failed.text.empty() ? "curl said nothing" : failed.text;
  }
}

// Everything up to the header lines of the last answer is `100 Continue` and the like.
void split(std::string text, Answer& answer) {
  while (text.starts_with("HTTP/")) {
    std::size_t end = text.find("\r\n\r\n"), gap = 4;
    if (const std::size_t bare = text.find("\n\n"); bare < end) end = bare, gap = 2;
    answer.head = text.substr(0, end);
    if (end == std::string::npos) return;
    text.erase(0, end + gap);
    const std::string_view status = std::string_view(answer.head).substr(answer.head.find(' ') + 1);
    if (!status.starts_with('1')) break;
  }
  answer.body = std::move(text);
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  for (const std::string_view line : base::split(head, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !base::equal_ignoring_case(line.substr(0, colon), name)) continue;
    return std::string(base::trim(line.substr(colon + 1)));
  }
  return {};
}

std::string Fetcher::find_curl() {
  const char* path = std::getenv("PATH");
  return base::find_program("curl", std::string(path != nullptr ? path : "") + ":" + kUsualFolders);
}

Fetcher::Fetcher(std::string curl, base::Random& random)
    : curl_(std::move(curl)), mark_(base::random_text(random, 24, base::kAlphanumeric)) {}

Answer Fetcher::fetch(const Wanted& wanted) const {
  std::vector<std::string> command{curl_,
                                   "-q",
                                   "-s",
                                   "-S",
                                   "-i",
                                   "--stderr",
                                   "-",
                                   "--globoff",
                                   "--path-as-is",
                                   "--noproxy",
                                   "*",
                                   "--max-time",
                                   kCurlPatience,
                                   "--max-filesize",
                                   std::to_string(kMostBytes),
                                   "-w",
                                   "\n" + mark_ + " %{http_code}\n"};
  if (wanted.method == "HEAD") {
    command.emplace_back("-I");
  } else if (wanted.method != "GET") {
    command.insert(command.end(), {"-X", wanted.method});
  }
  if (trusting_) command.emplace_back("-k");
  for (const auto& [name, value] : wanted.headers) command.insert(command.end(), {"-H", name + ": " + value});
  command.insert(command.end(), wanted.options.begin(), wanted.options.end());
  command.insert(command.end(), {"--url", wanted.url});
  const auto printed = base::output_of(command, {kPatience, 2 * kMostBytes});
  Answer answer;
  if (!printed) {
    answer.trouble = printed.error() == base::ChildFailure::not_started ? curl_ + " cannot be started"
                     : printed.error() == base::ChildFailure::too_slow  ? "there was no answer in time"
                                                                        : "the answer has no end";
    answer.too_long = printed.error() == base::ChildFailure::too_long;
    if (answer.too_long) answer.status = 200;  // a page or a file: nothing was refused
    return answer;
  }
  std::string text = *printed;
  const std::size_t mark = text.rfind(mark_);
  if (mark != std::string::npos) {
    answer.status =
        static_cast<int>(base::parse_int(base::trim(std::string_view(text).substr(mark + mark_.size()))).value_or(0));
    text.erase(mark);
  }
  const Failed failed = take_failure(text, answer.status != 0);
  if (answer.status == 0) answer.trouble = in_words(failed);
  answer.too_long = failed.code == 63;
  answer.untrusted = failed.code == 51 || failed.code == 60;
  split(std::move(text), answer);
  return answer;
}

}  // namespace tools
