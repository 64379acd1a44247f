// Passwords that were found in data breaches: the real breach-check, started by a real handler, against a list server
// that can be silent, wrong or not there.
// contract: B5.1
#include <boost/test/data/test_case.hpp>
#include <chrono>

#include "base/encoding.h"
#include "crypto/sha256.h"
#include "tests/trouble/list_server.h"
#include "tests/trouble/site.h"

using namespace trouble;

namespace {

const auto kBoth = boost::unit_test::data::make({0, 1});
constexpr const char* kOther = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF:7\r\n";

// Another password for each question: what was set already is refused for that.
class Password {
 public:
  Password() {
    static int made = 0;
    text = "a breached password " + std::to_string(++made);
    const std::string hex = base::encode_hex(crypto::sha1(base::as_bytes(text)));
    for (const char c : hex) digits_ += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  std::string text;
  [[nodiscard]] std::string prefix() const { return digits_.substr(0, 5); }
  [[nodiscard]] std::string suffix() const { return digits_.substr(5); }

 private:
  std::string digits_;
};

struct Breaches {
  ListServer server;
  Site site;

  explicit Breaches(int gateway) : site(gateway == 0 ? Through::cgi : Through::fastcgi) { configure(""); }

  void configure(const std::string& more) const { configure("http://" + server.host(), more); }
  void configure(const std::string& host, const std::string& more) const {
    site.configure("sqlite://data/db.sqlite", "",
                   ", methods: { password: { config: { haveibeenpwned_enabled: true, haveibeenpwned_host: \"" + host +
                       "\"" + more + " } } }");
  }
  Answer change(const Password& password) const {
    return site.ask("POST", site.settings, R"({"method":"password","password":")" + password.text + "\"}");
  }
  Answer sign_up(const Password& password) const {
    return site.ask("POST", site.flow("/self-service/registration/api"),
                    R"({"method":"password","traits":{"email":")" + password.prefix() +
                        R"(@example.org"},"password":")" + password.text + "\"}");
  }
  // Both ways to a new password, with `list` of what its own suffix is put into.
  void expect(int status, const std::string& before, const std::string& after) {
    for (const auto submit : {&Breaches::change, &Breaches::sign_up}) {
      const Password password;
      server.answer_with_list(before + password.suffix() + after);
      const Answer answer = (this->*submit)(password);
      BOOST_TEST(answer.status == status, answer.body);
      const std::string request = server.take_requests();
      BOOST_TEST(request.starts_with("GET /range/" + password.prefix() + " HTTP/1.1\r\n"), request);
      BOOST_TEST(request.find("\r\nAdd-Padding: true\r\n") != std::string::npos, request);
      BOOST_TEST(request.find("GET", 1) == std::string::npos, request);
      BOOST_TEST((answer.body.find("\"id\":4000034") != std::string::npos) == (status == 400), answer.body);
    }
  }
  // Nobody knows: the configuration decides.
  void expect_unanswered(const std::string& host, const std::string& detail) const {
    configure(host, ", ignore_network_errors: false");
    const Password refused;
    for (const Answer& answer : {change(refused), sign_up(refused)}) {
      BOOST_TEST(answer.status == 500, detail + answer.body);
      BOOST_TEST(answer.body.find("\"code\":500") != std::string::npos, answer.body);
    }
    BOOST_TEST(site.ask("GET", site.settings.substr(0, site.settings.find('?')) +
                                   "/flows?id=" + site.settings.substr(site.settings.find('=') + 1))
                   .status == 200);
    configure(host, "");
    const Password accepted;
    const Answer changed = change(accepted);
    BOOST_TEST(changed.status == 200, changed.body + site.gateway->log());
    BOOST_TEST(sign_up(accepted).status == 200, detail);
    BOOST_TEST(site.gateway->log().find("detail=\"" + detail + "\"") != std::string::npos, site.gateway->log());
    for (const Password& password : {refused, accepted}) {
      for (const std::string& secret : {password.text, password.suffix()})
        BOOST_TEST(site.gateway->log().find(secret) == std::string::npos, secret);
    }
  }
  void expect_unanswered(const std::string& detail) const { expect_unanswered("http://" + server.host(), detail); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(breaches)

BOOST_DATA_TEST_CASE(what_was_found_is_refused, kBoth) {
  Breaches all(sample);
  all.expect(400, kOther, ":1,234\r\n");
  all.expect(400, "", "");            // once
  all.expect(200, kOther, ":0\r\n");  // padding
  all.configure(", max_breaches: 3");
  all.expect(200, kOther, ":3\r\n");
  all.expect(400, kOther, ":4\r\n");

  const Password password;
  all.server.answer_with_list(kOther);
  BOOST_TEST(all.change(password).status == 200);
  all.server.answer_with_list(password.suffix() + ":1,234\n");
  const Password again = password;
  const Answer refused = all.sign_up(again);
  BOOST_TEST(refused.body.find(R"("messages":[{"id":4000034,"text":"The password has been found in data breaches and )"
                               R"(must no longer be used.","type":"error","context":{"breaches":1234}}])") !=
                 std::string::npos,
             refused.body);
}

// Who has such a password still gets in, and nobody is asked: only new passwords are looked up, if at all.
BOOST_DATA_TEST_CASE(nobody_is_asked_without_need, kBoth) {
  Breaches all(sample);
  all.server.answer_with_list(kOther);
  BOOST_TEST(all.site.ask("POST", all.site.login, Site::sign_in()).status == 200);
  all.configure(", min_password_length: 100");
  BOOST_TEST(all.change(Password()).status == 400);
  all.site.configure("sqlite://data/db.sqlite");
  BOOST_TEST(all.change(Password()).status == 200);
  BOOST_TEST(all.server.take_requests().empty());
}

BOOST_DATA_TEST_CASE(without_an_answer_the_configuration_decides, kBoth) {
  Breaches all(sample);
  all.server.answer_with("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
  all.expect_unanswered("no answer");
  all.server.answer_with("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
  all.expect_unanswered("no answer");
  all.server.answer_with("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(kOther));  // breaks off
  all.expect_unanswered("no answer");
  all.server.answer_with_list(std::string(2u << 20, '\n'));
  all.expect_unanswered("no answer");
  all.server.answer_with_list("<html><title>Sign in to this network</title></html>\n");
  all.expect_unanswered("the answer is no list");
  all.expect_unanswered(all.server.host(), "no answer");  // https, which it does not speak
  all.expect_unanswered("http://127.0.0.1:1", "no answer");
}

BOOST_DATA_TEST_CASE(a_slow_answer_is_not_waited_for, kBoth) {
  const Breaches all(sample);
  const auto start = std::chrono::steady_clock::now();
  const Answer accepted = all.change(Password());
  BOOST_TEST(accepted.status == 200, accepted.body + all.site.gateway->log());
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(3)));
  all.configure(", ignore_network_errors: false");
  BOOST_TEST(all.sign_up(Password()).status == 500);
}

BOOST_DATA_TEST_CASE(breach_check_may_be_left_out, kBoth) {
  Breaches all(sample);
  const fs::path program = Workplace::get().folder.path() / "breach-check";
  fs::rename(program, program.string() + ".away");
  all.server.answer_with_list(kOther);
  all.expect_unanswered("breach-check does not start");
  fs::rename(program.string() + ".away", program);
  BOOST_TEST(all.server.take_requests().empty());
  all.expect(400, kOther, ":1\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
