// Ids and texts are what clients match and translate by: frozen here, with one context each (contract half A 7, B 9).
// contract: A7 B9
#include "flow/messages.h"

#include <boost/test/unit_test.hpp>

#include "base/json_writer.h"
#include "base/result.h"
#include "flow/facts.h"

namespace {

struct Frozen {
  int id;
  const char *context, *text;
};

// Every id that make_message knows.
constexpr Frozen kFrozen[] = {
    {1010001, "", "Sign in"},
    {1010003, "", "Please confirm this action by verifying that it is you."},
    {1010004, "", "Please complete the second authentication challenge."},
    {1010006, "", "Authentication code"},
    {1010007, "", "Backup recovery code"},
    {1010008, "", "Sign in with a hardware key"},
    {1010009, "", "Use Authenticator"},
    {1010010, "", "Use backup recovery code"},
    {1010012, "", "Prepare your WebAuthn device (e.g. security key, biometrics scanner, ...) and press continue."},
    {1010013, "", "Continue"},
    {1010021, "", "Sign in with passkey"},
    {1010022, "", "Sign in with password"},
    {1040001, "", "Sign up"},
    {1040004, "", "Sign up with security key"},
    {1040007, "", "Sign up with passkey"},
    {1040008, "", "Back"},
    {1040009, "", "Please choose a credential to authenticate yourself with."},
    {1050001, "", "Your changes have been saved!"},
    {1050004, "", "Unlink TOTP Authenticator App"},
    {1050005, "", "Authenticator app QR code"},
    {1050006, R"({"secret":"ABC"})", "ABC"},
    {1050007, "", "Reveal backup recovery codes"},
    {1050008, "", "Generate new backup recovery codes"},
    {1050009, R"({"secret":"abcd1234"})", "abcd1234"},
    {1050010, "", "These are your back up recovery codes. Please keep them in a safe place!"},
    {1050011, "", "Confirm backup recovery codes"},
    {1050012, "", "Add security key"},
    {1050013, "", "Name of the security key"},
    {1050016, "", "Disable this method"},
    {1050017, "", "This is your authenticator app secret. Use it if you can not scan the QR code."},
    {1050018, R"({"display_name":"Blue"})", R"(Remove security key "Blue")"},
    {1050019, "", "Add passkey"},
    {1050020, R"({"display_name":"Windows Hello"})", R"(Remove passkey "Windows Hello")"},
    {1070001, "", "Password"},
    {1070002, R"({"name":"traits.email","title":"E-Mail"})", "E-Mail"},
    {1070003, "", "Save"},
    {1070004, "", "ID"},
    {1070006, "", "Verify code"},
    {1070009, "", "Continue"},
    {1900001, R"({"left":3})", "3 recovery codes left."},
    {4000001, R"({"reason":"Because."})", "Because."},
    {4000002, R"({"property":"password"})", "Property password is missing."},
    {4000003, R"({"actual_length":5,"min_length":6})", "length must be >= 6, but got 5"},
    {4000004, R"({"pattern":"^\\d+$"})", R"(does not match pattern "^\\d+$")"},
    {4000006, "",
     "The provided credentials are invalid, check for spelling mistakes in your password or username, email address, "
     "or "
     "phone number."},
    {4000007, "", "An account with the same identifier (email, phone, username, ...) exists already."},
    {4000008, "", "The provided authentication code is invalid, please try again."},
    {4000009, "",
     "Could not find any login identifiers. Did you forget to set them? This could also be caused by a server "
     "misconfiguration."},
    {4000010, "", "Account not active yet. Did you forget to verify your email address?"},
    {4000011, "", "You have no TOTP device set up."},
    {4000012, "", "This backup recovery code has already been used."},
    {4000013, "", "You have no WebAuthn device set up."},
    {4000014, "", "You have no backup recovery codes set up."},
    {4000015, "", "This account does not exist or has no security key set up."},
    {4000016, "", "The backup recovery code is not valid."},
    {4000017, R"({"actual_length":9,"max_length":8})", "length must be <= 8, but got 9"},
    {4000018, R"({"actual":1,"minimum":2})", "must be >= 2 but found 1"},
    {4000019, R"({"actual":2,"minimum":2})", "must be > 2 but found 2"},
    {4000020, R"({"actual":3,"maximum":2})", "must be <= 2 but found 3"},
    {4000021, R"({"actual":2.5,"maximum":2.5})", "must be < 2.5 but found 2.5"},
    {4000022, R"({"actual":7,"base":2})", "7 not multipleOf 2"},
    {4000023, R"({"actual_items":3,"max_items":2})", "maximum 2 items allowed, but found 3 items"},
    {4000024, R"({"actual_items":1,"min_items":2})", "minimum 2 items allowed, but found 1 items"},
    {4000025, R"({"index_a":0,"index_b":2})", "items at index 0 and 2 are equal"},
    {4000026, R"({"actual_type":"string","allowed_types":["number","null"]})",
     "expected number or null, but got string"},
    {4000029, R"({"expected":"x"})", "must be equal to constant x"},
    {4000030, "", "const failed"},
    {4000031, "", "The password can not be used because it is too similar to the identifier."},
    {4000032, R"({"actual_length":5,"min_length":8})", "The password must be at least 8 characters long, but got 5."},
    {4000033, R"({"actual_length":73,"max_length":72})",
     "The password must be at most 72 characters long, but got 73."},
    {4000034, R"({"breaches":3})", "The password has been found in data breaches and must no longer be used."},
    {4000037, "", "This account does not exist or has no login method configured."},
    {4000039, "", "The new password must be different from the old password."},
    {4000040, R"({"value":"x"})", "Enter a valid email address"},
    {4000041, R"({"value":"x"})", "Enter a valid phone number"},
    {4000043, "", "The provided web authn login is invalid, please try again."},
    {4010002, "", "Could not find a strategy to log you in with. Did you fill out the form correctly?"},
    {4010003, "", "Could not find a strategy to sign you up with. Did you fill out the form correctly?"},
    {4010004, "", "Could not find a strategy to update your settings. Did you fill out the form correctly?"},
    {4010011, "", "This account has been disabled. Please contact support for assistance."},
    {4900001, "", "This code has already been used. Wait for the next one."},
    {4900002, R"({"wait":"30 seconds"})", "Too many tries. Try again in 30 seconds."},
};

std::string json_of(const flow::Message& message) {
  base::JsonWriter out;
  flow::write_message(out, message);
  return out.take();
}

base::Time at(std::int64_t seconds) { return base::from_micros(seconds * 1'000'000); }

}  // namespace

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(every_id_has_its_text_for_ever) {
  for (const auto& row : kFrozen) {
    base::JsonObject context;
    if (*row.context != '\0') context = *base::parse_json(row.context)->object();
    const auto message = flow::make_message(row.id, context);
    BOOST_TEST(message.id == row.id);
    BOOST_TEST(message.text == row.text);
    BOOST_TEST(message.context == row.context);
    using Type = flow::Message::Type;
    const auto type = row.id == 1050001 ? Type::success : row.id < 2000000 ? Type::info : Type::error;
    BOOST_TEST((message.type == type));
  }
}

