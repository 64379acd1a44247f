// contract: A2.7 B4.6
#include "api/webauthn_script.h"

#include "base/encoding.h"
#include "crypto/sha256.h"
#include "tests/api/world.h"
#include "webauthn/script.h"

using namespace api_test;

BOOST_AUTO_TEST_SUITE(webauthn_script)

BOOST_FIXTURE_TEST_CASE(the_script_is_what_its_integrity_says, World) {
  start();
  const http::Response response = get("/.well-known/ory/webauthn.js");
  BOOST_TEST(response.status == 200);
  BOOST_TEST(header(response, "Content-Type") == "text/javascript; charset=UTF-8");
  BOOST_TEST(header(response, "Cache-Control") == "private, no-cache, no-store, must-revalidate");
  BOOST_TEST(header(response, "Vary") == "Cookie");
  BOOST_TEST(headers(response, "Set-Cookie").size() == 1U);
  BOOST_TEST("sha512-" + base::encode_base64(crypto::sha512(base::as_bytes(response.body))) ==
             webauthn::script_integrity());
  std::ostringstream file;
  file << std::ifstream("www/ory-webauthn.js").rdbuf();
  BOOST_TEST((response.body == file.str()));
}

BOOST_AUTO_TEST_CASE(the_script_has_one_address) {
  BOOST_TEST(webauthn::script_url("https://id.example/") == "https://id.example/.well-known/ory/webauthn.js");
  BOOST_TEST(webauthn::script_url("https://h/auth") == "https://h/auth/.well-known/ory/webauthn.js");
}

constexpr const char* kKeys =
    ", webauthn: {enabled: true, config: {rp: {id: example.org, display_name: Test, origins: "
    "[\"https://id.example.org\", "
    "\"https://example.org\", \"https://shop.example.com:8443\"]}}}";

BOOST_FIXTURE_TEST_CASE(related_origins_leave_out_our_own, World) {
  method_keys = kKeys;
  start("", "https://id.example.org/auth");
  const http::Response response = get("/.well-known/webauthn");
  BOOST_TEST(response.status == 200);
  BOOST_TEST(header(response, "Content-Type") == "application/json");
  BOOST_TEST(response.body == "{\"origins\":[\"https://example.org\",\"https://shop.example.com:8443\"]}\n");
}

BOOST_FIXTURE_TEST_CASE(no_related_origins, World) {
  method_keys =
      ", webauthn: {enabled: true, config: {rp: {id: localhost, display_name: T, origin: \"http://localhost:8080\"}}}";
  start();
  BOOST_TEST(get("/.well-known/webauthn").status == 404);
}

BOOST_FIXTURE_TEST_CASE(keys_switched_off_have_no_related_origins, World) {
  method_keys = kKeys;
  method_keys.replace(method_keys.find("true"), 4, "false");
  start("", "https://id.example.org/");
  BOOST_TEST(get("/.well-known/webauthn").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
