// Mail that waits to be sent: one row a recipient, written in the transaction of what it tells. Facts only; the words
// are put together when it is sent (api/mail_text).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/db.h"

namespace store {

struct MailRow {
  base::Uuid id;
  base::Uuid identity_id;
  std::string recipient;                 // address
  std::string language;                  // `de`, `en`, …
  std::string kind;                      // flow/notices
  std::string facts;                     // compact JSON object
  std::optional<base::Sealed> secret{};  // of a link, sealed at {"mail.secret", identity_id, id}
  base::Time created_at{}, next_try_at{};
  int tries = 0;        // that were begun
  std::string trouble;  // why the last one failed; "" = there was none, or it is under way
};

// One more mail for this person today (days since 1970, UTC), unless there were `most` already: then false.
bool count_mail(Tx& tx, const base::Uuid& identity, std::int64_t day, int most);
void insert_mail(Tx& tx, const MailRow& row);
[[nodiscard]] bool has_due_mail(Tx& tx, base::Time now);
// The one that has waited longest, which nobody else is given before `until`. One statement.
[[nodiscard]] std::optional<MailRow> take_due_mail(Tx& tx, base::Time now, base::Time until);
// Both only while it is still ours: false if somebody has taken it since.
bool delete_taken_mail(Tx& tx, const MailRow& taken);
bool put_back_mail(Tx& tx, const MailRow& taken, base::Time next_try, std::string_view trouble);

// Oldest first.
[[nodiscard]] std::vector<MailRow> waiting_mails(Tx& tx, int limit);
std::int64_t delete_old_mails(Tx& tx, base::Time created_before, int limit);
// What failed before is tried again now: for an operator who mended the mailer.
void make_failed_mails_due(Tx& tx, base::Time now);

}  // namespace store
