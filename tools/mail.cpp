// postern mail: what waits to be sent. Handlers send by themselves, after their answer; `send` is for cron, and for an
// operator who wants to see what is wrong.
#include "tools/mail.h"

#include <csignal>
#include <memory>

#include "api/mail_child.h"
#include "api/mail_queue.h"
#include "base/json_writer.h"
#include "tools/command.h"
#include "tools/console.h"

namespace tools {
namespace {

constexpr int kMost = 10'000, kPatience = 3, kShown = 1'000;

void print_json(const std::vector<store::MailRow>& mails) {
  base::JsonWriter out;
  out.array();
  for (const auto& mail : mails) {
    out.object().key("id").string(base::to_string(mail.id)).key("identity").string(base::to_string(mail.identity_id));
    out.key("to").string(mail.recipient).key("kind").string(mail.kind).key("created_at").time(mail.created_at);
    out.key("next_try_at").time(mail.next_try_at).key("tries").number(mail.tries);
    out.key("trouble").string(mail.trouble).close();
  }
  print_line(out.close().take());
}

int list(const Invocation& invocation, bool json) {
  Site site(invocation);
  const auto mails =
      site.db().read_value<std::vector<store::MailRow>>([](store::Tx& tx) { return store::waiting_mails(tx, kShown); });
  if (json) {
    print_json(mails);
    return kDone;
  }
  Table table({"SINCE", "TO", "ABOUT", "TRIES", "NEXT TRY", "TROUBLE"});
  for (const auto& mail : mails) {
    table.add({show_time(mail.created_at), mail.recipient, mail.kind, std::to_string(mail.tries),
               show_time(mail.next_try_at), mail.trouble.empty() ? "-" : mail.trouble});
  }
  table.flush();
  return kDone;
}

// Everything that waits, also what would have waited longer: whoever calls this may just have mended the mailer.
int send(const Invocation& invocation) {
  Site site(invocation);
  if (!site.config().mail.is_configured())
    throw Failure("no mailer is configured: set postern.mail.sendmail or courier.smtp.connection_uri");
  for (const int signal : {SIGPIPE, SIGCHLD}) std::signal(signal, SIG_DFL);
  site.db().write([&](store::Tx& tx) { store::make_failed_mails_due(tx, site.now()); });
  base::Log log(site.clock(), -1);
  log.set_file(site.config().essentials.log_file);
  const auto sent = api::send_due_mails({site.config(), site.db(), site.clock(), log}, kMost, kPatience);
  print_line(count_of(sent.sent, "mail is sent", "mails are sent"));
  if (sent.failed + sent.given_up == 0) return kDone;
  throw Failure(count_of(sent.failed + sent.given_up, "mail was not sent: ", "mails were not sent: ") + sent.trouble);
}

}  // namespace

void send_behind(Site& site) {
  site.db().close();
  api::send_mail_behind(site.config(), site.clock(), site.store_options());
}

void add_mail(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "mail", "Notices that wait to be sent");
  CLI::App* listing = add_command(*group, "list", "List the mail that waits, oldest first", "  postern mail list");
  const auto json = std::make_shared<bool>(false);
  listing->add_flag("--json", *json, "Print a JSON array");
  on_call(listing, line, [&line, json] { return list(line.invocation, *json); });
  CLI::App* sending = add_command(*group, "send", "Send the mail that waits, now; for cron", "  postern mail send");
  on_call(sending, line, [&line] { return send(line.invocation); });
}

}  // namespace tools
