// contract: B5.2 B5.3
#include "crypto/password.h"

#include <sys/resource.h>

#include "base/random.h"
#include "tests/crypto/vectors.h"

namespace {

using crypto::HashParameters;
using crypto::ImportError;

HashParameters small_argon2() {
  HashParameters parameters;
  parameters.algorithm = HashParameters::Algorithm::argon2;
  parameters.memory_kib = 64;
  parameters.iterations = 1;
  return parameters;
}

HashParameters small_bcrypt() {
  HashParameters parameters;
  parameters.bcrypt_cost = 4;
  return parameters;
}

std::string must_hash(std::string_view password, const HashParameters& parameters) {
  base::SystemRandom random;
  auto hash = crypto::hash_password(password, parameters, random);
  BOOST_REQUIRE(hash.ok());
  return hash.value();
}

const base::Json* expectation(const base::Json& row, std::string_view name) { return row.find("expect")->find(name); }

constexpr std::string_view kArgon2 = "$argon2id$v=19$m=32,t=2,p=4$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw";
constexpr std::string_view kBcrypt = "$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6";

}  // namespace

BOOST_AUTO_TEST_SUITE(password)

BOOST_AUTO_TEST_CASE(foreign_hashes) {
  const auto json = testing::read_vectors("passwords.json");
  if (!json) return;
  int costly = 0, tried = 0;
  for (const base::Json& row : testing::rows(*json, "vectors")) {
    const std::string name = testing::text_of(row, "name"), hash = testing::text_of(row, "hash");
    ++tried;
    const bool importable = *expectation(row, "import")->string() == "accept";
    BOOST_TEST(crypto::check_importable(hash, true).ok() == importable, name);
    if (row.find("costly") != nullptr) {  // seconds and a gigabyte
      ++costly;
      continue;
    }
    const bool expected = *expectation(row, "login")->boolean();
    BOOST_TEST(crypto::verify_password(testing::text_of(row, "password"), hash) == expected, name);
  }
  BOOST_TEST(tried > 0);
  std::fprintf(stderr, "not compared: %d costly logins\n", costly);
}

BOOST_AUTO_TEST_CASE(contract_vectors) {
  const std::string_view argon2i =
      "$argon2i$v=19$m=65536,t=3,p=4$kk51rW/vxIVCYn+EG4kTSg$NyT88uraJ6im6dyha/M5jhXvpqlEdlS/9fEm7ScMb8c";
  for (const std::string_view hash : {kBcrypt, kArgon2, argon2i}) {
    BOOST_TEST(crypto::verify_password("test", hash), hash);
    BOOST_TEST(!crypto::verify_password("tesT", hash), hash);
  }
}

// One of each family, a password that is right and one that is not.
BOOST_AUTO_TEST_CASE(hashes_of_other_programs) {
  struct Row {
    std::string_view password, hash;
  };
  const Row rows[] = {
      {"test",
       "$pbkdf2-sha256$i=100000,l=32$1jP+5Zxpxgtee/iPxGgOz0RfE9/KJuDElP1ley4VxXc$QJxzfvdbHYBpydCbHoFg3GJEqMFULwskiuqi"
       "JctoYpI"},
      {"test", "$pbkdf2-sha224$i=100000,l=32$A2nzbFd+wwzPSb+TqkF5Pw$9M4GM2yOYw/fZvsvQbF/0Ec8JO2u9O1MYRTfrDimX6o"},
      {"test",
       "$scrypt$ln=16384,r=8,p=1$2npRo7P03Mt8keSoMbyD/tKFWyUzjiQf2svUaNDSrhA=$MiCzNcIplSMqSBrm4HckjYqYhaVPPjTARTzwB1c"
       "VNYE="},
      {"8x4WjoDbSxJZdR",
       "$firescrypt$ln=14,r=8,p=1$sPtDhWcd1MfdAw==$xbSou7FOl6mChCyzpCPIQ7tku7nsQMTFtyOZSXXd7tjBa4NtimOx7v42Gv2SfzPQu1"
       "oxM2/k4SsbOu73wlKe1A==$Bw==$YE0dO4bwD4JnJafh6lZZfkp1MtKzuKAXQcDCJNJNyeCHairWHKENOkbh3dzwaCdizzOspwr/FITUVlnOAw"
       "PKyw=="},
      {"test123", "{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a"},
      {"test123", "{SSHA256}czO44OTV17PcF1cRxWrLZLy9xHd7CWyVYplr1rOhuMlx/7IK"},
      {"test", "$sha1$pf=e1NBTFR9e1BBU1NXT1JEfQ==$NW9wbWtnejAzcg==$2qU2SGWP8viTM1md3FiI3+rjWXQ="},
      {"test", "$sha256$pf=e1NBTFR9JCR7UEFTU1dPUkR9$NW9wbWtnejAzcg==$HokCOi9OtiZaZRvnkgemV3B4UUHpI7kA8zq/EZWH2NY="},
      {"password", "$md5$X03MO1qnZdYdgyfeuILPmQ=="},
      // RFC 2202 section 2, case 2: the key is Jefe
      {"what do ya want for nothing?", "$hmac-md5$NzUwYzc4M2U2YWIwYjUwM2VhYTg2ZTMxMGE1ZGI3Mzg=$SmVmZQ=="},
      // The second vector of the specification of SHA-crypt.
      {"Hello world!", "$sha256-crypt$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"},
  };
  for (const auto& [password, hash] : rows) {
    BOOST_TEST(crypto::check_importable(hash, true).ok(), hash);
    BOOST_TEST(crypto::verify_password(password, hash), hash);
    BOOST_TEST(!crypto::verify_password("something else", hash), hash);
    BOOST_TEST(crypto::needs_rehash(hash, small_argon2()), hash);
  }
}

