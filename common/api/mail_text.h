// A queued mail's words, in the language of whom it is for (www/*.txt, keys mail.*). Plain text; nothing in it is a
// secret but the link that it was queued with.
#pragma once

#include <string>
#include <string_view>

#include "base/mail_message.h"
#include "config/config.h"
#include "store/mails.h"

namespace api {

// `secret`: of the row, opened; "" = it has none.
[[nodiscard]] base::MailMessage mail_text(const config::Config& config, const store::MailRow& mail,
                                          std::string_view secret);

}  // namespace api
