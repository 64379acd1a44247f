#include "api/mail_queue.h"

#include <algorithm>

#include "api/mail_text.h"
#include "api/mail_transport.h"
#include "flow/notices.h"

namespace api {
namespace {

using std::chrono::minutes;

constexpr base::Duration kTurn = minutes(5);  // longer than any transport may take
constexpr minutes kLongestPause(240);

// Why it was not sent, "" = it was.
std::string attempt(const Sender& sender, const store::MailRow& mail) {
  try {
    base::SecretBytes secret;
    if (mail.secret) {
      const crypto::Keyring keyring(sender.config.secrets_cipher, sender.config.secrets_default);
      secret = keyring.open(*mail.secret, flow::mail_secret_place(mail.identity_id, mail.id));
    }
    return send_mail(sender.config.mail, mail_text(sender.config, mail, secret.text()));
  } catch (const base::Unavailable& trouble) {
    return trouble.slug();
  } catch (const base::Broken& trouble) {
    return trouble.slug();
  }
}

void give_back(const Sender& sender, const store::MailRow& mail, const std::string& trouble, Sent& sent) {
  const auto now = sender.clock.now();
  const bool over = mail.created_at + kMailLife <= now;
  sender.db.write([&](store::Tx& tx) {
    over ? store::delete_taken_mail(tx, mail) : store::put_back_mail(tx, mail, now + mail_pause(mail.tries), trouble);
  });
  over ? ++sent.given_up : ++sent.failed;
  sent.trouble = trouble;
  sender.log.warn(over ? "mail.given_up" : "mail.failed", {{"mail", base::to_string(mail.id)},
                                                           {"kind", mail.kind},
                                                           {"identity", base::to_string(mail.identity_id)},
                                                           {"tries", std::to_string(mail.tries)},
                                                           {"reason", trouble}});
}

}  // namespace

base::Duration mail_pause(int tries) {
  minutes pause(1);
  for (int i = 1; i < tries && pause < kLongestPause; ++i) pause *= 4;
  return std::min(pause, kLongestPause);
}

Sent send_due_mails(const Sender& sender, int most, int patience) {
  Sent sent;
  for (int i = 0, in_a_row = 0; i < most && in_a_row < patience; ++i) {
    std::optional<store::MailRow> mail;
    const auto now = sender.clock.now();
    sender.db.write([&](store::Tx& tx) { mail = store::take_due_mail(tx, now, now + kTurn); });
    if (!mail) break;
    const auto trouble = attempt(sender, *mail);
    if (!trouble.empty()) {
      give_back(sender, *mail, trouble, sent);
      ++in_a_row;
      continue;
    }
    sender.db.write([&](store::Tx& tx) { store::delete_taken_mail(tx, *mail); });
    sender.log.info("mail.sent", {{"mail", base::to_string(mail->id)}, {"kind", mail->kind}});
    ++sent.sent, in_a_row = 0;
  }
  return sent;
}

}  // namespace api