// The table above is complete: no other id has a text.
BOOST_AUTO_TEST_CASE(no_id_is_missing_above) {
  std::size_t known = 0;
  for (const int block : {1010000, 1040000, 1050000, 1060000, 1070000, 1080000, 1900000, 4000000, 4010000, 4040000,
                          4050000, 4060000, 4070000, 4900000, 5000000})
    for (int id = block; id < block + 100; ++id) {
      try {
        (void)flow::make_message(id);
        ++known;
      } catch (const base::Broken& error) {
        BOOST_TEST(error.slug() == "message.unknown");
      }
    }
  BOOST_TEST(known == std::size(kFrozen));
}

BOOST_AUTO_TEST_CASE(texts_that_the_context_does_not_make) {
  BOOST_TEST(json_of(flow::flow_expired(flow::ids::kLoginExpired, at(1'700'000'000), at(1'700'000'074))) ==
             R"({"id":4010001,"text":"The login flow expired 1.23 minutes ago, please try again.","type":"error",)"
             R"("context":{"expired_at":"2023-11-14T22:13:20Z","expired_at_unix":1700000000}})");
  BOOST_TEST(flow::flow_expired(flow::ids::kSettingsExpired, at(0), at(60)).text ==
             "The settings flow expired 1.00 minutes ago, please try again.");
  const std::pair<std::int64_t, const char*> waits[] = {{1, "1 second"},    {30, "30 seconds"}, {119, "119 seconds"},
                                                        {120, "2 minutes"}, {121, "3 minutes"}, {3600, "60 minutes"}};
  for (const auto& [seconds, text] : waits)
    BOOST_TEST(flow::throttled(seconds).text == "Too many tries. Try again in " + std::string(text) + ".");
  BOOST_TEST(flow::throttled(30).context == R"({"reason":"throttle.wait","retry_after":30})");
  BOOST_TEST(flow::throttled(30).slug == "throttle.wait");
  BOOST_TEST(flow::api_flow_refused("Origin").text.starts_with(
      "The HTTP Request Header included the \"Origin\" key, indicating that this request was made as part of an AJAX "
      "request in a Browser. The flow however was initiated as an API request."));
  BOOST_TEST(flow::api_flow_refused("Cookie").text.starts_with(
      "The HTTP Request Header included the \"Cookie\" key, indicating that this request was made by a Browser. "));
}

BOOST_AUTO_TEST_CASE(context_members_are_in_order_and_slugs_stay_inside) {
  const auto message = flow::make_message(
      4000003,
      {{"min_length", base::Json(base::JsonNumber{"6", 6})}, {"actual_length", base::Json(base::JsonNumber{"5", 5})}},
      "some.slug");
  BOOST_TEST(json_of(message) == R"({"id":4000003,"text":"length must be \u003e= 6, but got 5","type":"error",)"
                                 R"("context":{"actual_length":5,"min_length":6}})");
}

BOOST_AUTO_TEST_CASE(messages_come_back_from_the_flow_as_they_went) {
  const std::vector<flow::PlacedMessage> placed{{"", flow::flow_expired(flow::ids::kLoginExpired, at(0), at(90))},
                                                {"password", flow::property_missing("password")},
                                                {"", flow::throttled(30)}};
  const auto back = flow::decode_messages(flow::encode_messages(placed));
  BOOST_REQUIRE(back.size() == placed.size());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    BOOST_TEST(back[i].node == placed[i].node);
    BOOST_TEST(json_of(back[i].message) == json_of(placed[i].message));
    BOOST_TEST(back[i].message.slug == placed[i].message.slug);
  }
  BOOST_TEST(flow::decode_messages("").empty());
  for (const char* damaged : {"{", "[{}]", "[{\"id\":\"x\"}]"})
    BOOST_CHECK_EXCEPTION((void)flow::decode_messages(damaged), base::Broken,
                          [](const auto& error) { return error.slug() == "flow.damaged"; });
}

BOOST_AUTO_TEST_SUITE_END()
