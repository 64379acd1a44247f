// Identities as Kratos' admin API shows them.
#include "identity/export.h"

#include "base/clock.h"
#include "tests/identity/fixtures.h"

namespace {

std::string exported(const std::string& credentials, const std::string& more = "") {
  return R"({"id":"0b7a3c2e-7f0e-4f4e-9d2c-3f1a6b5c4d3e","credentials":)" + credentials +
         R"(,"schema_id":"default","schema_url":"http://localhost:4433/schemas/ZGVmYXVsdA","state":"active",)"
         R"("state_changed_at":"2021-03-04T05:06:07.890123Z","traits":{"email":"ada@example.org"},)"
         R"("metadata_public":null,"metadata_admin":{"plan":"small"},"created_at":"2021-03-04T05:06:07.123456Z",)"
         R"("updated_at":"2022-03-04T05:06:07Z","organization_id":null)" +
         more + "}";
}

std::string wrapped(const std::string& type, const std::string& config) {
  return "{\"" + type + R"(":{"type":")" + type + R"(","identifiers":["ada@example.org"],"config":)" + config +
         R"(,"version":0,"created_at":"2021-03-04T05:06:07Z","updated_at":"2021-03-04T05:06:07Z"}})";
}

identity::ImportedIdentity parse(const std::string& text) {
  auto parsed = identity::parse_export(base::parse_json(text).value());
  BOOST_REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : parsed.error()));
  return std::move(parsed).value();
}

std::string refusal(const std::string& text) {
  const auto parsed = identity::parse_export(base::parse_json(text).value());
  return parsed.ok() ? "accepted" : parsed.error();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(exports)

BOOST_AUTO_TEST_CASE(are_told_from_documents_that_ask_for_somebody_new) {
  BOOST_TEST(identity::is_export(base::parse_json(exported("{}")).value()));
  BOOST_TEST(!identity::is_export(base::parse_json(R"({"traits":{}})").value()));
}

BOOST_AUTO_TEST_CASE(keep_id_and_times) {
  const auto ada = parse(exported("{}"));
  BOOST_REQUIRE(ada.origin);
  BOOST_TEST(base::to_string(ada.origin->id) == "0b7a3c2e-7f0e-4f4e-9d2c-3f1a6b5c4d3e");
  BOOST_TEST(base::format_rfc3339(ada.origin->created_at) == "2021-03-04T05:06:07.123456Z");
  BOOST_TEST(base::format_rfc3339(ada.origin->updated_at) == "2022-03-04T05:06:07Z");
  BOOST_TEST(base::format_rfc3339(ada.origin->state_changed_at.value()) == "2021-03-04T05:06:07.890123Z");
  BOOST_TEST(ada.metadata_admin == R"({"plan":"small"})");
  BOOST_TEST(ada.metadata_public.empty());
}

BOOST_AUTO_TEST_CASE(name_credentials_in_their_own_way) {
  BOOST_TEST(parse(exported(wrapped("password", R"({"hashed_password":"$2a$04$x"})"))).password_hash == "$2a$04$x");
  const auto codes = parse(exported(wrapped(
      "lookup_secret",
      R"({"recovery_codes":[{"code":"abcd1234","used_at":null},{"code":"x","used_at":"2021-08-17T11:32:39Z"}]})")));
  BOOST_REQUIRE(codes.codes.size() == 2u);
  BOOST_TEST(codes.codes[0].code == "abcd1234");
  BOOST_TEST(!codes.codes[0].used_at);
  BOOST_TEST(codes.codes[1].used_at.has_value());
  const std::string keys = R"({"credentials":[{"id":"AQID"}],"user_handle":"AQ=="})";
  BOOST_TEST(parse(exported(wrapped("webauthn", keys))).webauthn == keys);
  BOOST_TEST(parse(exported(wrapped("passkey", keys))).passkey == keys);
}

BOOST_AUTO_TEST_CASE(have_empty_credentials_for_each_identifier) {
  for (const char* nothing : {"{}", R"({"hashed_password":""})"})
    BOOST_TEST(parse(exported(wrapped("password", nothing))).password_hash.empty());
  for (const char* nothing : {"{}", R"({"credentials":[]})"})
    BOOST_TEST(parse(exported(wrapped("webauthn", nothing))).webauthn.empty());
}

BOOST_AUTO_TEST_CASE(name_what_postern_has_not) {
  BOOST_TEST(parse(exported(wrapped("oidc", R"({"providers":[]})"))).left_out == std::vector<std::string>{"oidc"},
             boost::test_tools::per_element());
}

// Whoever forgot a parameter is not to lose everybody's password.
BOOST_AUTO_TEST_CASE(are_refused_without_what_proves_a_credential) {
  BOOST_TEST(refusal(exported(R"({"password":{"type":"password","identifiers":["ada@example.org"],"version":0}})")) ==
             "credentials.password.config: is missing; export with include_credential=password");
  BOOST_TEST(refusal(R"({"id":"0b7a3c2e-7f0e-4f4e-9d2c-3f1a6b5c4d3e","created_at":"2021-03-04T05:06:07Z",)"
                     R"("updated_at":"2021-03-04T05:06:07Z","traits":{}})") == "credentials: must be an object");
  BOOST_TEST(refusal(exported(wrapped("totp", R"({"totp_uri":"x"})"))) ==
             "credentials.totp.config.totp_uri: unknown member");
  BOOST_TEST(refusal(exported("{}", R"(,"sate":1)")) == "sate: unknown member");
  BOOST_TEST(refusal(R"({"id":"7","traits":{}})") == "id: must be a UUID");
  BOOST_TEST(refusal(R"({"id":"0b7a3c2e-7f0e-4f4e-9d2c-3f1a6b5c4d3e","traits":{}})") ==
             "created_at, updated_at: must be times as in RFC 3339");
}

BOOST_AUTO_TEST_SUITE_END()
