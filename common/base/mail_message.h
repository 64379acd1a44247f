// One mail as it travels: RFC 5322 with MIME, plain text in UTF-8, a single recipient. Every byte is ASCII, no line is
// longer than 76, lines end with a line feed as sendmail programs want them (curl makes CR LF of it).
// Whatever stands in a name, a subject or a text, it cannot begin a header: what is not plain goes into encoded words
// (RFC 2047), and a control character is a blank.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace base {

struct MailMessage {
  std::string from_address, from_name;  // name: "" = none
  std::string to;
  std::string subject, body;  // UTF-8; the body's lines end with \n
  std::string id;  // left of the @ of Message-ID: the same for each try, so that a mail server may see a double
  Time date{};
};

// local@domain of ASCII letters, digits and the marks of an RFC 5322 dot-atom: what can stand in a header and in an
// argument as it is. Addresses that need quoting or SMTPUTF8 are none for us.
[[nodiscard]] bool is_mail_address(std::string_view text);
// Both addresses are ones.
[[nodiscard]] std::string write_mail(const MailMessage& message);

// For a header, from the column `used` on (RFC 2047 section 2: at most 75 characters a word). A phrase is a name before
// an address, where more marks have a meaning (RFC 5322 section 3.2.3).
enum class HeaderText { unstructured, phrase };
[[nodiscard]] std::string encode_header_text(std::string_view utf8, std::size_t used, HeaderText kind);
[[nodiscard]] std::string encode_quoted_printable(std::string_view utf8);  // RFC 2045 section 6.7, text

}  // namespace base