BOOST_AUTO_TEST_CASE(what_has_no_salt_is_weak) {
  const auto refused = [](std::string_view hash) { return crypto::check_importable(hash); };
  for (const std::string_view hash : {"$md5$X03MO1qnZdYdgyfeuILPmQ==",                       // no field for one
                                      "$md5$pf=e1BBU1NXT1JEfQ==$$X03MO1qnZdYdgyfeuILPmQ==",  // an empty one
                                      "$md5$pf=e1BBU1NXT1JEfQ==$c2FsdA==$X03MO1qnZdYdgyfeuILPmQ=="}) {  // not used
    BOOST_REQUIRE(!refused(hash).ok());
    BOOST_TEST((refused(hash).error() == ImportError::weak), hash);
    BOOST_TEST(crypto::check_importable(hash, true).ok(), hash);
  }
  BOOST_TEST(refused("{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a").ok());
}

BOOST_AUTO_TEST_CASE(what_is_made_verifies) {
  for (const HashParameters& parameters : {small_argon2(), small_bcrypt()}) {
    const std::string hash = must_hash("pässwörd", parameters);
    BOOST_TEST(crypto::verify_password("pässwörd", hash));
    BOOST_TEST(!crypto::verify_password("passwörd", hash));
    BOOST_TEST(crypto::check_importable(hash).ok());
    BOOST_TEST(hash != must_hash("pässwörd", parameters), "salted");
  }
  BOOST_TEST(must_hash("x", small_argon2()).starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
  BOOST_TEST(must_hash("x", small_bcrypt()).starts_with("$2a$04$"));
  BOOST_TEST(must_hash("x", small_bcrypt()).size() == 60U);
}

BOOST_AUTO_TEST_CASE(bcrypt_ends_at_72_bytes) {
  base::SystemRandom random;
  const std::string longest(72, 'x');
  const std::string hash = must_hash(longest, small_bcrypt());
  BOOST_TEST(crypto::verify_password(longest, hash));
  BOOST_TEST(!crypto::verify_password(longest + "x", hash));
  const auto refused = crypto::hash_password(longest + "x", small_bcrypt(), random);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error() == crypto::HashError::password_too_long));
  BOOST_TEST(crypto::verify_password(longest + "x", must_hash(longest + "x", small_argon2())));
}

BOOST_AUTO_TEST_CASE(a_nul_does_not_end_a_bcrypt_password) {
  using namespace std::string_view_literals;
  base::SystemRandom random;
  BOOST_TEST(!crypto::verify_password("abc\0def"sv, must_hash("abc", small_bcrypt())));
  BOOST_TEST(!crypto::hash_password("abc\0def"sv, small_bcrypt(), random).ok());
  BOOST_TEST(!crypto::verify_password("abc"sv, must_hash("abc\0def"sv, small_argon2())));
}

