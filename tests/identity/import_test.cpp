// contract: B7.6
#include "identity/import.h"

#include "base/encoding.h"
#include "tests/identity/fixtures.h"
#include "tests/store/fixture.h"

using fixtures::Lines;
using identity::parse_import;
using store_test::kNow;

namespace {

class SeededRandom final : public base::Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = static_cast<std::uint8_t>((state_ = state_ * 1103515245u + 12345u) >> 16);
  }

 private:
  std::uint32_t state_ = 7;
};

const std::string kUrl =
    "otpauth://totp/Example:ada?algorithm=SHA256&digits=8&issuer=Example&period=60&secret=JBSWY3DPEHPK3PXP";

// What an import needs, and a database to put it into.
struct World {
  store_test::Folder folder;
  SeededRandom random;
  crypto::Keyring keyring{{"32-LONG-SECRET-NOT-SECURE-AT-ALL"}, {}};
  identity::Schemas schemas{{{"default", "base64://" + base::encode_base64(base::as_bytes(fixtures::kPerson)), false}},
                            "default"};

  World() { store::Db::create_or_migrate(store_test::options_of(folder.file())); }

  base::Result<identity::PreparedIdentity, std::string> prepare(const std::string& json) {
    auto imported = parse_import(json);
    BOOST_REQUIRE_MESSAGE(imported.ok(), (imported.ok() ? "" : imported.error()));
    crypto::HashParameters hashing;
    hashing.bcrypt_cost = 4;
    return identity::prepare_import(*imported, {schemas, keyring, hashing, random, kNow});
  }
  std::string refusal(const std::string& json) {
    const auto prepared = prepare(json);
    return prepared.ok() ? "accepted" : prepared.error();
  }
};

std::string parse_refusal(const std::string& json) {
  const auto imported = parse_import(json);
  return imported.ok() ? "accepted" : imported.error();
}

std::string with_credentials(const std::string& credentials) {
  return R"({"traits":{"email":"ada@example.org"},"credentials":)" + credentials + "}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(import)

BOOST_AUTO_TEST_CASE(a_complete_identity_is_stored_at_once) {
  World world;
  const auto prepared = world.prepare(R"({"schema_id":"default","traits":{"email":"Ada@Example.org"},"state":"inactive",
    "external_id":"x-1","metadata_public":{"a":1},"metadata_admin":[2],"organization_id":null,"credentials":{
    "password":{"config":{"password":"correct horse"}},"totp":{"config":{"totp_url":")" +
                                      kUrl + R"("}},
    "lookup_secret":{"config":{"codes":[{"code":"abcd1234"},{"code":"efgh5678","used_at":"2021-08-17T11:32:39Z"},
      {"code":"ijkl9012","used_at":null},{"code":"mnop3456","used_at":"0001-01-01T00:00:00Z"}]}}}})");
  BOOST_REQUIRE_MESSAGE(prepared.ok(), (prepared.ok() ? "" : prepared.error()));
  BOOST_CHECK(prepared->left_out.empty());
  store::Db db(store_test::options_of(world.folder.file()));
  const auto id = identity::store_identity(db, *prepared);
  BOOST_REQUIRE(id.ok());

  db.read([&](store::Tx& tx) {
    const auto row = store::find_identity(tx, *id);
    BOOST_REQUIRE(row);
    BOOST_CHECK_EQUAL(row->traits, R"({"email":"Ada@Example.org"})");
    BOOST_CHECK_EQUAL(row->external_id, "x-1");
    BOOST_CHECK_EQUAL(row->metadata_public, R"({"a":1})");
    BOOST_CHECK_EQUAL(row->metadata_admin, "[2]");
    BOOST_CHECK(!row->active);
    BOOST_CHECK(row->state_changed_at == kNow);
    BOOST_CHECK_EQUAL(row->factors, store::kPassword | store::kTotp | store::kLookupSecret);
    BOOST_CHECK(store::identity_by_identifier(tx, "password", "ada@example.org") == *id);
    BOOST_CHECK(store::identity_by_identifier(tx, "webauthn", "ada@example.org") == *id);
    BOOST_CHECK(crypto::verify_password("correct horse", store::find_password(tx, *id)->hash));

    const auto totp = store::find_totp(tx, *id);
    BOOST_REQUIRE(totp);
    BOOST_CHECK_EQUAL(totp->algorithm, 1);
    BOOST_CHECK_EQUAL(totp->digits, 8);
    BOOST_CHECK_EQUAL(totp->period, 60);
    const auto key = world.keyring.open(totp->key, {"totp.key", *id, totp->id});
    BOOST_CHECK_EQUAL(base::encode_base32(key.view()), "JBSWY3DPEHPK3PXP");

    Lines codes;
    for (const auto& code : store::lookup_codes(tx, *id)) {
      const auto text = world.keyring.open(code.code, {"lookup.code", *id, code.id});
      codes.push_back(std::string(text.text()) + (code.used_at ? " " + base::format_rfc3339(*code.used_at) : ""));
    }
    CHECK_LINES(codes, {"abcd1234", "efgh5678 2021-08-17T11:32:39Z", "ijkl9012", "mnop3456"});
  });
}

