// date, time, date-time: RFC 3339 section 5.6. hostname: RFC 1123 section 2.1. email: RFC 5321 section 4.1.2 (mailbox
// without display name, 64 + 254 bytes), UTF-8 local parts as RFC 6531. uri: RFC 3986, absolute, as Go parses it.
#include "identity/schema_format.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "base/text.h"
#include "base/url.h"
#include "base/uuid.h"
#include "identity/normalise.h"
#include "identity/schema_document.h"

namespace identity {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Takes what it parses off the front of the text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<int> number(std::size_t digits) {
    if (text_.size() < digits ||
        !std::all_of(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(digits), is_digit)) {
      return std::nullopt;
    }
    int value = 0;
    for (const char c : text_.substr(0, digits)) value = value * 10 + (c - '0');
    text_.remove_prefix(digits);
    return value;
  }
  bool skip(std::string_view any_of) {
    if (text_.empty() || any_of.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  // `.123456789`: microseconds; 0 without one, nullopt for a bare point.
  std::optional<int> fraction() {
    if (!skip(".")) return 0;
    int micros = 0, digits = 0;
    for (; !text_.empty() && is_digit(text_.front()); text_.remove_prefix(1), ++digits) {
      if (digits < 6) micros = micros * 10 + (text_.front() - '0');
    }
    if (digits == 0) return std::nullopt;
    for (int k = digits; k < 6; ++k) micros *= 10;
    return micros;
  }
  [[nodiscard]] bool done() const { return text_.empty(); }
  [[nodiscard]] char peek() const { return text_.empty() ? '\0' : text_.front(); }

 private:
  std::string_view text_;
};

std::optional<std::chrono::sys_days> scan_date(Scanner& scan) {
  const auto year = scan.number(4);
  if (!year || !scan.skip("-")) return std::nullopt;
  const auto month = scan.number(2);
  if (!month || !scan.skip("-")) return std::nullopt;
  const auto day = scan.number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

// `Z` or `+hh:mm`.
std::optional<base::Duration> scan_offset(Scanner& scan) {
  if (scan.skip("Zz")) return base::Duration(0);
  const int sign = scan.peek() == '-' ? -1 : 1;
  if (!scan.skip("+-")) return std::nullopt;
  const auto hours = scan.number(2);
  if (!hours || !scan.skip(":")) return std::nullopt;
  const auto minutes = scan.number(2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (std::chrono::hours(*hours) + std::chrono::minutes(*minutes));
}

// Time of day in UTC, which an offset may push below zero or beyond a day.
std::optional<base::Duration> scan_time(Scanner& scan) {
  const auto hours = scan.number(2);
  if (!hours || !scan.skip(":")) return std::nullopt;
  const auto minutes = scan.number(2);
  if (!minutes || !scan.skip(":")) return std::nullopt;
  const auto seconds = scan.number(2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  const auto micros = scan.fraction();
  if (!micros) return std::nullopt;
  const auto offset = scan_offset(scan);
  if (!offset) return std::nullopt;
  return std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds) +
         base::Duration(*micros) - *offset;
}

bool is_date(std::string_view text) {
  Scanner scan(text);
  return scan_date(scan) && scan.done();
}

bool is_time(std::string_view text) {
  Scanner scan(text);
  return scan_time(scan) && scan.done();
}

bool is_ip(std::string_view text, int family) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(family, std::string(text).c_str(), address) == 1;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_hostname(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  const auto labels = base::split(text, '.');
  return std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_atom_character(char c) {
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_quoted_local_part(std::string_view text) {
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' || static_cast<unsigned char>(text[i]) < 0x20) return false;
    if (text[i] == '\\' && ++i == text.size()) return false;
  }
  return true;
}

bool is_local_part(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  if (text.front() == '"') return is_quoted_local_part(text);
  const auto atoms = base::split(text, '.');
  return std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
    return !atom.empty() && std::all_of(atom.begin(), atom.end(), is_atom_character);
  });
}

bool is_mail_domain(std::string_view domain) {
  if (!domain.starts_with('[')) return !domain.ends_with('.') && is_hostname(domain);
  if (!domain.ends_with(']')) return false;
  domain = domain.substr(1, domain.size() - 2);
  return domain.starts_with("IPv6:") ? is_ip(domain.substr(5), AF_INET6) : is_ip(domain, AF_INET);
}

bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (text.size() > 254 || at == std::string_view::npos) return false;
  return is_local_part(text.substr(0, at)) && is_mail_domain(text.substr(at + 1));
}

bool is_uri(std::string_view text) {
  const auto url = base::parse_url(text);
  return url && !url->scheme.empty();
}

bool is_uri_reference(std::string_view text) {
  return text.find('\\') == std::string_view::npos && base::parse_url(text).has_value();
}

bool is_regex(std::string_view text) {
  try {
    const Pattern pattern(text);
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

// RFC 6901 section 3.
bool is_json_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) return false;
  }
  return true;
}

}  // namespace

std::optional<base::Time> parse_rfc3339(std::string_view text) {
  Scanner scan(text);
  const auto date = scan_date(scan);
  if (!date || !scan.skip("Tt")) return std::nullopt;
  const auto time = scan_time(scan);
  if (!time || !scan.done()) return std::nullopt;
  return base::Time(*date) + *time;
}

bool has_format(std::string_view text, std::string_view format) {
  if (format == "email" || format == "email_loose" || format == "idn-email") return is_email(text);
  if (format == "tel") return parse_phone_number(text).has_value();
  if (format == "uri" || format == "iri") return is_uri(text);
  if (format == "uri-reference" || format == "iri-reference" || format == "uriref") return is_uri_reference(text);
  if (format == "date") return is_date(text);
  if (format == "time") return is_time(text);
  if (format == "date-time") return parse_rfc3339(text).has_value();
  if (format == "uuid") return base::parse_uuid(text).has_value();
  if (format == "hostname") return is_hostname(text);
  if (format == "ipv4" || format == "ip-address") return is_ip(text, AF_INET);
  if (format == "ipv6") return is_ip(text, AF_INET6);
  if (format == "regex") return is_regex(text);
  if (format == "json-pointer") return is_json_pointer(text);
  return true;
}

}  // namespace identity
