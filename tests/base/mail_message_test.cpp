// Mail as it travels: RFC 5322, 2045, 2047; whatever is put into it, it stays one mail to one address.
#include "base/mail_message.h"

#include <boost/test/unit_test.hpp>

#include "base/encoding.h"
#include "base/text.h"

using namespace base;

namespace {

MailMessage plain() {
  return {.from_address = "no-reply@example.org",
          .from_name = "Example",
          .to = "alice@example.org",
          .subject = "Example: hello",
          .body = "Hello.\nBye.\n",
          .id = "42",
          .date = from_micros(880'106'106'000'000)};
}

// The header lines of a mail; a continued one is one.
std::vector<std::string> headers_of(const std::string& mail) {
  std::vector<std::string> out;
  for (const auto line : split(std::string_view(mail).substr(0, mail.find("\n\n")), '\n')) {
    if (line.starts_with(' ') && !out.empty())
      out.back() += line;
    else
      out.emplace_back(line);
  }
  return out;
}

// RFC 2045 section 6.7, backwards.
std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (text[i + 1] == '\n') {
      ++i;
    } else {
      out += as_text(*decode_hex(to_lower_ascii(text.substr(i + 1, 2))));
      i += 2;
    }
  }
  return out;
}

bool is_tame(const std::string& mail) {
  for (const auto line : split(mail, '\n'))
    if (line.size() > 76) return false;
  return std::all_of(mail.begin(), mail.end(), [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_message)

BOOST_AUTO_TEST_CASE(a_whole_mail) {
  BOOST_TEST(write_mail(plain()) ==
             "From: Example\n <no-reply@example.org>\nTo: <alice@example.org>\nSubject: Example: hello\n"
             "Date: Fri, 21 Nov 1997 09:55:06 +0000\nMessage-ID: <42@example.org>\nAuto-Submitted: auto-generated\n"
             "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
             "Content-Transfer-Encoding: quoted-printable\n\nHello.\nBye.\n");
}

BOOST_AUTO_TEST_CASE(addresses) {
  for (const auto* good : {"a@b", "alice@example.org", "a.b+c_d@mail.example.org", "o'neil@xn--bcher-kva.example"})
    BOOST_TEST(is_mail_address(good), good);
  for (const auto* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "-f@b", "a@b\nBcc: x@y", "a..b@c", ".a@b",
                          "a@b..c", "\"a\"@b", "<a@b>", "a@[1.2.3.4]", "a,b@c", "ä@b", "a@bücher.example"})
    BOOST_TEST(!is_mail_address(bad), bad);
  BOOST_TEST(!is_mail_address(std::string(65, 'a') + "@b"));
}

BOOST_AUTO_TEST_CASE(nothing_begins_a_header_of_its_own) {
  for (const std::string evil :
       {"x\nBcc: thief@example.org", "x\r\nBcc: thief@example.org", "x\n\nbody",
        "=?UTF-8?Q?x=0ABcc?=", "a,b <thief@example.org>", "\"x\" <y@z>, ", "Zoë\nBcc: thief@example.org"}) {
    auto message = plain();
    message.from_name = message.subject = message.body = evil;
    const auto mail = write_mail(message);
    BOOST_TEST(is_tame(mail), mail);
    const auto headers = headers_of(mail);
    BOOST_TEST(headers.size() == 9u, mail);
    BOOST_TEST(mail.find("\nBcc") > mail.find("\n\n"), mail);  // in the text it is only text
    BOOST_TEST(headers[0].ends_with(" <no-reply@example.org>"));
    BOOST_TEST(std::count(headers[0].begin(), headers[0].end(), '@') == 1, headers[0]);
    BOOST_TEST(headers[1] == "To: <alice@example.org>");
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_ascii_is_encoded_and_whole) {
  auto message = plain();
  message.from_name = "Bücher, große";
  message.subject = "Ihre zweiten Faktoren wurden für „Bücher & Größen“ entfernt – 日本語日本語日本語日本語";
  message.body = "Für „Größen“ gilt: a=b\n.\nFrom here to there" + std::string(200, '.') + "\n日本語 \n\ttab\n";
  const auto mail = write_mail(message);
  BOOST_TEST(is_tame(mail), mail);
  std::string subject;
  const auto headers = headers_of(mail);
  for (const auto word : split(std::string_view(headers[2]).substr(9), ' ')) {
    BOOST_REQUIRE(word.starts_with("=?UTF-8?B?"));
    BOOST_TEST(word.size() <= 75u);
    const auto piece = decode_base64(word.substr(10, word.size() - 12));
    BOOST_REQUIRE(piece.has_value());
    BOOST_TEST(is_utf8(as_text(*piece)));  // RFC 2047 section 5: no character is split
    subject += as_text(*piece);
  }
  BOOST_TEST(subject == message.subject);
  const auto body = mail.substr(mail.find("\n\n") + 2);
  BOOST_TEST(decode_quoted_printable(body) == message.body);
  for (const auto line : split(body, '\n')) {
    BOOST_TEST(!line.starts_with("."));
    BOOST_TEST(!line.starts_with("From "));
    BOOST_TEST(!line.ends_with(" "));
  }
}

BOOST_AUTO_TEST_SUITE_END()
