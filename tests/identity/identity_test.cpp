// contract: A3.2 B7.1
#include "identity/identity.h"

#include "identity/addresses.h"
#include "tests/identity/fixtures.h"

using fixtures::json;

namespace {

// Counts up, so that ids come in the order they are made.
class CountingRandom final : public base::Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = 0;
    out.front() = ++count_;
  }

 private:
  std::uint8_t count_ = 0;
};

const base::Time kNow = base::from_micros(1'629'199'959'000'000);  // 2021-08-17T11:32:39Z

std::string shown(const identity::IdentityView& view) {
  base::JsonWriter out;
  identity::write_public(out, view);
  return out.take();
}

identity::IdentityView smallest() {
  identity::IdentityView view;
  view.schema_id = "default";
  view.schema_url = identity::schema_url("http://localhost:8080/", "default");
  view.traits = R"({"email":"a@example.org"})";
  view.created_at = view.updated_at = kNow;
  return view;
}

const std::string kContact = fixtures::with_traits(R"("properties":{
  "email":{"type":"string","ory.sh/kratos":{"credentials":{"password":{"identifier":true}},"verification":{"via":"email"},
    "recovery":{"via":"email"}}},
  "second":{"type":"string","ory.sh/kratos":{"credentials":{"password":{"identifier":true}},"verification":{"via":"email"}}}})");

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_suite)

BOOST_AUTO_TEST_CASE(the_smallest_identity) {
  BOOST_CHECK_EQUAL(shown(smallest()),
                    R"({"id":"00000000-0000-0000-0000-000000000000","schema_id":"default",)"
                    R"("schema_url":"http://localhost:8080/schemas/ZGVmYXVsdA","state":"active",)"
                    R"("traits":{"email":"a@example.org"},"metadata_public":null,"created_at":"2021-08-17T11:32:39Z",)"
                    R"("updated_at":"2021-08-17T11:32:39Z","organization_id":null})");
}

BOOST_AUTO_TEST_CASE(every_member_in_order) {
  auto view = smallest();
  view.external_id = "x-1";
  view.active = false;
  view.state_changed_at = kNow;
  view.verifiable_addresses = R"([{"v":1}])";
  view.recovery_addresses = R"([{"r":1}])";
  view.metadata_public = R"({"m":1})";
  BOOST_CHECK_EQUAL(
      shown(view),
      R"({"id":"00000000-0000-0000-0000-000000000000","external_id":"x-1","schema_id":"default",)"
      R"("schema_url":"http://localhost:8080/schemas/ZGVmYXVsdA","state":"inactive",)"
      R"("state_changed_at":"2021-08-17T11:32:39Z","traits":{"email":"a@example.org"},)"
      R"("verifiable_addresses":[{"v":1}],"recovery_addresses":[{"r":1}],"metadata_public":{"m":1},)"
      R"("created_at":"2021-08-17T11:32:39Z","updated_at":"2021-08-17T11:32:39Z","organization_id":null})");
}

BOOST_AUTO_TEST_CASE(the_schema_url_under_a_path) {
  BOOST_CHECK_EQUAL(identity::schema_url("https://example.org/auth", "a?b"), "https://example.org/auth/schemas/YT9i");
}

BOOST_AUTO_TEST_CASE(identifiers_are_normalised_and_once) {
  const auto schema = fixtures::schema(kContact);
  CHECK_LINES(identity::login_identifiers(schema, json(R"({"email":" ADA@x.org","second":"ada@x.org"})"), "password"),
              {"ada@x.org"});
  CHECK_LINES(identity::login_identifiers(schema, json(R"({"email":" \u200b "})"), "password"), {});
}

BOOST_AUTO_TEST_CASE(new_addresses_are_pending) {
  CountingRandom random;
  store::IdentityRow row;
  identity::apply_traits(row, fixtures::schema(kContact), json(R"({"email":"Ada@x.org"})"), random, kNow);
  BOOST_CHECK_EQUAL(row.traits, R"({"email":"Ada@x.org"})");
  BOOST_CHECK_EQUAL(
      row.verifiable_addresses,
      R"([{"id":"01000000-0000-4000-8000-000000000000","value":"ada@x.org","verified":false,"via":"email",)"
      R"("status":"pending","created_at":"2021-08-17T11:32:39Z","updated_at":"2021-08-17T11:32:39Z"}])");
  BOOST_CHECK_EQUAL(row.recovery_addresses,
                    R"([{"id":"02000000-0000-4000-8000-000000000000","value":"ada@x.org","via":"email",)"
                    R"("created_at":"2021-08-17T11:32:39Z","updated_at":"2021-08-17T11:32:39Z"}])");
}

BOOST_AUTO_TEST_CASE(an_address_that_stays_keeps_its_state) {
  CountingRandom random;
  store::IdentityRow row;
  const std::string kept =
      R"({"id":"0f000000-0000-4000-8000-000000000000","value":"ada@x.org","verified":true,"via":"email",)"
      R"("status":"completed","verified_at":"2020-01-01T00:00:00Z","created_at":"2020-01-01T00:00:00Z",)"
      R"("updated_at":"2020-01-01T00:00:00Z"})";
  row.verifiable_addresses = "[" + kept + R"(,{"value":"gone@x.org","via":"email"}])";
  identity::apply_traits(row, fixtures::schema(kContact), json(R"({"email":"ada@x.org","second":"new@x.org"})"), random,
                         kNow);
  BOOST_TEST(row.verifiable_addresses.find("gone") == std::string::npos);
  BOOST_TEST(
      row.verifiable_addresses.starts_with(R"([{"id":"01000000-0000-4000-8000-000000000000","value":"new@x.org")"));
  BOOST_TEST(row.verifiable_addresses.ends_with("," + kept + "]"));  // in order of ids
}

BOOST_AUTO_TEST_CASE(no_addresses_no_list) {
  CountingRandom random;
  store::IdentityRow row;
  row.verifiable_addresses = R"([{"value":"gone@x.org","via":"email"}])";
  identity::apply_traits(row, fixtures::schema(kContact), json("{}"), random, kNow);
  BOOST_CHECK_EQUAL(row.verifiable_addresses, "");
}

BOOST_AUTO_TEST_SUITE_END()
