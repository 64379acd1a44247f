#include "webauthn/cbor.h"

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "base/encoding.h"
#include "tests/support/cbor_writer.h"

namespace {

using webauthn::Cbor;
using webauthn::KeyOrder;

std::string verdict(const base::Bytes& bytes, KeyOrder order = KeyOrder::canonical) {
  const auto value = webauthn::decode_cbor(bytes, order);
  return value ? "accepted" : std::string(webauthn::slug(value.error()));
}

std::string verdict(std::string_view hex, KeyOrder order = KeyOrder::canonical) {
  return verdict(base::decode_hex(hex).value(), order);
}

base::Bytes repeated(base::Bytes unit, std::size_t count) {
  base::Bytes out;
  for (std::size_t i = 0; i < count; ++i) out.insert(out.end(), unit.begin(), unit.end());
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cbor)

BOOST_AUTO_TEST_CASE(values) {
  // {1: -7, "a": h'0102', "b": [true, "x"]}
  const base::Bytes bytes = base::decode_hex(
                                "a3012661614201026162"
                                "82f56178")
                                .value();
  const auto value = webauthn::decode_cbor(bytes);
  BOOST_REQUIRE(value.ok());
  BOOST_TEST(value->find(1)->integer().value() == -7);
  BOOST_TEST(value->find("a")->bytes()->size() == 2U);
  BOOST_TEST(*value->find("b")->array()->at(1).text() == "x");
  BOOST_TEST((value->find("c") == nullptr));
  BOOST_TEST((value->find("a")->find("a") == nullptr));
}

BOOST_AUTO_TEST_CASE(integers_at_their_limits) {
  const auto integer = [](std::string_view hex) {
    const base::Bytes bytes = base::decode_hex(hex).value();
    return webauthn::decode_cbor(bytes).value().integer();
  };
  BOOST_TEST(integer("1b7fffffffffffffff").value() == INT64_MAX);
  BOOST_TEST(integer("3b7fffffffffffffff").value() == INT64_MIN);
  BOOST_TEST(!integer("1b8000000000000000").has_value());
  BOOST_TEST(!integer("3b8000000000000000").has_value());
  BOOST_TEST(!integer("6161").has_value());
}

BOOST_AUTO_TEST_CASE(refusals) {
  BOOST_TEST(verdict("") == "webauthn.cbor_truncated");
  BOOST_TEST(verdict("0000") == "webauthn.cbor_trailing");
  BOOST_TEST(verdict("4261") == "webauthn.cbor_truncated");
  BOOST_TEST(verdict("82818180") == "webauthn.cbor_truncated");
  BOOST_TEST(verdict("8181818180") == "webauthn.cbor_depth");
  BOOST_TEST(verdict("9fff") == "webauthn.cbor_indefinite");
  BOOST_TEST(verdict("c000") == "webauthn.cbor_tag");
  BOOST_TEST(verdict("1817") == "webauthn.cbor_noncanonical_int");
  BOOST_TEST(verdict("61ff") == "webauthn.cbor_bad_utf8");
  BOOST_TEST(verdict("f81f") == "webauthn.cbor_bad_simple");
  BOOST_TEST(verdict("1c") == "webauthn.cbor_reserved_ai");
  BOOST_TEST(verdict("ff") == "webauthn.cbor_unexpected_break");
}

BOOST_AUTO_TEST_CASE(order_of_keys) {
  BOOST_TEST(verdict("a3000020006000") == "accepted");  // 0, -1, ""
  BOOST_TEST(verdict("a21903e8002000") == "accepted");  // 1000 before -1: by type first
  BOOST_TEST(verdict("a2200001"
                     "00") == "webauthn.cbor_key_order");
  BOOST_TEST(verdict("a2626161006162"
                     "00") == "webauthn.cbor_key_order");  // "aa" before "b"
  BOOST_TEST(verdict("a220000100", KeyOrder::any) == "accepted");
  BOOST_TEST(verdict("a201000100") == "webauthn.cbor_duplicate_key");
  BOOST_TEST(verdict("a3010002000100", KeyOrder::any) == "webauthn.cbor_duplicate_key");
}

// None of these may cost more than reading it.
BOOST_AUTO_TEST_CASE(bombs) {
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(verdict(repeated({0x81}, 60'000)) == "webauthn.cbor_depth");
  BOOST_TEST(verdict(repeated({0xA1, 0x00}, 30'000)) == "webauthn.cbor_depth");
  BOOST_TEST(verdict(repeated({0x9F}, 60'000)) == "webauthn.cbor_indefinite");
  BOOST_TEST(verdict(repeated({0x00}, webauthn::kMostCborBytes + 1)) == "webauthn.cbor_too_long");
  for (const char* huge : {"5bffffffffffffffff00", "7bffffffffffffffff00", "9bffffffffffffffff00",
                           "bbffffffffffffffff00", "9a3fffffff00", "bb800000000000000000"}) {
    BOOST_TEST(verdict(huge) == "webauthn.cbor_truncated", huge);
  }
  // as many keys as fit, the last one twice
  base::Bytes members;
  const std::uint64_t keys = 15'000;
  for (std::uint64_t i = keys; i > 0; --i) {
    members = testing::cbor::joined(std::move(members), testing::cbor::integer(static_cast<std::int64_t>(i)));
    members.push_back(0);
  }
  members.insert(members.end(), {0x01, 0x00});
  const base::Bytes map = testing::cbor::joined(testing::cbor::head(5, keys + 1), members);
  BOOST_TEST(verdict(map, KeyOrder::any) == "webauthn.cbor_duplicate_key");
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_SUITE_END()
