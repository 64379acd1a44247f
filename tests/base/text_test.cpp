// contract: B0.2
#include "base/text.h"

#include <unistd.h>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "base/log.h"

namespace {

using namespace std::string_view_literals;

struct FixedClock final : base::Clock {
  base::Time now() override { return base::from_micros(1'700'000'000'120'000); }
};

// What the log writes to a descriptor.
std::string logged(base::Log::Fields fields) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  FixedClock clock;
  base::Log(clock, ends[1]).warn("totp.replayed", fields);
  ::close(ends[1]);
  std::string text(4096, '\0');
  const ssize_t size = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  text.resize(static_cast<std::size_t>(size));
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(utf8_by_rfc_3629) {
  for (const std::string_view good :
       {"", "a", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    BOOST_TEST(base::is_utf8(good));
  }
  // lone continuation, overlong two, three, four, surrogate, above U+10FFFF, cut short, no lead
  for (const std::string_view bad : {"\x80", "\xC1\x81", "\xE0\x9F\xBF", "\xF0\x8F\xBF\xBF", "\xED\xA0\x80",
                                     "\xF4\x90\x80\x80", "\xE2\x82", "\xFF"}) {
    BOOST_TEST(!base::is_utf8(bad));
  }
}

BOOST_AUTO_TEST_CASE(code_points) {
  BOOST_TEST(base::count_code_points("aä密🔑") == 4U);
  BOOST_TEST(base::count_code_points("a\xFF") == 2U);
  BOOST_TEST(base::truncate_utf8("aä", 2) == "a");
  BOOST_TEST(base::truncate_utf8("aä", 3) == "aä");
  BOOST_TEST(base::truncate_utf8("🔑", 3).empty());
  std::string out;
  for (const char32_t c : {U'a', U'ä', U'密', U'🔑'}) base::append_utf8(out, c);
  BOOST_TEST(out == "aä密🔑");
}

BOOST_AUTO_TEST_CASE(small_helpers) {
  BOOST_TEST(base::trim(" \t\r\n a b\v\f ") == "a b");
  BOOST_TEST(base::trim("  ").empty());
  BOOST_TEST(base::to_lower_ascii("ÄBC") == "Äbc");
  BOOST_TEST(base::equal_ignoring_case("Host", "hOST"));
  BOOST_TEST(!base::equal_ignoring_case("Host", "Hos"));
  BOOST_TEST(base::split("a,,b", ',').size() == 3U);
  BOOST_TEST(base::split("", ',').size() == 1U);
}

BOOST_AUTO_TEST_CASE(integers) {
  BOOST_TEST(base::parse_int("-12").value() == -12);
  BOOST_TEST(base::parse_int("9223372036854775807").value() == INT64_MAX);
  for (const std::string_view bad : {"", "+1", "1 ", " 1", "1.0", "0x1", "9223372036854775808"}) {
    BOOST_TEST(!base::parse_int(bad), bad);
  }
}

BOOST_AUTO_TEST_CASE(go_booleans) {
  for (const std::string_view yes : {"1", "t", "T", "TRUE", "true", "True"})
    BOOST_TEST(base::parse_go_bool(yes).value());
  for (const std::string_view no : {"0", "f", "F", "FALSE", "false", "False"})
    BOOST_TEST(!base::parse_go_bool(no).value());
  for (const std::string_view bad : {"", "tRUE", "yes", "on"}) BOOST_TEST(!base::parse_go_bool(bad), bad);
}

BOOST_AUTO_TEST_CASE(go_quotes) {
  BOOST_TEST(base::quote_go("plain ä🔑") == "\"plain ä🔑\"");
  BOOST_TEST(base::quote_go("\"\\") == R"("\"\\")");
  BOOST_TEST(base::quote_go("\a\b\t\n\v\f\r"sv) == R"("\a\b\t\n\v\f\r")");
  BOOST_TEST(base::quote_go("\0\x1b\x7f\xff"sv) == R"("\x00\x1b\x7f\xff")");
  BOOST_TEST(base::quote_go("\u00a0\u2028\ufeff") == R"("\u00a0\u2028\ufeff")");
  BOOST_TEST(base::quote_go("\U000e0001") == R"("\U000e0001")");
}

BOOST_AUTO_TEST_CASE(times) {
  const auto at = [](std::int64_t us) { return base::format_rfc3339(base::from_micros(us)); };
  BOOST_TEST(at(0) == "1970-01-01T00:00:00Z");
  BOOST_TEST(at(1'700'000'000'000'000) == "2023-11-14T22:13:20Z");
  BOOST_TEST(at(1'700'000'000'120'000) == "2023-11-14T22:13:20.12Z");
  BOOST_TEST(at(1'700'000'000'000'001) == "2023-11-14T22:13:20.000001Z");
  BOOST_TEST(at(-1) == "1969-12-31T23:59:59.999999Z");
  BOOST_TEST(at(-62'135'596'800'000'000) == "0001-01-01T00:00:00Z");
  BOOST_TEST(base::format_http_date(base::from_micros(1'000'000)) == "Thu, 01 Jan 1970 00:00:01 GMT");
  BOOST_TEST(base::format_http_date(base::from_micros(784'111'777'000'000)) == "Sun, 06 Nov 1994 08:49:37 GMT");
  BOOST_TEST(base::to_unix(base::from_micros(-1)) == -1);
}

BOOST_AUTO_TEST_CASE(log_lines) {
  BOOST_TEST(logged({{"id", "x-1"}}) == "2023-11-14T22:13:20.12Z warn totp.replayed id=x-1\n");
  BOOST_TEST(logged({{"a", "b c"}, {"d", ""}, {"e", "x\ny=\""}}) ==
             "2023-11-14T22:13:20.12Z warn totp.replayed a=\"b c\" d=\"\" e=\"x\\ny=\\\"\"\n");
}

BOOST_AUTO_TEST_CASE(log_lines_are_bounded) {
  const std::string line = logged({{"a", std::string(3000, 'x')}});
  BOOST_TEST(line.size() == 1024U);
  BOOST_TEST(line.back() == '\n');
}

BOOST_AUTO_TEST_CASE(log_appends_to_a_private_file) {
  const auto path = std::filesystem::temp_directory_path() / ("postern-log-" + std::to_string(::getpid()));
  FixedClock clock;
  for (int i = 0; i < 2; ++i) {
    base::Log log(clock, -1);
    log.set_file(path);
    log.info("a");
  }
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  BOOST_TEST(text == "2023-11-14T22:13:20.12Z info a\n2023-11-14T22:13:20.12Z info a\n");
  BOOST_TEST((std::filesystem::status(path).permissions() ==
              (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
  std::filesystem::remove(path);
}

// Rotation renames the file, and nobody has to be told.
BOOST_AUTO_TEST_CASE(log_begins_a_new_file_after_a_rename) {
  const auto path = std::filesystem::temp_directory_path() / ("postern-log-" + std::to_string(::getpid()));
  const std::string rotated = path.string() + ".1";
  FixedClock clock;
  base::Log log(clock, -1);
  log.set_file(path);
  log.info("before");
  std::filesystem::rename(path, rotated);
  log.info("after");
  const auto read = [](const std::string& name) {
    std::ifstream file(name);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  BOOST_TEST(read(rotated) == "2023-11-14T22:13:20.12Z info before\n");
  BOOST_TEST(read(path) == "2023-11-14T22:13:20.12Z info after\n");
  std::filesystem::remove(path);
  std::filesystem::remove(rotated);
}

BOOST_AUTO_TEST_SUITE_END()
