#include "base/mail_message.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/encoding.h"
#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t kLine = 76;       // without the line's end
constexpr std::size_t kWordBytes = 42;  // of one encoded word: 56 characters of base64 and 12 around them
constexpr std::size_t kWordFrame = 12;
constexpr std::size_t kMaxLocal = 64, kMaxAddress = 254;  // RFC 5321 section 4.5.3.1
constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Parts of `allowed` characters, divided by single dots.
template <class Allowed>
bool is_dotted(std::string_view text, Allowed allowed) {
  return std::ranges::all_of(
      split(text, '.'), [&](std::string_view part) { return !part.empty() && std::ranges::all_of(part, allowed); });
}

std::string without_controls(std::string_view text) {
  std::string out(text);
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return out;
}

// Needs neither quotes nor encoding.
bool is_plain(std::string_view text, HeaderText kind) {
  const std::string_view special = kind == HeaderText::phrase ? "()<>@,;:\\\".[]=?" : "=";
  return std::ranges::all_of(
      text, [&](char c) { return c >= 0x20 && c < 0x7f && special.find(c) == std::string_view::npos; });
}

// Fri, 21 Nov 1997 09:55:06 +0000 (RFC 5322 section 3.3).
std::string mail_date(Time time) {
  std::string text = format_http_date(time);
  return text.substr(0, text.size() - 3) + "+0000";
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > kMaxLocal || text.size() > kMaxAddress) return false;
  const auto is_atom = [](char c) { return is_alphanumeric(c) || kMarks.find(c) != std::string_view::npos; };
  const auto is_label = [](char c) { return is_alphanumeric(c) || c == '-'; };
  return text.front() != '-' && is_dotted(text.substr(0, at), is_atom) && is_dotted(text.substr(at + 1), is_label);
}

std::string encode_header_text(std::string_view utf8, std::size_t used, HeaderText kind) {
  const std::string text = without_controls(utf8);
  if (is_plain(text, kind) && used + text.size() <= kLine) return text;
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    // What stands before the first one takes its room.
    const std::size_t room = out.empty() ? std::min((kLine - used - kWordFrame) / 4 * 3, kWordBytes) : kWordBytes;
    const std::string piece = truncate_utf8(rest, room);
    rest.remove_prefix(piece.empty() ? rest.size() : piece.size());
    out += (out.empty() ? "" : "\n ") + ("=?UTF-8?B?" + encode_base64(to_bytes(piece)) + "?=");
  }
  return out;
}

std::string encode_quoted_printable(std::string_view utf8) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view token) {
    if (column + token.size() >= kLine) out += "=\n", column = 0;  // one place is kept for the soft break
    out += token, column += token.size();
  };
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    if (c == '\n') {
      out += '\n', column = 0;
      continue;
    }
    const bool before_end = i + 1 == utf8.size() || utf8[i + 1] == '\n';
    if (column + 1 >= kLine) out += "=\n", column = 0;
    // A dot alone on a line ends a mail, and `From ` begins one, for programs of old.
    const bool risky = column == 0 && (c == '.' || utf8.substr(i, 5) == "From ");
    if (c > 0x20 && c < 0x7f && c != '=' && !risky) {
      put({&c, 1});
    } else if (c == ' ' && !before_end) {
      put(" ");
    } else {
      std::array<char, 4> code;
      std::snprintf(code.data(), code.size(), "=%02X", static_cast<unsigned char>(c));
      put({code.data(), 3});
    }
  }
  return out;
}

std::string write_mail(const MailMessage& message) {
  const std::string domain = message.from_address.substr(message.from_address.rfind('@') + 1);
  std::string out = "From: ";
  if (!message.from_name.empty()) out += encode_header_text(message.from_name, out.size(), HeaderText::phrase) + "\n ";
  out += "<" + message.from_address + ">\n";
  out += "To: <" + message.to + ">\n";
  out += "Subject: " + encode_header_text(message.subject, 9, HeaderText::unstructured) + "\n";
  out += "Date: " + mail_date(message.date) + "\n";
  out += "Message-ID: <" + message.id + "@" + domain + ">\n";
  // RFC 3834: nobody's holiday answer comes back.
  out += "Auto-Submitted: auto-generated\n";
  out += "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n";
  out += encode_quoted_printable(message.body);
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

}  // namespace base
