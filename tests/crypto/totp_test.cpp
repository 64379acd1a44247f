// contract: B2.1 B2.5
#include "crypto/totp.h"

#include "tests/crypto/vectors.h"

namespace {

using crypto::TotpAlgorithm;
using crypto::TotpParameters;

TotpAlgorithm algorithm_of(const base::Json& row) {
  const std::string name = testing::text_of(row, "algorithm");
  return name == "SHA1" ? TotpAlgorithm::sha1 : name == "SHA256" ? TotpAlgorithm::sha256 : TotpAlgorithm::sha512;
}

TotpParameters parameters_of(const base::Json& row) {
  return {algorithm_of(row), static_cast<int>(testing::number_of(row, "digits")),
          static_cast<int>(testing::number_of(row, "period"))};
}

base::Time at(std::int64_t seconds) { return base::from_micros(seconds * 1'000'000); }

base::Bytes key_of(std::string_view text) { return base::to_bytes(text); }
const base::Bytes kKey = key_of("12345678901234567890");

}  // namespace

BOOST_AUTO_TEST_SUITE(totp)

BOOST_AUTO_TEST_CASE(hotp_vectors) {
  const auto json = testing::read_vectors("totp.json");
  if (!json) return;
  for (const base::Json& row : testing::rows(*json, "hotp")) {
    const auto key = base::decode_hex(testing::text_of(row, "secret_hex")).value();
    BOOST_TEST(base::encode_base32(key) == testing::text_of(row, "secret_base32"));
    BOOST_TEST(crypto::hotp(key, static_cast<std::uint64_t>(testing::number_of(row, "counter")), algorithm_of(row),
                            static_cast<int>(testing::number_of(row, "digits"))) == testing::text_of(row, "code"));
  }
}

BOOST_AUTO_TEST_CASE(totp_vectors) {
  const auto json = testing::read_vectors("totp.json");
  if (!json) return;
  for (const std::string_view section : {"totp", "totp_derived"}) {
    for (const base::Json& row : testing::rows(*json, section)) {
      const auto key = base::decode_base32(testing::text_of(row, "secret_base32")).value();
      const TotpParameters parameters = parameters_of(row);
      const base::Time now = at(testing::number_of(row, "time"));
      const std::int64_t step = testing::number_of(row, "counter");
      BOOST_TEST(crypto::totp_step(now, parameters) == step);
      const std::string code = testing::text_of(row, "code");
      BOOST_TEST(crypto::hotp(key, static_cast<std::uint64_t>(step), parameters.algorithm, parameters.digits) == code);
      BOOST_TEST(crypto::match_totp(key, code, now, parameters).value_or(-1) == step);
    }
  }
}

BOOST_AUTO_TEST_CASE(validate_vectors) {
  const auto json = testing::read_vectors("totp.json");
  if (!json) return;
  for (const base::Json& row : testing::rows(*json, "validate")) {
    const std::string expected = testing::text_of(row, "expected");
    const bool has_our_window = testing::number_of(row, "window") == 1;
    if (expected == "policy" || !has_our_window) continue;  // ours is one step; blanks inside: tested below
    const auto key = base::decode_base32(testing::text_of(row, "secret_base32")).value();
    const auto step = crypto::match_totp(key, testing::text_of(row, "input"), at(testing::number_of(row, "time")),
                                         parameters_of(row));
    BOOST_TEST(step.has_value() == (expected == "accept"), testing::text_of(row, "name"));
  }
}

BOOST_AUTO_TEST_CASE(base32_vectors) {
  const auto json = testing::read_vectors("totp.json");
  if (!json) return;
  for (const base::Json& row : testing::rows(*json, "base32")) {
    const auto bytes = base::decode_base32(testing::text_of(row, "base32"));
    if (testing::text_of(row, "expected") == "accept") {
      BOOST_TEST(base::encode_hex(bytes.value()) == testing::text_of(row, "bytes_hex"));
    } else {  // ours refuses stray bits, the one "policy" row
      BOOST_TEST(!bytes.has_value(), testing::text_of(row, "name"));
    }
  }
}

BOOST_AUTO_TEST_CASE(matches_one_step_either_way) {
  const TotpParameters parameters;
  const base::Time now = at(1111111111);
  const std::int64_t step = crypto::totp_step(now, parameters);
  for (const std::int64_t offset : {-1, 0, 1}) {
    const std::string code = crypto::hotp(kKey, static_cast<std::uint64_t>(step + offset), TotpAlgorithm::sha1, 6);
    BOOST_TEST(crypto::match_totp(kKey, code, now, parameters).value_or(0) == step + offset);
  }
  for (const std::int64_t offset : {-2, 2}) {
    const std::string code = crypto::hotp(kKey, static_cast<std::uint64_t>(step + offset), TotpAlgorithm::sha1, 6);
    BOOST_TEST(!crypto::match_totp(kKey, code, now, parameters));
  }
}

