// courier.* as far as Postern sends mail, postern.mail.* and postern.reset.*.
#include "config/key.h"

namespace config {

void add_mail_keys(Keys& keys) {
  keys.text("courier.smtp.connection_uri", "",
            "send mail through this server: smtps://USER:PASSWORD@HOST/, or smtp:// (STARTTLS, else nothing is sent)",
            [](Config& c) { return &c.mail.smtp_uri; })
      .hidden();
  keys.text("courier.smtp.from_address", "", "the sender of mail; default: no-reply@ and the host of the base URL",
            [](Config& c) { return &c.mail.from_address; });
  keys.text("courier.smtp.from_name", "", "the sender's name; default: the site's name",
            [](Config& c) { return &c.mail.from_name; });
  keys.missing("courier.smtp.headers", Type::any, "", "mail has no headers of your own");
  keys.missing("courier.smtp.client_cert_path", Type::text, "", "no client certificate is shown to the mail server");
  keys.missing("courier.smtp.client_key_path", Type::text, "", "no client certificate is shown to the mail server");
  keys.irrelevant("courier.smtp.local_name", Type::text);
  keys.missing("courier.delivery_strategy", Type::choice, "smtp", "mail leaves by SMTP or sendmail only", "smtp|http");
  keys.missing("courier.template_override_path", Type::text, "", "the texts of mail are Postern's own");
  keys.irrelevant("courier.templates");
  keys.irrelevant("courier.http");
  keys.irrelevant("courier.channels");
  keys.irrelevant("courier.message_retries", Type::integer);
  keys.irrelevant("courier.worker");

  keys.text("postern.mail.sendmail", "",
            "send mail through this program: a path, or the name to look for in /usr/sbin and the like (`sendmail`)",
            [](Config& c) { return &c.mail.sendmail; });
  keys.boolean("postern.mail.notices", "true",
               "tell people by mail when a factor of theirs is added, removed, used up or rescued",
               [](Config& c) { return &c.mail.notices; });
  keys.boolean("postern.reset.enabled", "false",
               "who lost every second factor may ask for their removal on the sign-in page; needs mail",
               [](Config& c) { return &c.reset.enabled; });
  keys.duration("postern.reset.delay", "24h", "how long such a removal waits for an objection; at least 1h",
                [](Config& c) { return &c.reset.delay; });
}

}  // namespace config
