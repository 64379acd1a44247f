// What comes from the browser as JSON, and what goes to it.
// contract: B4.2 B4.3 B4.10
#include <boost/test/unit_test.hpp>

#include "webauthn/client_data.h"
#include "webauthn/options_json.h"
#include "webauthn/origin.h"
#include "webauthn/response_json.h"

namespace {

std::string registration_verdict(std::string_view json) {
  const auto response = webauthn::parse_registration_response(json);
  return response ? "accepted" : std::string(webauthn::slug(response.error()));
}

std::string assertion_verdict(std::string_view json) {
  const auto response = webauthn::parse_assertion_response(json);
  return response ? "accepted" : std::string(webauthn::slug(response.error()));
}

// `AQI` is 01 02.
std::string registration(std::string_view id = "AQI", std::string_view raw_id = "AQI",
                         std::string_view type = "public-key",
                         std::string_view response = R"(,"attestationObject":"AA")", std::string_view more = "") {
  return R"({"id":")" + std::string(id) + R"(","rawId":")" + std::string(raw_id) + R"(","type":")" + std::string(type) +
         R"(","response":{"clientDataJSON":"e30")" + std::string(response) + "}" + std::string(more) + "}";
}

std::string assertion(std::string_view more) {
  return R"({"id":"AQI","rawId":"AQI","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA")" +
         std::string(more) + "}}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(good_registration) {
  const auto response = webauthn::parse_registration_response(
      registration("AQI", "AQI=", "public-key",
                   R"(,"attestationObject":"AA==","transports":["usb","nfc","usb","Odd!",3],"publicKey":"x")",
                   R"(,"authenticatorAttachment":"platform","clientExtensionResults":{})"));
  BOOST_REQUIRE(response.ok());
  BOOST_TEST((response->raw_id == base::Bytes{1, 2}));
  BOOST_TEST((response->client_data_json == base::to_bytes("{}")));
  BOOST_TEST((response->attestation_object == base::Bytes{0}));
  BOOST_TEST((response->transports == std::vector<std::string>{"nfc", "usb"}));
}

BOOST_AUTO_TEST_CASE(refused_envelopes) {
  BOOST_TEST(registration_verdict(registration()) == "accepted");
  for (const std::string& json :
       {std::string(), std::string("[]"), registration() + "{}", registration().substr(1),
        registration("", "", "public-key"), registration("AQI", "AQI", "public-Key"),
        registration("AQI", "AQI", "public-key", ""),
        registration("AQI", "AQI", "public-key", R"(,"attestationObject":[0])"),
        registration("AQI", "AQI", "public-key", R"(,"attestationObject":"AA")", R"(,"type":"public-key")")}) {
    BOOST_TEST(registration_verdict(json) == "webauthn.envelope_malformed", json);
  }
}

BOOST_AUTO_TEST_CASE(refused_base64) {
  for (const char* odd : {"AA=", "AA===", "A", "AB", "A+8", "A/8", "AA A", "AAA==", "===="}) {
    const std::string member = R"(,"attestationObject":")" + std::string(odd) + '"';
    BOOST_TEST(registration_verdict(registration("AQI", "AQI", "public-key", member)) == "webauthn.base64_invalid",
               odd);
  }
  BOOST_TEST(registration_verdict(registration("AQI=", "AQI")) == "webauthn.base64_invalid");
  BOOST_TEST(registration_verdict(registration("AQI", "AQM")) == "webauthn.credential_id_mismatch");
}

BOOST_AUTO_TEST_CASE(user_handles) {
  const auto handle = [](std::string_view member) {
    return webauthn::parse_assertion_response(assertion(R"(,"signature":"AA")" + std::string(member)))
        .value()
        .user_handle;
  };
  BOOST_TEST(handle("").empty());
  BOOST_TEST(handle(R"(,"userHandle":null)").empty());
  BOOST_TEST(handle(R"(,"userHandle":"")").empty());
  BOOST_TEST((handle(R"(,"userHandle":"AQI")") == base::Bytes{1, 2}));
  BOOST_TEST(assertion_verdict(assertion(R"(,"signature":"AA","userHandle":1)")) == "webauthn.envelope_malformed");
  BOOST_TEST(assertion_verdict(assertion("")) == "webauthn.envelope_malformed");
  BOOST_TEST(assertion_verdict(registration()) == "webauthn.envelope_malformed");
}

