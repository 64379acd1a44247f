#include <boost/test/unit_test.hpp>

#include "base/bytes.h"
#include "base/encoding.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/uuid.h"

namespace {

// A stream that counts: 0, 1, 2, … 255, 0, …
struct Counting final : base::Random {
  std::uint8_t next = 0;
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = next++;
  }
};

std::string clear(const std::optional<base::Bytes>& bytes) {
  return bytes ? std::string(base::as_text(*bytes)) : "refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(comparison) {
  const auto equal = [](std::string_view a, std::string_view b) {
    return base::equal_constant_time(base::as_bytes(a), base::as_bytes(b));
  };
  BOOST_TEST(equal("same", "same"));
  BOOST_TEST(equal("", ""));
  BOOST_TEST(!equal("same", "samE"));
  BOOST_TEST(!equal("same", "Same"));
  BOOST_TEST(!equal("same", "sam"));
}

BOOST_AUTO_TEST_CASE(secrets_move_and_wipe) {
  base::SecretBytes first("clear");
  base::SecretBytes second(std::move(first));
  BOOST_TEST(second.text() == "clear");
  BOOST_TEST(first.empty());  // NOLINT: the state after the move is the point
  base::SecretBytes third("other");
  third = std::move(second);
  BOOST_TEST(third.text() == "clear");
  BOOST_TEST(third.copy().text() == "clear");
  std::string memory = "secret";
  base::wipe(memory.data(), memory.size());
  BOOST_TEST(memory == std::string(6, '\0'));
}

// RFC 4648 section 10
BOOST_AUTO_TEST_CASE(rfc_4648_vectors) {
  const auto of = [](std::string_view text) { return base::as_bytes(text); };
  BOOST_TEST(base::encode_hex(of("foobar")) == "666f6f626172");
  BOOST_TEST(base::encode_base64(of("f")) == "Zg==");
  BOOST_TEST(base::encode_base64(of("fo")) == "Zm8=");
  BOOST_TEST(base::encode_base64(of("foobar")) == "Zm9vYmFy");
  BOOST_TEST(base::encode_base64(of("")).empty());
  BOOST_TEST(base::encode_base64_raw(of("fo")) == "Zm8");
  BOOST_TEST(base::encode_base64url(of("\xfb\xff")) == "-_8");
  BOOST_TEST(base::encode_base64_raw(of("\xfb\xff")) == "+/8");
  BOOST_TEST(base::encode_base32(of("foobar")) == "MZXW6YTBOI");
  BOOST_TEST(clear(base::decode_hex("666F6f")) == "foo");
  BOOST_TEST(clear(base::decode_base64("Zm8=")) == "fo");
  BOOST_TEST(clear(base::decode_base64_raw("Zm8")) == "fo");
  BOOST_TEST(clear(base::decode_base64url("-_8")) == "\xfb\xff");
  BOOST_TEST(clear(base::decode_base32("mzxw 6ytb-oi======")) == "foobar");
}

BOOST_AUTO_TEST_CASE(hex_refusals) {
  for (const std::string_view text : {"6", "6g", "66 6f", "0x66"}) BOOST_TEST(!base::decode_hex(text), text);
}

BOOST_AUTO_TEST_CASE(base64_refusals) {
  // missing or too much padding, padding inside, white space, the other alphabet, one spare character, stray bits
  for (const std::string_view text : {"Zm8", "Zg=", "Zm9v====", "Z=8=", "Zm8=\n", "Zm 8", "-_8=", "Zm9vY", "Zm9="}) {
    BOOST_TEST(!base::decode_base64(text), text);
  }
  for (const std::string_view text : {"Zm8=", "-_8", "Z", "Zm9"}) BOOST_TEST(!base::decode_base64_raw(text), text);
  for (const std::string_view text : {"Zm8=", "+/8", "Zm9"}) BOOST_TEST(!base::decode_base64url(text), text);
}

BOOST_AUTO_TEST_CASE(uuids) {
  Counting random;
  const base::Uuid id = base::make_uuid(random);
  BOOST_TEST(base::to_string(id) == "00010203-0405-4607-8809-0a0b0c0d0e0f");
  BOOST_TEST((base::parse_uuid("00010203-0405-4607-8809-0A0B0C0D0E0F") == id));
  BOOST_TEST((base::uuid_from_bytes(id.view()) == id));
  BOOST_TEST(base::Uuid{}.is_nil());
  BOOST_TEST(!id.is_nil());
  for (const std::string_view text :
       {"", "00010203-0405-4607-8809-0a0b0c0d0e0", "000102030-405-4607-8809-0a0b0c0d0e0f",
        "00010203x0405-4607-8809-0a0b0c0d0e0f", "00010203-0405-4607-8809-0a0b0c0d0e0g",
        "{0010203-0405-4607-8809-0a0b0c0d0e0}", "00010203-0405-4607-8809-0a0b0c0d0e0f "}) {
    BOOST_TEST(!base::parse_uuid(text), text);
  }
  const auto is_bad = [](const base::Broken& error) { return error.slug() == "db.bad_uuid"; };
  BOOST_CHECK_EXCEPTION(static_cast<void>(base::uuid_from_bytes(base::Bytes(15))), base::Broken, is_bad);
}

BOOST_AUTO_TEST_CASE(random_text_has_no_bias) {
  Counting random;
  // 0..251 are four rounds of 62 and a rest of four that is rejected with 252..255
  std::vector<int> seen(256);
  for (const char c : base::random_text(random, 248, base::kAlphanumeric)) ++seen[static_cast<unsigned char>(c)];
  for (const char c : base::kAlphanumeric) BOOST_TEST(seen[static_cast<unsigned char>(c)] == 4, c);
  BOOST_CHECK_THROW(static_cast<void>(base::random_text(random, 1, "")), base::Broken);
}

BOOST_AUTO_TEST_CASE(system_random_fills) {
  base::SystemRandom random;
  BOOST_TEST(base::random_bytes(random, 1000).size() == 1000U);
  BOOST_TEST((base::random_bytes(random, 16) != base::random_bytes(random, 16)));
}

BOOST_AUTO_TEST_CASE(results) {
  const base::Result<int, std::string> good = 3, bad = base::Error{std::string("why")};
  BOOST_TEST(good.ok());
  BOOST_TEST(*good == 3);
  BOOST_TEST(!bad.ok());
  BOOST_TEST(bad.error() == "why");
}

BOOST_AUTO_TEST_SUITE_END()
