// The queue of mail (store/mails), emptied: taken one by one, sent, and put back for later if that fails.
//
// A mail is tried at once, then after 1, 4, 16 and 64 minutes, then every 4 hours; after three days it is given up,
// with a line in the log. Two senders never send the same one: taking is one statement, and a mail is out of
// everybody's reach for longer than sending may last. Whoever dies while sending leaves it to the next.
#pragma once

#include "base/log.h"
#include "config/config.h"
#include "crypto/seal.h"
#include "store/db.h"
#include "store/mails.h"

namespace api {

struct Sender {
  const config::Config& config;
  store::Db& db;
  base::Clock& clock;
  base::Log& log;
};

struct Sent {
  int sent = 0, failed = 0, given_up = 0;
  std::string trouble;  // the last one
};
// What is due, oldest first, at most `most`. It stops after `patience` failures in a row: the mailer is dead.
Sent send_due_mails(const Sender& sender, int most, int patience);

// How long a mail waits that failed `tries` times.
[[nodiscard]] base::Duration mail_pause(int tries);
inline constexpr base::Duration kMailLife = std::chrono::hours(72);

}  // namespace api
