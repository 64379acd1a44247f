#include "api/mail_transport.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <utility>

#include "base/child_process.h"
#include "base/url.h"

namespace api {
namespace {

using std::chrono::seconds;

constexpr seconds kSendmailTime(30), kConnectTime(10), kSmtpTime(30), kGrace(5);
// Not PATH: a web server hands down whatever it was started with.
constexpr std::string_view kFolders = "/usr/sbin:/usr/lib:/usr/local/sbin:/usr/bin:/usr/local/bin:/bin";

// What an operator can do something about (curl's manual, EXIT CODES).
constexpr std::array kTroubles = {
    std::pair{6, "the mail server's name is not known"},
    std::pair{7, "the mail server does not answer"},
    std::pair{28, "the mail server is too slow"},
    std::pair{35, "no TLS with the mail server"},
    std::pair{55, "the mail server refused the mail"},
    std::pair{56, "the mail server ended the conversation"},
    std::pair{60, "the mail server's certificate is not trusted"},
    std::pair{64, "the mail server offers no STARTTLS"},
    std::pair{67, "the mail server refused the sign-in"},
};

std::string explain(const base::Result<int, base::ChildFailure>& code, const std::string& program) {
  if (!code) return program + (code.error() == base::ChildFailure::too_slow ? " is too slow" : " cannot be started");
  return *code == 0 ? "" : program + " failed with exit code " + std::to_string(*code);
}

std::string find_curl() { return base::find_program("curl", kFolders); }

// A value of curl's configuration file.
std::string quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"\n";
}

// `USER:PASSWORD` with its percent escapes undone.
std::string credentials_of(const base::Url& url) {
  const std::size_t colon = url.userinfo.find(':');
  const auto user = base::unescape_path(url.userinfo.substr(0, colon));
  const auto password = colon == std::string::npos ? std::string() : url.userinfo.substr(colon + 1);
  return user.value_or("") + ":" + base::unescape_path(password).value_or("");
}

bool is_on(const base::Query& query, std::string_view name) { return base::find_parameter(query, name) == "true"; }

std::string curl_configuration(const base::Url& url, const base::MailMessage& message) {
  const auto query = base::parse_query(url.query);
  // The path is the name in EHLO; without one curl would make it up of the file's.
  const std::string name = message.from_address.substr(message.from_address.rfind('@') + 1);
  std::string out = "url = " + quote(url.scheme + "://" + url.host + "/" + name);
  if (!url.userinfo.empty()) out += "user = " + quote(credentials_of(url));
  if (url.scheme == "smtp" && !is_on(query, "disable_starttls")) out += "ssl-reqd\n";
  if (is_on(query, "skip_ssl_verify")) out += "insecure\n";
  out += "mail-from = " + quote(message.from_address) + "mail-rcpt = " + quote(message.to);
  out += "upload-file = \"/dev/fd/3\"\ncrlf\nsilent\n";
  out += "connect-timeout = " + std::to_string(kConnectTime.count()) + "\n";
  out += "max-time = " + std::to_string(kSmtpTime.count()) + "\n";
  return out;
}

std::string send_by_smtp(const std::string& uri, const base::MailMessage& message) {
  const auto url = base::parse_url(uri);
  if (!url) return "courier.smtp.connection_uri cannot be read";
  const auto code =
      base::exit_code_of({find_curl(), "-q", "-K", "-"}, {curl_configuration(*url, message), base::write_mail(message)},
                         kSmtpTime + kGrace);
  for (const auto& [number, text] : kTroubles)
    if (code && *code == number) return text;
  return explain(code, "curl");
}

}  // namespace

std::string find_sendmail(const std::string& configured) {
  if (configured.starts_with('/')) return ::access(configured.c_str(), X_OK) == 0 ? configured : "";
  return base::find_program(configured, kFolders);
}

std::string mailer_problem(const config::Mail& mail) {
  if (mail.sendmail.empty()) return find_curl().empty() ? "there is no program curl, which SMTP needs" : "";
  return find_sendmail(mail.sendmail).empty() ? "there is no program " + mail.sendmail : "";
}

std::string send_mail(const config::Mail& mail, const base::MailMessage& message) {
  if (!base::is_mail_address(message.from_address)) return "courier.smtp.from_address is no address";
  if (auto problem = mailer_problem(mail); !problem.empty()) return problem;
  if (mail.sendmail.empty()) return send_by_smtp(mail.smtp_uri, message);
  const std::string program = find_sendmail(mail.sendmail);
  return explain(base::exit_code_of({program, "-i", "-f", message.from_address, "--", message.to},
                                    {base::write_mail(message)}, kSendmailTime),
                 program);
}

}  // namespace api
