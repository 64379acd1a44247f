// PAGES section 3, "Which group is shown".
#include <boost/test/unit_test.hpp>

#include "api/page_choice.h"
#include "samples.h"

using Groups = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(login_groups) {
  const Groups all = {"webauthn", "totp", "lookup_secret"};
  struct Row {
    const char* why;
    Groups offered;
    std::string asked, failed, last_used, expected;
  };
  for (const Row& row : std::vector<Row>{
           {"asked for", all, "lookup_secret", "totp", "webauthn", "lookup_secret"},
           {"asked for what is not offered", all, "password", "totp", "", "totp"},
           {"failed", all, "", "totp", "webauthn", "totp"},
           {"failed, recovery code", all, "", "lookup_secret", "totp", "lookup_secret"},
           {"used last", all, "", "", "totp", "totp"},
           {"used last, recovery code", all, "", "", "lookup_secret", "webauthn"},
           {"used last, not offered", all, "", "", "password", "webauthn"},
           {"webauthn first", {"totp", "webauthn"}, "", "", "", "webauthn"},
           {"then totp", {"lookup_secret", "totp"}, "", "", "", "totp"},
           {"refresh: password", {"password", "lookup_secret"}, "", "", "", "password"},
           {"unknown in node order", {"lookup_secret", "sms", "pigeon"}, "", "", "", "sms"},
           {"recovery code last", {"lookup_secret"}, "", "", "", "lookup_secret"},
           {"nothing", {}, "totp", "totp", "totp", ""},
       }) {
    BOOST_TEST(api::choose_login_group({row.offered, row.asked, row.failed, row.last_used, false}) == row.expected,
               row.why);
  }
}

BOOST_AUTO_TEST_CASE(settings_groups) {
  const Groups all = {"profile", "password", "lookup_secret", "totp"};
  struct Row {
    const char* why;
    std::string asked, failed;
    bool codes;
    std::string expected;
  };
  for (const Row& row : std::vector<Row>{
           {"overview", "", "", false, ""},
           {"asked for", "profile", "password", true, "profile"},
           {"asked for the overview", "overview", "password", true, ""},
           {"failed", "", "password", true, "password"},
           {"failed, not offered", "", "webauthn", false, ""},
           {"codes to save", "", "", true, "lookup_secret"},
       }) {
    BOOST_TEST(api::choose_settings_group({all, row.asked, row.failed, {}, row.codes}) == row.expected, row.why);
  }
}

BOOST_AUTO_TEST_CASE(group_in_error_is_read_from_nodes_then_messages) {
  flow::Ui ui = samples::second().ui;
  BOOST_TEST(api::group_in_error(ui).empty());
  ui.messages.push_back(samples::message(4000016, "no"));
  BOOST_TEST(api::group_in_error(ui) == "lookup_secret");
  ui.nodes[1].messages.push_back(samples::message(4000002, "no"));
  BOOST_TEST(api::group_in_error(ui) == "totp");
  BOOST_TEST((api::offered_groups(ui) == Groups{"totp", "lookup_secret"}));
}

// Their script is of the group webauthn, and so are the messages about keys.
BOOST_AUTO_TEST_CASE(passkeys_alone_are_a_group_of_their_own) {
  flow::Ui ui;
  ui.nodes.push_back({.kind = flow::Node::Kind::script, .group = "webauthn", .name = "webauthn_script"});
  ui.nodes.push_back({.group = "passkey", .name = "passkey_login"});
  BOOST_TEST((api::offered_groups(ui) == Groups{"passkey"}));
  ui.messages.push_back(samples::message(4000043, "no"));
  BOOST_TEST(api::group_in_error(ui) == "passkey");
  ui.nodes.push_back({.group = "webauthn", .name = "webauthn_login"});
  BOOST_TEST(api::group_in_error(ui) == "webauthn");
}
