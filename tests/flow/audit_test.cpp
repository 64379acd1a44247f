// What is reported to the audit log, by whom and from where; and that its chain shows what was done to it.
#include "flow/audit.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/browser.h"

using namespace support;

namespace {

struct Site : World {
  Person alice = add("alice", kWithBoth);
  Browser browser{*this, Browser::Kind::script, "198.51.100.4"};

  // `what` of each row after `n`, in order.
  std::string deeds(std::int64_t n = 0) {
    std::string out;
    for (const auto& row : rows(n)) out += (out.empty() ? "" : " ") + row.what;
    return out;
  }
  std::vector<store::AuditRow> rows(std::int64_t n = 0) {
    return db().read_value<std::vector<store::AuditRow>>([&](store::Tx& tx) { return store::audit_rows(tx, n, 100); });
  }
  void spoil(const char* sql) {
    db().write([&](store::Tx& tx) { tx.prepare(sql).run(); });
  }
  std::string broken() { return flow::verify_audit(db()).broken; }
  void writes(int count) {
    for (int i = 0; i < count; ++i)
      db().write([&](store::Tx& tx) {
        flow::record(tx, clock.now() + std::chrono::seconds(i), {"sign_in", alice.id});
      });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit, Site)

BOOST_AUTO_TEST_CASE(a_life_in_rows) {
  browser.logs_in(alice);
  browser.passes("lookup_secret", alice.codes[0]);
  BOOST_TEST(deeds() == "sign_in sign_in code.used");
  const auto row = rows().back();
  BOOST_TEST(row.actor == "person");
  BOOST_TEST(row.address == "198.51.100.4");
  BOOST_TEST((row.about == alice.id));
  BOOST_TEST(row.detail == R"({"left":"11"})");
  BOOST_TEST(rows()[1].detail.find(R"("methods":"password+lookup_secret","aal":"aal2")") != std::string::npos);

  auto form = browser.start_settings();
  BOOST_TEST(browser.submit(form, {{"method", "totp"}, {"totp_unlink", "true"}}).messages() == "1050001");
  BOOST_TEST(browser.submit(form, {{"method", "password"}, {"password", "another way to Galway"}}).status == 200);
  BOOST_TEST(browser.submit(form, {{"method", "profile"}, {"traits.email", alice.email}}).status == 200);
  BOOST_TEST(deeds(3) == "factor.removed password.changed profile.changed");
  Browser other(*this);
  alice.password = "another way to Galway";
  other.logs_in(alice);
  BOOST_TEST(browser.send("DELETE", "/sessions").at("count") == "1");
  BOOST_TEST(browser.send("DELETE", "/sessions").at("count") == "0");  // nothing was ended: nothing to report
  const auto token = browser.get("/self-service/logout/browser").at("logout_token");
  BOOST_TEST(browser.get("/self-service/logout?token=" + token).status == 204);
  BOOST_TEST(deeds(6) == "sign_in sessions.ended sign_out");
  BOOST_TEST(broken().empty());
}

BOOST_AUTO_TEST_CASE(the_last_code_is_a_deed_of_its_own) {
  spoil("UPDATE lookup_codes SET used_at = 1 WHERE position > 0");
  browser.logs_in(alice);
  browser.passes("lookup_secret", alice.codes[0]);
  BOOST_TEST(deeds(1) == "sign_in code.used factor.used_up");
}

BOOST_AUTO_TEST_CASE(a_look_writes_nothing_and_a_refusal_leaves_nothing) {
  browser.logs_in(alice);
  for (int i = 0; i < 3; ++i) (void)browser.get("/sessions/whoami");
  (void)browser.tries("totp", "000000");
  BOOST_TEST(deeds() == "sign_in");
}

BOOST_AUTO_TEST_CASE(a_pause_is_reported_with_whom_it_is_about) {
  browser.logs_in(alice);
  for (int i = 0; i < 5; ++i) (void)browser.tries("totp", "000000");
  BOOST_TEST(deeds(1) == "throttle.pause");
  BOOST_TEST(rows().back().detail == R"({"method":"totp","seconds":"30"})");
  BOOST_TEST((rows().back().about == alice.id));
  BOOST_TEST(logged().find(" info guess.failed method=totp address=198.51.100.4\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_in_it_is_a_secret) {
  browser.logs_in(alice);
  browser.passes("lookup_secret", alice.codes[0]);
  std::string all;
  for (const auto& row : rows()) all += flow::audit_line_with_hash(row);
  for (const auto& secret : {alice.password, alice.codes[0], browser.session_token()})
    BOOST_TEST(all.find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_changed_removed_or_moved_shows) {
  writes(6);
  BOOST_TEST(flow::verify_audit(db()).rows == 6);
  BOOST_TEST(broken().empty());
  spoil("UPDATE audit SET address = '192.0.2.9' WHERE n = 3");
  BOOST_TEST(broken() == "row 3 is not what was written, or does not follow the one before");
  spoil("UPDATE audit SET address = '' WHERE n = 3");
  BOOST_TEST(broken().empty());
  spoil("UPDATE audit SET n = 9 WHERE n = 6");
  BOOST_TEST(broken() == "row 6 is missing: row 9 comes next");
  spoil("DELETE FROM audit WHERE n = 9");
  BOOST_TEST(broken() == "the log ends with row 5, the last one written was row 6");
}

BOOST_AUTO_TEST_CASE(retention_takes_the_oldest_and_the_rest_still_holds) {
  writes(6);  // a second apart
  const auto purge = [&](std::chrono::seconds age, int limit) {
    return db().write_value<std::int64_t>(
        [&](store::Tx& tx) { return store::delete_old_audit(tx, clock.now() + age, limit); });
  };
  BOOST_TEST(purge(0s, 10) == 0);
  BOOST_TEST(purge(10s, 2) == 2);
  BOOST_TEST(purge(4s, 10) == 2);
  BOOST_TEST(flow::verify_audit(db()).rows == 2);
  BOOST_TEST(broken().empty());
  spoil("DELETE FROM audit WHERE n = 5");  // by somebody else
  BOOST_TEST(broken() == "row 5 is missing: row 6 comes next");
  BOOST_TEST(purge(10s, 10) == 1);
  writes(1);
  BOOST_TEST(flow::verify_audit(db()).rows == 1);
  BOOST_TEST(broken().empty());
}

BOOST_AUTO_TEST_CASE(a_site_without_cron_keeps_itself_small) {
  browser.logs_in(alice);
  BOOST_TEST(count("sessions") == 1);
  clock.advance(std::chrono::hours(24 * 400));
  Browser visitor(*this);
  for (int i = 0; i < 60; ++i) (void)visitor.start_login();
  BOOST_TEST(count("sessions") == 0);
  BOOST_TEST(count("audit") == 0);
  BOOST_TEST(count("flows") < 61);
  BOOST_TEST(broken().empty());
}

BOOST_AUTO_TEST_SUITE_END()