BOOST_AUTO_TEST_CASE(depth_bomb) {
  std::string nested(100'000, '[');
  BOOST_TEST(registration_verdict(registration("AQI", "AQI", "public-key", R"(,"attestationObject":"AA")",
                                               R"(,"x":)" + nested)) == "webauthn.envelope_malformed");
  BOOST_TEST(!webauthn::parse_client_data(base::as_bytes(nested)).ok());
}

BOOST_AUTO_TEST_CASE(origins) {
  using webauthn::is_same_origin;
  BOOST_TEST(is_same_origin("https://example.org", "https://example.org"));
  BOOST_TEST(is_same_origin("https://example.org", "HTTPS://Example.ORG:443/"));
  BOOST_TEST(is_same_origin("http://localhost", "http://localhost:80"));
  BOOST_TEST(is_same_origin("https://[::1]", "https://[::1]:443"));
  BOOST_TEST(is_same_origin("https://[::1]:8443", "https://[::1]:8443"));
  BOOST_TEST(is_same_origin("android:apk-key-hash:aB-_", "android:apk-key-hash:aB-_"));
  BOOST_TEST(!is_same_origin("android:apk-key-hash:AB-_", "android:apk-key-hash:aB-_"));
  BOOST_TEST(!is_same_origin("https://example.org:80", "https://example.org"));
  BOOST_TEST(!is_same_origin("https://example.org/", "https://example.org"));
  BOOST_TEST(!is_same_origin("https://example.org.", "https://example.org"));
  BOOST_TEST(!is_same_origin("https://a.example.org", "https://example.org"));
  BOOST_TEST(!is_same_origin("https://user@example.org", "https://example.org"));
  BOOST_TEST(!is_same_origin("https://example.org:0x1bb", "https://example.org"));
  BOOST_TEST(!is_same_origin("null", "https://example.org"));
  BOOST_TEST(!is_same_origin("",
                             ""
                             "https://example.org"));
}

// Half B of the contract, 4.2
BOOST_AUTO_TEST_CASE(creation_options) {
  webauthn::CreationOptions options;
  options.rp_name = options.user_name = options.user_display_name = "A <site>";
  options.rp_id = "example.org";
  options.user_handle = {0xFB, 0xFF};
  options.challenge = "AAEC";
  const std::string head =
      R"({"publicKey":{"rp":{"name":"A \u003csite\u003e","id":"example.org"},"user":{"name":"A \u003csite\u003e",)"
      R"("displayName":"A \u003csite\u003e","id":"-_8"},"challenge":"AAEC","pubKeyCredParams":[)"
      R"({"type":"public-key","alg":-7},{"type":"public-key","alg":-35},{"type":"public-key","alg":-36},)"
      R"({"type":"public-key","alg":-257},{"type":"public-key","alg":-258},{"type":"public-key","alg":-259},)"
      R"({"type":"public-key","alg":-37},{"type":"public-key","alg":-38},{"type":"public-key","alg":-39},)"
      R"({"type":"public-key","alg":-8}],"timeout":120000,)";
  BOOST_TEST(webauthn::write_creation_options(options) ==
             head + R"("authenticatorSelection":{"userVerification":"discouraged"}}})");

  options.exclude_credentials = {{{1, 2}, {}}, {{3}, {"nfc", "usb"}}};
  options.require_resident_key = true;
  options.resident_key = "required";
  options.user_verification = "preferred";
  options.attestation = "none";
  BOOST_TEST(webauthn::write_creation_options(options) ==
             head + R"("excludeCredentials":[{"type":"public-key","id":"AQI"},)"
                    R"({"type":"public-key","id":"Aw","transports":["nfc","usb"]}],)"
                    R"("authenticatorSelection":{"requireResidentKey":true,"residentKey":"required",)"
                    R"("userVerification":"preferred"},"attestation":"none"}})");
}

// 4.3
BOOST_AUTO_TEST_CASE(request_options) {
  webauthn::RequestOptions options{.challenge = "AAEC", .rp_id = "example.org", .allow_credentials = {{{1, 2}, {}}}};
  BOOST_TEST(webauthn::write_request_options(options) ==
             R"({"publicKey":{"challenge":"AAEC","timeout":120000,"rpId":"example.org",)"
             R"("allowCredentials":[{"type":"public-key","id":"AQI"}],"userVerification":"discouraged"}})");
  options.allow_credentials = {};
  options.user_verification = "preferred";
  options.timeout_ms = 300'000;
  BOOST_TEST(
      webauthn::write_request_options(options) ==
      R"({"publicKey":{"challenge":"AAEC","timeout":300000,"rpId":"example.org","userVerification":"preferred"}})");
}

BOOST_AUTO_TEST_SUITE_END()
