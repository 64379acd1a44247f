#include "flow/notices.h"

#include <algorithm>

#include "base/json.h"
#include "base/json_writer.h"
#include "base/mail_message.h"
#include "base/text.h"
#include "store/mails.h"

namespace flow {
namespace {

constexpr std::size_t kMostAddresses = 3;

void add_address(std::vector<std::string>& out, const std::string& address) {
  if (out.size() < kMostAddresses && base::is_mail_address(address) && std::ranges::find(out, address) == out.end())
    out.push_back(address);
}

void add_addresses(std::vector<std::string>& out, const std::string& list) {
  const auto parsed = base::parse_json(list.empty() ? "[]" : list);
  const auto* addresses = parsed ? parsed->array() : nullptr;
  if (!addresses) return;
  for (const auto& address : *addresses) {
    const auto *via = address.find("via"), *value = address.find("value");
    if (via && via->string() && *via->string() == "email" && value && value->string())
      add_address(out, *value->string());
  }
}

std::string facts_of(const Notice& notice) {
  base::JsonWriter out;
  out.object().key("method").string(notice.method);
  if (notice.client) {
    out.key("address").string(notice.client->address).key("user_agent").string(notice.client->user_agent);
  } else {
    out.key("by").string("operator");
  }
  if (notice.due != base::Time()) out.key("due").number(base::to_micros(notice.due));
  return out.close().take();
}

std::string text_of(const base::Json& facts, std::string_view member) {
  const auto* value = facts.find(member);
  return value && value->string() ? *value->string() : std::string();
}

bool is_wanted(const config::Mail& mail, std::string_view kind) {
  return mail.is_configured() && (mail.notices || kind == notice::kResetAsked || kind == notice::kResetDone);
}

}  // namespace

Postbox postbox_of(const Services& services) {
  return {services.config, services.random, services.keyring, services.mail_waits};
}

std::vector<std::string> mail_addresses(store::Tx& tx, const store::IdentityRow& identity) {
  std::vector<std::string> out;
  add_addresses(out, identity.verifiable_addresses);
  add_addresses(out, identity.recovery_addresses);
  if (!out.empty()) return out;
  for (const auto& identifier : store::all_identifiers_of(tx, identity.id)) add_address(out, identifier);
  return out;
}

int tell(store::Tx& tx, const Postbox& box, const base::Uuid& about, const Notice& notice, base::Time now) {
  if (!is_wanted(box.config.mail, notice.kind)) return 0;
  const auto identity = store::find_identity(tx, about);
  if (!identity) return 0;
  const std::int64_t today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
  int queued = 0;
  for (const auto& address : mail_addresses(tx, *identity)) {
    if (!store::count_mail(tx, about, today, kMostMailsADay)) break;
    store::MailRow mail{.id = base::make_uuid(box.random),
                        .identity_id = about,
                        .recipient = address,
                        .language = notice.client ? notice.client->language : std::string(),
                        .kind = std::string(notice.kind),
                        .facts = facts_of(notice),
                        .created_at = now,
                        .next_try_at = now};
    if (!notice.secret.empty())
      mail.secret = box.keyring.seal(base::to_bytes(notice.secret), mail_secret_place(about, mail.id), box.random);
    store::insert_mail(tx, mail);
    ++queued;
  }
  if (queued > 0 && box.mail_waits) *box.mail_waits = true;
  return queued;
}

NoticeFacts read_notice_facts(std::string_view json) {
  const auto facts = base::parse_json(json);
  if (!facts) throw base::Broken("mail.damaged", "the facts of a mail are not readable");
  NoticeFacts out{text_of(*facts, "method"), text_of(*facts, "address"), text_of(*facts, "user_agent")};
  out.by_operator = text_of(*facts, "by") == "operator";
  if (const auto* due = facts->find("due"); due && due->number())
    out.due = base::from_micros(base::parse_int(due->number()->text).value_or(0));
  return out;
}

crypto::SealPlace mail_secret_place(const base::Uuid& identity, const base::Uuid& mail) {
  return {"mail.secret", identity, mail};
}

}  // namespace flow
