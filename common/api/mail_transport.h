// How a mail leaves: through the host's sendmail program, or by SMTP through the program curl, which has TLS and the
// host's certificates. Both are children that are killed when they are too slow; passwords and texts go to them through
// memory, never through arguments or files.
#pragma once

#include <string>

#include "base/mail_message.h"
#include "config/config.h"

namespace api {

// "" = it was taken over; else what went wrong, for the queue's list and the log; never a secret.
[[nodiscard]] std::string send_mail(const config::Mail& mail, const base::MailMessage& message);

// `sendmail` as configured: a path as it is, a name where it is found; "" = nowhere.
[[nodiscard]] std::string find_sendmail(const std::string& configured);

// Why nothing can be sent at all, without having tried: a program that is not there. "" = nothing is known.
[[nodiscard]] std::string mailer_problem(const config::Mail& mail);

}  // namespace api
