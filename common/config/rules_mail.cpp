// Mail and what hangs on it. A connection URI holds a password: what is refused is not quoted.
#include <algorithm>

#include "base/mail_message.h"
#include "base/text.h"
#include "base/url.h"
#include "config/draft.h"

namespace config {
namespace {

constexpr const char *kUri = "courier.smtp.connection_uri", *kFrom = "courier.smtp.from_address",
                     *kName = "courier.smtp.from_name", *kSendmail = "postern.mail.sendmail",
                     *kReset = "postern.reset.enabled";
constexpr base::Duration kLeastDelay = std::chrono::hours(1);

bool is_smtp(const std::string& uri) {
  const auto url = base::parse_url(uri);
  return url && (url->scheme == "smtp" || url->scheme == "smtps") && !url->hostname().empty() &&
         !base::has_controls(uri);
}

void settle_sender(Draft& draft) {
  Mail& mail = draft.config.mail;
  if (mail.from_address.empty()) {
    const auto url = base::parse_url(draft.config.essentials.base_url);
    mail.from_address = "no-reply@" + (url ? url->hostname() : "localhost");
    draft.derived[kFrom] = mail.from_address;
  }
  if (draft.has(kFrom) && !base::is_mail_address(mail.from_address))
    draft.refuse(kFrom, base::quote_go(mail.from_address) + " is no address; allowed: sign-in@example.org");
  if (base::has_controls(mail.from_name)) draft.refuse(kName, "is no name; allowed: one line of text");
}

void check_reset(Draft& draft) {
  const Reset& reset = draft.config.reset;
  if (reset.delay < kLeastDelay)
    draft.refuse("postern.reset.delay", "is too short for anybody to object in; allowed: 1h or more");
  if (!reset.enabled) return;
  if (!draft.config.mail.is_configured()) {
    draft.refuse(kReset,
                 std::string("needs mail, so that people hear of it and can object: set ") + kSendmail + " or " + kUri);
  }
  // With the password alone a thief could else name an address of their own first, and be the one who is told.
  if (draft.config.essentials.settings_aal == RequiredAal::aal1) {
    draft.refuse(kReset,
                 "needs selfservice.flows.settings.required_aal: highest_available (or aal2): with aal1 a "
                 "stolen password may change the address that is told");
  }
}

}  // namespace

void apply_mail_rules(Draft& draft) {
  const Mail& mail = draft.config.mail;
  if (!mail.smtp_uri.empty() && !is_smtp(mail.smtp_uri))
    draft.refuse(kUri, "is no address of a mail server; allowed: smtps://USER:PASSWORD@HOST:PORT/, smtp://HOST/");
  const bool is_path = mail.sendmail.starts_with('/');
  if (base::has_controls(mail.sendmail) || (!is_path && mail.sendmail.find('/') != std::string::npos))
    draft.refuse(kSendmail, "is neither a name nor a whole path; allowed: sendmail, /usr/sbin/sendmail");
  settle_sender(draft);
  check_reset(draft);
}

}  // namespace config