BOOST_AUTO_TEST_CASE(the_default_schema_and_a_given_hash) {
  World world;
  const std::string hash = "$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6";
  const auto prepared =
      world.prepare(with_credentials(R"({"password":{"config":{"hashed_password":")" + hash + R"("}}})"));
  BOOST_REQUIRE(prepared.ok());
  BOOST_CHECK_EQUAL(prepared->row.schema_id, "default");
  BOOST_CHECK_EQUAL(prepared->password->hash, hash);
  BOOST_CHECK(prepared->row.active);
}

BOOST_AUTO_TEST_CASE(a_taken_identifier_conflicts_and_leaves_nothing) {
  World world;
  store::Db db(store_test::options_of(world.folder.file()));
  BOOST_REQUIRE(identity::store_identity(db, *world.prepare(with_credentials("{}"))).ok());
  const auto second = identity::store_identity(db, *world.prepare(R"({"traits":{"email":"ADA@example.org"}})"));
  BOOST_REQUIRE(!second.ok());
  BOOST_CHECK_EQUAL(second.error(), "This identity conflicts with another identity that already exists.");
  db.read([](store::Tx& tx) { BOOST_CHECK_EQUAL(store::list_identities(tx, {}, 10).size(), 1u); });
}

BOOST_AUTO_TEST_CASE(refused_when_prepared) {
  World world;
  BOOST_CHECK_EQUAL(world.refusal(R"({"traits":{}})"), "traits.email: is missing");
  BOOST_CHECK_EQUAL(world.refusal(R"({"traits":{"email":"nope","age":1}})"),
                    "traits.email: is no e-mail address (value nope); "
                    "traits.age: is too small (actual 1, minimum 13)");
  BOOST_CHECK_EQUAL(world.refusal(R"({"schema_id":"x","traits":{}})"),
                    "schema_id: no identity schema \"x\" is configured");
  const auto hash = [&](const std::string& text) {
    return world.refusal(with_credentials(R"({"password":{"config":{"hashed_password":")" + text + R"("}}})"));
  };
  BOOST_CHECK_EQUAL(hash("plain"), "The imported password does not match any known hash format.");
  BOOST_CHECK_EQUAL(hash("$2a$12$short"), "The imported password hash could not be parsed.");
  BOOST_TEST(hash("$argon2id$v=19$m=99999999,t=2,p=4$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw")
                 .starts_with("The imported password hash declares cost parameters that exceed the bounds"));
  BOOST_CHECK_EQUAL(
      world.refusal(with_credentials(R"({"password":{"config":{"password":")" + std::string(73, 'a') + R"("}}})")),
      "credentials.password.config.password: too long for the hasher");
}

BOOST_AUTO_TEST_CASE(refused_when_parsed) {
  BOOST_TEST(parse_refusal("{").starts_with("no JSON document: "));
  BOOST_CHECK_EQUAL(parse_refusal("[]"), "the identity: must be an object");
  BOOST_CHECK_EQUAL(parse_refusal("null"), "the identity: must be an object");
  BOOST_CHECK_EQUAL(parse_refusal(R"({"traits":{},"sate":"active"})"), "sate: unknown member");
  BOOST_CHECK_EQUAL(parse_refusal("{}"), "traits: must be an object");
  BOOST_CHECK_EQUAL(parse_refusal(R"({"traits":{},"state":"asleep"})"), "state: must be active or inactive");
  BOOST_CHECK_EQUAL(parse_refusal(R"({"traits":{},"schema_id":1})"), "schema_id: must be a string");
  BOOST_CHECK_EQUAL(parse_refusal(R"({"traits":{},"organization_id":"x"})"),
                    "organization_id: Postern has no organizations");
}

