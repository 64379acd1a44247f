#include "api/mail_text.h"

#include "api/language.h"
#include "api/page_parts.h"
#include "base/url.h"
#include "flow/notices.h"

namespace api {
namespace {

const Words& words_for(const config::Config& config, const std::string& language) {
  const auto spoken = first_spoken(language);
  return words_in(
      std::string(spoken.empty() ? kLanguages[static_cast<std::size_t>(config.pages.language)].code : spoken));
}

std::string method_in_words(const Words& words, const std::string& method) {
  if (method == "lookup_secret") return words.say("mail.codes");
  const std::string* known = words.find("method." + method);
  return known ? *known : method;
}

// When, and who: the page that did it, or the operator.
std::string circumstances(const Words& words, const store::MailRow& mail, const flow::NoticeFacts& facts) {
  std::string out = words.say("mail.when", {{"time", words.date_and_time(mail.created_at)}}) + "\n";
  if (facts.by_operator) return out + words.say("mail.by_operator") + "\n";
  const Words::Holes holes = {{"device", device_in_words(words, facts.user_agent)}, {"address", facts.address}};
  return out + words.say(facts.address.empty() ? "mail.from_device" : "mail.from", holes) + "\n";
}

std::string what_to_do(const Words& words, const config::Config& config, const store::MailRow& mail,
                       std::string_view secret) {
  if (mail.kind == flow::notice::kResetAsked) {
    const auto link =
        base::with_query(base::join_url(config.essentials.base_url, "/reset/cancel"), {{"token", std::string(secret)}});
    return words.say("mail.reset.asked.cancel") + "\n" + link + "\n";
  }
  return words.say("mail.was_you") + " " + words.say("mail.was_not_you") + "\n" + config.settings_ui_url + "\n";
}

}  // namespace

base::MailMessage mail_text(const config::Config& config, const store::MailRow& mail, std::string_view secret) {
  const Words& words = words_for(config, mail.language);
  const auto facts = flow::read_notice_facts(mail.facts);
  const std::string site = config.pages.site_name.empty() ? config.totp_issuer : config.pages.site_name;
  const Words::Holes holes = {{"site", site},
                              {"account", mail.recipient},
                              {"method", method_in_words(words, facts.method)},
                              {"due", words.date_and_time(facts.due)}};
  base::MailMessage message{.from_address = config.mail.from_address,
                            .from_name = config.mail.from_name.empty() ? site : config.mail.from_name,
                            .to = mail.recipient,
                            .subject = words.say("mail." + mail.kind + ".subject", holes),
                            .id = base::to_string(mail.id),
                            .date = mail.created_at};
  message.body = words.say("mail." + mail.kind + ".text", holes) + "\n\n" + circumstances(words, mail, facts) + "\n" +
                 what_to_do(words, config, mail, secret);
  if (!config.pages.help_url.empty())
    message.body += "\n" + words.say("mail.help", {{"url", config.pages.help_url}}) + "\n";
  message.body += "\n" + words.say("mail.why", holes) + "\n";
  return message;
}

}  // namespace api