BOOST_AUTO_TEST_CASE(blanks_are_ignored_and_nothing_else) {
  const TotpParameters parameters;
  const base::Time now = at(1111111111);
  BOOST_TEST(crypto::match_totp(kKey, " 050 471\n", now, parameters).has_value());
  for (const std::string_view wrong : {"050-471", "0504711", "50471", "", "05047a"}) {
    BOOST_TEST(!crypto::match_totp(kKey, wrong, now, parameters), wrong);
  }
}

BOOST_AUTO_TEST_CASE(a_step_before_1970_is_no_code) {
  const std::string code = crypto::hotp(kKey, ~std::uint64_t{0}, TotpAlgorithm::sha1, 6);
  BOOST_TEST(!crypto::match_totp(kKey, code, at(0), {}));
}

BOOST_AUTO_TEST_CASE(skew_is_measured_within_twenty_steps) {
  const TotpParameters parameters;
  const base::Time now = at(1111111111);
  const std::int64_t step = crypto::totp_step(now, parameters);
  const auto code = [&](std::int64_t offset) {
    return crypto::hotp(kKey, static_cast<std::uint64_t>(step + offset), TotpAlgorithm::sha1, 6);
  };
  BOOST_TEST(crypto::match_totp_skewed(kKey, code(-20), now, parameters).value_or(0) == -20);
  BOOST_TEST(crypto::match_totp_skewed(kKey, code(7), now, parameters).value_or(0) == 7);
  BOOST_TEST(!crypto::match_totp_skewed(kKey, code(21), now, parameters));
}

BOOST_AUTO_TEST_CASE(otpauth_url_is_kratos_own) {
  const std::string url =
      "otpauth://totp/issuer.ory.sh:6e11a9a7-62fd-4c88-871a-097f18f0306f?algorithm=SHA1&digits=6&issuer=issuer.ory.sh&"
      "period=30&secret=2F43HRJNMUW67EDMRR7AKQYRZP3AI6IG";
  const auto parsed = crypto::parse_otpauth_url(url);
  BOOST_REQUIRE(parsed.has_value());
  BOOST_TEST(base::encode_base32(parsed->key.view()) == "2F43HRJNMUW67EDMRR7AKQYRZP3AI6IG");
  BOOST_TEST((parsed->parameters == TotpParameters{}));
  BOOST_TEST(crypto::otpauth_url("issuer.ory.sh", "6e11a9a7-62fd-4c88-871a-097f18f0306f", parsed->key.view(), {}) ==
             url);
}

BOOST_AUTO_TEST_CASE(otpauth_url_escapes_label_and_issuer_differently) {
  BOOST_TEST(crypto::otpauth_url("Käse, & Brot/1", "a@b.example", kKey, {TotpAlgorithm::sha512, 8, 60}) ==
             "otpauth://totp/K%C3%A4se,%20&%20Brot/1:a@b.example?algorithm=SHA512&digits=8&issuer=K%C3%A4se%2C%20&%20"
             "Brot%2F1&period=60&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

BOOST_AUTO_TEST_CASE(otpauth_url_defaults_and_tolerances) {
  const auto parsed = crypto::parse_otpauth_url("otpauth://totp/x?secret=gezdgnbvgy3tqojqgezdgnbvgy3tqojq");
  BOOST_REQUIRE(parsed.has_value());
  BOOST_TEST(base::encode_hex(parsed->key.view()) == base::encode_hex(kKey));
  const auto other = crypto::parse_otpauth_url("otpauth://totp/x?secret=MZXW6YTB&algorithm=sha256&digits=8&period=60");
  BOOST_REQUIRE(other.has_value());
  BOOST_TEST((other->parameters == TotpParameters{TotpAlgorithm::sha256, 8, 60}));
}

BOOST_AUTO_TEST_CASE(otpauth_url_refusals) {
  for (const std::string_view url :
       {"https://totp/x?secret=MZXW6YTB", "otpauth://hotp/x?secret=MZXW6YTB", "otpauth://totp/x",
        "otpauth://totp/x?secret=", "otpauth://totp/x?secret=MZXW6YT1", "otpauth://totp/x?secret=MZXW6YTB&digits=9",
        "otpauth://totp/x?secret=MZXW6YTB&period=0", "otpauth://totp/x?secret=MZXW6YTB&algorithm=MD5"}) {
    BOOST_TEST(!crypto::parse_otpauth_url(url), url);
  }
}

BOOST_AUTO_TEST_SUITE_END()