BOOST_AUTO_TEST_CASE(refused_credentials) {
  const auto refusal = [](const std::string& credentials) { return parse_refusal(with_credentials(credentials)); };
  const std::string password = "credentials.password.config", codes = "credentials.lookup_secret.config.codes";
  BOOST_CHECK_EQUAL(refusal("[]"), "credentials: must be an object");
  BOOST_CHECK_EQUAL(refusal(R"({"code":{}})"), "credentials.code: unknown member");
  BOOST_CHECK_EQUAL(refusal(R"({"oidc":{"config":{}}})"), "credentials.oidc: Postern has no such method");
  BOOST_CHECK_EQUAL(refusal(R"({"password":{}})"), password + ": is missing");
  BOOST_CHECK_EQUAL(refusal(R"({"password":{"config":{}}})"), password + ": has neither password nor hashed_password");
  BOOST_CHECK_EQUAL(refusal(R"({"password":{"config":{"password":"a","hashed_password":"b"}}})"),
                    password + ": has both password and hashed_password");
  BOOST_CHECK_EQUAL(refusal(R"({"password":{"config":{"pasword":"a"}}})"), password + ".pasword: unknown member");
  BOOST_CHECK_EQUAL(refusal(R"({"password":{"config":{"use_password_migration_hook":true}}})"),
                    password + ".use_password_migration_hook: Postern has no password migration hook");
  BOOST_TEST(refusal(R"({"totp":{"config":{"totp_url":"otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP"}}})")
                 .starts_with("credentials.totp.config.totp_url: no usable otpauth://totp/ URL"));
  BOOST_CHECK_EQUAL(refusal(R"({"totp":{"config":{}}})"), "credentials.totp.config.totp_url: is missing");
  BOOST_CHECK_EQUAL(refusal(R"({"lookup_secret":{"config":{"recovery_codes":[]}}})"),
                    "credentials.lookup_secret.config.recovery_codes: unknown member");
  BOOST_CHECK_EQUAL(refusal(R"({"lookup_secret":{"config":{}}})"), codes + ": must be a list");
  BOOST_CHECK_EQUAL(refusal(R"({"lookup_secret":{"config":{"codes":["a"]}}})"), codes + ".0: must be an object");
  BOOST_CHECK_EQUAL(refusal(R"({"lookup_secret":{"config":{"codes":[{"code":""}]}}})"), codes + ".0.code: is missing");
  BOOST_CHECK_EQUAL(refusal(R"({"lookup_secret":{"config":{"codes":[{"code":"a","used_at":"now"}]}}})"),
                    codes + ".0.used_at: must be a time as in RFC 3339");
}

BOOST_AUTO_TEST_CASE(refused_addresses) {
  const auto refusal = [](const std::string& list) {
    return parse_refusal(R"({"traits":{},"verifiable_addresses":)" + list + "}");
  };
  BOOST_CHECK_EQUAL(refusal("{}"), "verifiable_addresses: must be a list");
  BOOST_CHECK_EQUAL(refusal("[1]"), "verifiable_addresses.0: must be an object");
  BOOST_CHECK_EQUAL(refusal(R"([{"value":"a@x.org"}])"), "verifiable_addresses.0.via: is missing");
  BOOST_CHECK_EQUAL(refusal(R"([{"value":"a@x.org","via":"email","status":"done"}])"),
                    "verifiable_addresses.0.status: must be pending, sent or completed");
  BOOST_CHECK_EQUAL(refusal(R"([{"value":"a@x.org","via":"email","verified_at":"x"}])"),
                    "verifiable_addresses.0.verified_at: must be a time as in RFC 3339");
  BOOST_CHECK_EQUAL(refusal(R"([{"value":"a@x.org","via":"email","verified":true}])"), "accepted");
}

BOOST_AUTO_TEST_SUITE_END()
