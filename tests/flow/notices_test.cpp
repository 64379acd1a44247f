// What is queued for whom, and what the mails say.
#include "flow/notices.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "api/language.h"
#include "api/mail_queue.h"
#include "api/mail_text.h"
#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice", kWithBoth);
  Browser browser{*this};

  Site() { configure("POSTERN_MAIL_SENDMAIL", "/nowhere/sendmail"); }

  std::vector<store::MailRow> queue() {
    return db().read_value<std::vector<store::MailRow>>([](store::Tx& tx) { return store::waiting_mails(tx, 100); });
  }
  std::string kinds() {
    std::string out;
    for (const auto& mail : queue()) out += (out.empty() ? "" : " ") + mail.kind;
    return out;
  }
  void sql(const char* text) {
    db().write([&](store::Tx& tx) { tx.prepare(text).run(); });
  }
  void signs_in() {
    browser.logs_in(alice);
    browser.passes("totp", code(alice));
  }
  std::vector<std::string> addresses(const base::Uuid& id) {
    return db().read_value<std::vector<std::string>>(
        [&](store::Tx& tx) { return flow::mail_addresses(tx, *store::find_identity(tx, id)); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(notices, Site)

BOOST_AUTO_TEST_CASE(each_change_of_a_factor_and_nothing_else) {
  signs_in();
  BOOST_TEST(kinds().empty());
  auto form = browser.start_settings();
  browser.submit(form, {{"method", "totp"}, {"totp_unlink", "true"}});
  BOOST_TEST(kinds() == "factor.removed");
  const auto added = browser.start_settings();
  const auto key = shown_key(added.answer);
  BOOST_TEST(browser.submit(added, {{"method", "totp"}, {"totp_code", code_of(key, clock.now())}}).status == 200);
  clock.advance(1s);
  browser.submit(added, {{"method", "password"}, {"password", "another way to Galway"}});
  browser.submit(added, {{"method", "profile"}, {"traits.email", alice.email}});
  clock.advance(1s);
  const auto codes = browser.submit(added, {{"method", "lookup_secret"}, {"lookup_secret_regenerate", "true"}});
  browser.submit(added, {{"method", "lookup_secret"}, {"lookup_secret_confirm", "true"}});
  BOOST_TEST(count("mails WHERE kind = 'factor.added'") == 1);
  BOOST_TEST(count("mails WHERE kind = 'codes.made'") == 1);
  BOOST_TEST(count("mails") == 3);
  for (const auto& mail : queue()) {
    BOOST_TEST(mail.recipient == alice.email);
    BOOST_TEST(mail.language == "en");
    BOOST_TEST(flow::read_notice_facts(mail.facts).address == "192.0.2.7");
  }
}

BOOST_AUTO_TEST_CASE(the_last_code_and_a_rescue) {
  sql("UPDATE lookup_codes SET used_at = 1 WHERE position > 1");
  browser.logs_in(alice);
  browser.passes("lookup_secret", alice.codes[1]);
  BOOST_TEST(kinds().empty());
  browser.passes("lookup_secret", alice.codes[0]);
  BOOST_TEST(kinds() == "factor.used_up");
}

BOOST_AUTO_TEST_CASE(in_the_language_of_the_page) {
  sql("UPDATE lookup_codes SET used_at = 1 WHERE position > 0");
  Browser application(*this, Browser::Kind::application);
  application.logs_in(alice);
  const auto answer = application.send("POST", "/self-service/methods/lookup_secret/login",
                                       {{"content-type", "application/json"}, {"accept-language", "de-AT, en;q=0.5"}},
                                       R"({"lookup_secret":")" + alice.codes[0] + "\"}");
  BOOST_TEST(answer.status == 200);
  BOOST_REQUIRE(queue().size() == 1u);
  BOOST_TEST(queue()[0].language == "de");
}

BOOST_AUTO_TEST_CASE(nothing_without_a_mailer_or_where_nobody_wants_it) {
  configure("POSTERN_MAIL_NOTICES", "false");
  signs_in();
  browser.submit(browser.start_settings(), {{"method", "totp"}, {"totp_unlink", "true"}});
  configure("POSTERN_MAIL_NOTICES", "true");
  configure("POSTERN_MAIL_SENDMAIL", "");
  browser.submit(browser.start_settings(), {{"method", "totp"}, {"totp_unlink", "true"}});
  BOOST_TEST(kinds().empty());
}

BOOST_AUTO_TEST_CASE(what_did_not_happen_is_not_told) {
  const auto services = app().services();
  try {
    db().write([&](store::Tx& tx) {
      BOOST_TEST(
          flow::tell(tx, flow::postbox_of(services), alice.id, {flow::notice::kFactorAdded, "totp"}, clock.now()) == 1);
      throw std::runtime_error("undone");
    });
  } catch (const std::runtime_error&) {
  }
  BOOST_TEST(kinds().empty());
}

BOOST_AUTO_TEST_CASE(so_many_a_day) {
  const auto services = app().services();
  const auto tell = [&] {
    return db().write_value<int>([&](store::Tx& tx) {
      return flow::tell(tx, flow::postbox_of(services), alice.id, {flow::notice::kFactorAdded, "totp"}, clock.now());
    });
  };
  for (int i = 0; i < flow::kMostMailsADay; ++i) BOOST_TEST(tell() == 1);
  BOOST_TEST(tell() == 0);
  clock.advance(24h);
  BOOST_TEST(tell() == 1);
}

BOOST_AUTO_TEST_CASE(addresses_are_what_the_schema_calls_so_else_the_identifier) {
  BOOST_TEST(addresses(alice.id) == std::vector<std::string>{alice.email});
  sql(R"(UPDATE identities SET verifiable_addresses = '[{"value":"a@x.org","via":"email"},{"value":"+4912345","via":"sms"},)"
      R"({"value":"a@x.org\nBcc: z@x.org","via":"email"}]', recovery_addresses = '[{"value":"a@x.org","via":"email"},)"
      R"({"value":"b@x.org","via":"email"}]')");
  BOOST_TEST(addresses(alice.id) == (std::vector<std::string>{"a@x.org", "b@x.org"}));
  sql("UPDATE identities SET verifiable_addresses = '', recovery_addresses = ''");
  sql("UPDATE identifiers SET identifier = 'alice'");
  BOOST_TEST(addresses(alice.id).empty());
}

BOOST_AUTO_TEST_CASE(every_mail_in_every_language) {
  configure("POSTERN_PAGES_SITE_NAME", "Shop {x}, Bcc: thief@example.org");
  store::MailRow mail{.id = alice.id, .recipient = alice.email, .created_at = clock.now()};
  mail.facts =
      R"({"method":"totp","address":"192.0.2.7","user_agent":"x\nEvil: Firefox/1 Linux","due":1700000000000000})";
  for (const auto& language : api::kLanguages) {
    for (const auto* kind :
         {flow::notice::kFactorAdded, flow::notice::kFactorRemoved, flow::notice::kFactorUsedUp,
          flow::notice::kCodesMade, flow::notice::kRescued, flow::notice::kResetAsked, flow::notice::kResetDone}) {
      mail.kind = kind, mail.language = language.code;
      const auto message = api::mail_text(app().config(), mail, "token-of-the-link");
      BOOST_TEST(!message.subject.empty());
      BOOST_TEST((message.body.find("/reset/cancel?token=token-of-the-link") != std::string::npos) ==
                 (std::string(kind) == flow::notice::kResetAsked));
      BOOST_TEST(message.body.find("Evil") == std::string::npos);
      BOOST_TEST(message.body.find(alice.email) != std::string::npos);
      const auto text = base::write_mail(message);
      BOOST_TEST(text.find("\nBcc") > text.find("\n\n"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_dead_mailer_is_tried_at_growing_distances_and_given_up) {
  const auto services = app().services();
  db().write([&](store::Tx& tx) {
    flow::tell(tx, flow::postbox_of(services), alice.id, {flow::notice::kFactorAdded, "totp"}, clock.now());
  });
  base::Log log(clock, -1);
  const api::Sender sender{app().config(), db(), clock, log};
  const auto begun = clock.now();
  int tries = 0;
  while (count("mails") > 0 && tries < 100) {
    const auto sent = api::send_due_mails(sender, 10, 3);
    BOOST_TEST(sent.sent == 0);
    if (sent.failed + sent.given_up == 1) ++tries;
    BOOST_TEST(api::send_due_mails(sender, 10, 3).failed == 0);  // not again at once
    clock.advance(1min);
  }
  BOOST_TEST(tries > 15);
  BOOST_TEST(tries < 25);
  BOOST_TEST((clock.now() - begun >= api::kMailLife));
  BOOST_TEST((api::mail_pause(1) == 1min));
  BOOST_TEST((api::mail_pause(4) == 64min));
  BOOST_TEST((api::mail_pause(40) == 4h));
}

BOOST_AUTO_TEST_SUITE_END()