BOOST_AUTO_TEST_CASE(import_errors_are_told_apart) {
  const auto error = [](std::string_view hash) { return crypto::check_importable(hash).error(); };
  BOOST_TEST((error("$argon2d$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ") == ImportError::unknown_format));
  BOOST_TEST((error("") == ImportError::unknown_format));
  BOOST_TEST((error("$argon2id$v=19$m=64,t=11,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ") == ImportError::too_costly));
  BOOST_TEST((error("$argon2id$v=19$m=0,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ") == ImportError::too_costly));
  BOOST_TEST((error("$argon2id$v=16$m=64,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ") == ImportError::malformed));
  BOOST_TEST((error("$2b$16$.Z33vjMd6./iZncKS.H1d.APu/P.t1Hy0wr3Tv4mUOC/psNEzc7wC") == ImportError::too_costly));
  const auto sha512 = [](std::string_view rounds) {
    return "$sha512-crypt$rounds=" + std::string(rounds) + "$salt$" + std::string(86, 'a');
  };
  BOOST_TEST((error(sha512("1000001")) == ImportError::too_costly));
  BOOST_TEST((error(sha512("999")) == ImportError::malformed));
  BOOST_TEST((error("$pbkdf2-sha256$i=10000001,l=4$c2FsdA$c2FsdA") == ImportError::too_costly));
  BOOST_TEST((error("$pbkdf2-sha999$i=1000,l=4$c2FsdA$c2FsdA") == ImportError::malformed));
  BOOST_TEST((error("$scrypt$ln=262144,r=8,p=1$c2FsdA==$c2FsdA==") == ImportError::too_costly));
  BOOST_TEST((error("$scrypt$ln=1000,r=8,p=1$c2FsdA==$c2FsdA==") == ImportError::malformed));  // no power of two
  BOOST_TEST((error("$firescrypt$ln=18,r=8,p=1$c2FsdA==$c2FsdA==$Bw==$c2FsdA==") == ImportError::too_costly));
  BOOST_TEST((error("$sha1$pf=e1NBTFR9$c2FsdA==$2qU2SGWP8viTM1md3FiI3+rjWXQ=") == ImportError::malformed));
  BOOST_TEST((error("$2b$03$.Z33vjMd6./iZncKS.H1d.APu/P.t1Hy0wr3Tv4mUOC/psNEzc7wC") == ImportError::malformed));
}

BOOST_AUTO_TEST_CASE(memory_that_cannot_be_had_is_no_wrong_password) {
  const auto is_memory = [](const base::Unavailable& error) { return error.slug() == "hash.memory"; };
  BOOST_CHECK_EXCEPTION(static_cast<void>(crypto::verify_password("test", kArgon2, 31)), base::Unavailable, is_memory);
  BOOST_TEST(crypto::verify_password("test", kArgon2, 32));
}

BOOST_AUTO_TEST_CASE(memory_that_the_system_refuses_is_no_wrong_password) {
#ifdef __SANITIZE_ADDRESS__
  BOOST_TEST_MESSAGE("skipped: 1 (the sanitizer's own memory is beyond any limit)");
  return;
#endif
  const auto is_memory = [](const base::Unavailable& error) { return error.slug() == "hash.memory"; };
  const std::string_view gigabyte = "$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ";
  rlimit before{};
  BOOST_REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  const rlimit small{256UL << 20, before.rlim_max};
  BOOST_REQUIRE(setrlimit(RLIMIT_AS, &small) == 0);
  BOOST_CHECK_EXCEPTION(static_cast<void>(crypto::verify_password("x", gigabyte)), base::Unavailable, is_memory);
  BOOST_REQUIRE(setrlimit(RLIMIT_AS, &before) == 0);
}

BOOST_AUTO_TEST_CASE(rehash_only_what_is_weaker) {
  HashParameters argon2 = small_argon2();
  const std::string hash = must_hash("x", argon2);
  BOOST_TEST(!crypto::needs_rehash(hash, argon2));
  argon2.memory_kib = 65;
  BOOST_TEST(crypto::needs_rehash(hash, argon2));
  argon2 = small_argon2();
  argon2.iterations = 2;
  BOOST_TEST(crypto::needs_rehash(hash, argon2));
  BOOST_TEST(crypto::needs_rehash(kBcrypt, small_argon2()));
  BOOST_TEST(crypto::needs_rehash("$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ", small_argon2()));
  HashParameters bcrypt = small_bcrypt();
  BOOST_TEST(!crypto::needs_rehash(kBcrypt, bcrypt));
  BOOST_TEST(crypto::needs_rehash(hash, bcrypt));
  bcrypt.bcrypt_cost = 13;
  BOOST_TEST(crypto::needs_rehash(kBcrypt, bcrypt));
}

BOOST_AUTO_TEST_CASE(parameters_that_could_not_be_verified_are_refused) {
  base::SystemRandom random;
  const auto is_config = [](const base::Unavailable& error) { return error.slug() == "config.invalid"; };
  HashParameters argon2 = small_argon2();
  argon2.iterations = 11;
  BOOST_CHECK_EXCEPTION(static_cast<void>(crypto::hash_password("x", argon2, random)), base::Unavailable, is_config);
  HashParameters bcrypt = small_bcrypt();
  bcrypt.bcrypt_cost = 16;
  BOOST_CHECK_EXCEPTION(static_cast<void>(crypto::hash_password("x", bcrypt, random)), base::Unavailable, is_config);
}

BOOST_AUTO_TEST_SUITE_END()
