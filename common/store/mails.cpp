#include "store/mails.h"

namespace store {
namespace {

constexpr const char* kTake =
    "UPDATE mails SET next_try_at = :until, tries = tries + 1, trouble = ''"
    " WHERE id = (SELECT id FROM mails WHERE next_try_at <= :now ORDER BY next_try_at, id LIMIT 1)"
    " AND next_try_at <= :now"
    " RETURNING id, identity_id, recipient, language, kind, facts, secret, created_at, next_try_at, tries, trouble";

MailRow read_mail(const Statement& row) {
  MailRow mail{.id = row.uuid(0),
               .identity_id = row.uuid(1),
               .recipient = row.text(2),
               .language = row.text(3),
               .kind = row.text(4),
               .facts = row.text(5),
               .created_at = row.time(7),
               .next_try_at = row.time(8),
               .tries = static_cast<int>(row.integer(9)),
               .trouble = row.text(10)};
  if (!row.is_null(6)) mail.secret = base::Sealed{row.blob(6)};
  return mail;
}

}  // namespace

bool count_mail(Tx& tx, const base::Uuid& identity, std::int64_t day, int most) {
  tx.prepare("DELETE FROM mail_counts WHERE identity_id = :identity AND day < :day")
      .bind(":identity", identity)
      .bind(":day", day)
      .run();
  return tx.prepare(
               "INSERT INTO mail_counts (identity_id, day, mails) VALUES (:identity, :day, 1)"
               " ON CONFLICT (identity_id, day) DO UPDATE SET mails = mail_counts.mails + 1"
               " WHERE mail_counts.mails < :most")
             .bind(":identity", identity)
             .bind(":day", day)
             .bind(":most", most)
             .run() == 1;
}

void insert_mail(Tx& tx, const MailRow& row) {
  tx.prepare(
        "INSERT INTO mails (id, identity_id, recipient, language, kind, facts, secret, created_at, next_try_at, tries,"
        " trouble) VALUES (:id, :identity, :recipient, :language, :kind, :facts, :secret, :created_at, :next_try_at,"
        " 0, '')")
      .bind(":id", row.id)
      .bind(":identity", row.identity_id)
      .bind(":recipient", row.recipient)
      .bind(":language", row.language)
      .bind(":kind", row.kind)
      .bind(":facts", row.facts)
      .bind(":secret", row.secret)
      .bind(":created_at", row.created_at)
      .bind(":next_try_at", row.next_try_at)
      .run();
}

bool has_due_mail(Tx& tx, base::Time now) {
  Statement select = tx.prepare("SELECT 1 FROM mails WHERE next_try_at <= :now LIMIT 1");
  select.bind(":now", now);
  return select.step();
}

std::optional<MailRow> take_due_mail(Tx& tx, base::Time now, base::Time until) {
  Statement take = tx.prepare(kTake);
  take.bind(":now", now).bind(":until", until);
  if (!take.step()) return std::nullopt;
  auto mail = read_mail(take);
  while (take.step()) continue;
  return mail;
}

bool delete_taken_mail(Tx& tx, const MailRow& taken) {
  return tx.prepare("DELETE FROM mails WHERE id = :id AND tries = :tries")
             .bind(":id", taken.id)
             .bind(":tries", taken.tries)
             .run() == 1;
}

bool put_back_mail(Tx& tx, const MailRow& taken, base::Time next_try, std::string_view trouble) {
  return tx.prepare("UPDATE mails SET next_try_at = :next, trouble = :trouble WHERE id = :id AND tries = :tries")
             .bind(":next", next_try)
             .bind(":trouble", trouble)
             .bind(":id", taken.id)
             .bind(":tries", taken.tries)
             .run() == 1;
}

std::vector<MailRow> waiting_mails(Tx& tx, int limit) {
  Statement select = tx.prepare(
      "SELECT id, identity_id, recipient, language, kind, facts, secret, created_at, next_try_at, tries, trouble"
      " FROM mails ORDER BY created_at, id LIMIT :limit");
  select.bind(":limit", limit);
  std::vector<MailRow> out;
  while (select.step()) out.push_back(read_mail(select));
  return out;
}

std::int64_t delete_old_mails(Tx& tx, base::Time created_before, int limit) {
  // A mail that is tried again and again is never far behind its next try.
  return tx
      .prepare(
          "DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE next_try_at <= :before AND created_at <= :before"
          " ORDER BY next_try_at LIMIT :limit)")
      .bind(":before", created_before)
      .bind(":limit", limit)
      .run();
}

void make_failed_mails_due(Tx& tx, base::Time now) {
  tx.prepare("UPDATE mails SET next_try_at = :now WHERE next_try_at > :now AND trouble <> ''").bind(":now", now).run();
}

}  // namespace store
