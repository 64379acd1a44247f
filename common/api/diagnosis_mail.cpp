#include "api/diagnosis.h"
#include "api/mail_transport.h"

namespace api {
namespace {

constexpr base::Duration kLongWait = std::chrono::hours(1);

std::string hours_of(base::Duration duration) {
  const auto hours = std::chrono::floor<std::chrono::hours>(duration).count();
  return hours == 1 ? "an hour" : std::to_string(hours) + " hours";
}

std::string mails(std::int64_t count) { return count == 1 ? "1 mail waits" : std::to_string(count) + " mails wait"; }

Finding mailer_of(const config::Mail& mail) {
  const std::string key = mail.sendmail.empty() ? "courier.smtp.connection_uri" : "postern.mail.sendmail";
  if (const std::string problem = mailer_problem(mail); !problem.empty()) {
    return wrong("mail", problem, "install it, or change `" + key + "`");
  }
  return ok("mail",
            mail.sendmail.empty() ? "leaves by SMTP, through curl" : "leaves by " + find_sendmail(mail.sendmail));
}

}  // namespace

Findings diagnose_mail(const config::Mail& mail, const store::Health& health, base::Time now) {
  if (!mail.is_configured()) return {ok("mail", "none is sent: no `postern.mail.sendmail`, no `courier.smtp`")};
  Findings out{mailer_of(mail)};
  if (!health.oldest_mail) return out;
  const base::Duration wait = now - *health.oldest_mail;
  const std::string waiting = mails(health.waiting_mails);
  if (wait < kLongWait) {
    out.push_back(ok("mail queue", waiting));
    return out;
  }
  const std::string trouble = health.mail_trouble.empty() ? "" : ": " + health.mail_trouble;
  out.push_back(wrong("mail queue", waiting + ", the oldest for " + hours_of(wait) + trouble,
                      "`postern mail list` says more, `postern mail send` tries again"));
  return out;
}

}  // namespace api
