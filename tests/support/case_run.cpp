#include "tests/support/case_run.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/text.h"
#include "tests/support/answer.h"
#include "tests/support/gateways.h"
#include "tests/support/http_gateway.h"

namespace support {
namespace {

// `+30s`: a number and one of ms, s, m, h, d.
base::Duration parse_step(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto unit = text.find_first_not_of("0123456789");
  const auto count = base::parse_int(text.substr(0, unit));
  const std::string_view name = unit == std::string_view::npos ? std::string_view() : text.substr(unit);
  if (count && name == "ms") return std::chrono::milliseconds(*count);
  if (count && name == "s") return std::chrono::seconds(*count);
  if (count && name == "m") return std::chrono::minutes(*count);
  if (count && name == "h") return std::chrono::hours(*count);
  if (count && name == "d") return std::chrono::days(*count);
  throw std::runtime_error("# clock: expected +NUMBER and ms, s, m, h or d");
}

std::string variable_name(std::string_view header) {
  if (header.starts_with('@')) return std::string(header.substr(1));
  std::string name =
      base::equal_ignoring_case(header, "Content-Type") || base::equal_ignoring_case(header, "Content-Length")
          ? std::string(header)
          : "HTTP_" + std::string(header);
  for (char& c : name) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

class Run {
 public:
  Run(Workshop& workshop, const Case& test, const std::string& handler, const std::string& gateway)
      : test_(test), name_(gateway), site_(workshop, test) {
    const Program program{workshop.handlers / handler, site_.environment(), site_.folder()};
    if (gateway == "cgi")
      gateway_ = make_cgi(program);
    else if (gateway == "fastcgi")
      gateway_ = make_fastcgi(program);
    else
      gateway_ = make_http(site_.serve(gateway, handler));
  }

  std::optional<std::string> run() {
    int number = 0;
    for (const Exchange& exchange : test_.exchanges) {
      site_.set_seed(std::to_string(++number));  // equal bytes in both modes, other bytes for every request
      if (auto different = guarded([&] { return take_part(exchange); }))
        return "line " + std::to_string(exchange.line) + ": " + *different + last_log_line();
    }
    return guarded([&]() -> std::optional<std::string> {
      gateway_->stop();
      return std::nullopt;
    });
  }

 private:
  template <class Step>
  static std::optional<std::string> guarded(Step step) {
    try {
      return step();
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  std::optional<std::string> take_part(const Exchange& exchange) {
    for (const auto& [name, value] : exchange.directives) {
      if (name == "clock") site_.set_time(site_.now() + parse_step(value));
      if (name == "browser") browser_ = value;
      if (name == "postern") site_.postern(expand(value, scope_), "");
    }
    scope_.now = site_.now();
    const std::string body = expand(exchange.body, scope_);
    const Answer answer = parse_answer(gateway_->ask(variables(exchange, body), body));
    if (has_browser()) jars_[browser_].take(answer, site_.now());
    return compare(exchange.expected_from(name_), answer, scope_);
  }

  [[nodiscard]] bool has_browser() const { return !browser_.empty() && browser_ != "-"; }

  // What a web server would pass on; the exchange's headers come first, so they win.
  Pairs variables(const Exchange& exchange, const std::string& body) {
    Pairs all;
    for (const auto& [name, value] : exchange.headers) all.emplace_back(variable_name(name), expand(value, scope_));
    const std::string target = expand(exchange.target, scope_);
    const auto add = [&all](const std::string& name, const std::string& value) {
      for (const auto& [have, unused] : all)
        if (have == name) return;
      all.emplace_back(name, value);
    };
    const auto mark = target.find('?');
    if (has_browser())
      if (const std::string cookies = jars_[browser_].header(site_.now()); !cookies.empty())
        add("HTTP_COOKIE", cookies);
    add("REQUEST_METHOD", exchange.method);
    add("REQUEST_URI", target);
    add("QUERY_STRING", mark == std::string::npos ? "" : target.substr(mark + 1));
    add("HTTP_HOST", "localhost:8080");
    add("REMOTE_ADDR", "127.0.0.1");
    add("REMOTE_PORT", "40000");
    add("GATEWAY_INTERFACE", "CGI/1.1");
    add("SERVER_PROTOCOL", "HTTP/1.1");
    if (exchange.method != "GET" && exchange.method != "HEAD") add("CONTENT_LENGTH", std::to_string(body.size()));
    return all;
  }

  [[nodiscard]] std::string last_log_line() const {
    std::string log = gateway_->log();
    while (log.ends_with('\n')) log.pop_back();
    return log.empty() ? "" : "\n  log: " + log.substr(log.rfind('\n') + 1);
  }

  const Case& test_;
  std::string name_;
  Site site_;
  std::unique_ptr<Gateway> gateway_;
  Scope scope_;
  std::string browser_;
  std::map<std::string, CookieJar> jars_;
};

}  // namespace

std::optional<std::string> run_case(Workshop& workshop, const Case& test, const std::string& handler,
                                    const std::string& gateway) {
  try {
    return Run(workshop, test, handler, gateway).run();
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace support
