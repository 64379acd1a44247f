#include "api/client.h"

#include "tests/api/world.h"

using namespace api_test;

namespace {

http::Request from(std::string address, std::string forwarded = "") {
  http::Request request;
  request.remote_addr = std::move(address);
  request.remote_port = "4711";
  if (!forwarded.empty()) request.headers.push_back({"x-forwarded-for", std::move(forwarded)});
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(client)

BOOST_AUTO_TEST_CASE(address) {
  const std::vector<std::string> trusted{"127.0.0.1", "10.0.0.0/8", "fd00::/8"};
  const auto host = [&](const http::Request& request) { return api::client_address(request, trusted).host; };
  BOOST_TEST(host(from("192.0.2.7")) == "192.0.2.7");
  BOOST_TEST(host(from("192.0.2.7", "203.0.113.9")) == "192.0.2.7");  // anybody can send that header
  BOOST_TEST(host(from("127.0.0.1", "203.0.113.9")) == "203.0.113.9");
  BOOST_TEST(host(from("127.0.0.1", "1.1.1.1, 203.0.113.9, 10.1.2.3")) == "203.0.113.9");
  BOOST_TEST(host(from("fd00::1", "2001:db8::1")) == "2001:db8::1");
  BOOST_TEST(host(from("127.0.0.1", "unknown")) == "127.0.0.1");
  BOOST_TEST(host(from("127.0.0.1", "203.0.113.9, evil")) == "127.0.0.1");
  BOOST_TEST(host(from("127.0.0.1", "10.0.0.1")) == "127.0.0.1");
  BOOST_TEST(api::client_address(from("127.0.0.1", "203.0.113.9"), trusted).port == "");
  BOOST_TEST(api::client_address(from("192.0.2.7"), trusted).port == "4711");
}

BOOST_AUTO_TEST_CASE(networks) {
  BOOST_TEST(api::in_network("10.255.0.1", "10.0.0.0/8"));
  BOOST_TEST(api::in_network("::ffff:10.0.0.1", "10.0.0.0/8"));
  BOOST_TEST(api::in_network("192.0.2.127", "192.0.2.0/25"));
  BOOST_TEST(!api::in_network("192.0.2.128", "192.0.2.0/25"));
  BOOST_TEST(api::in_network("1.2.3.4", "0.0.0.0/0"));
  BOOST_TEST(!api::in_network("::1", "0.0.0.0/0"));
  BOOST_TEST(!api::in_network("11.0.0.1", "10.0.0.0/8"));
  BOOST_TEST(!api::in_network("10.0.0.1", "10.0.0.0/33"));
  BOOST_TEST(!api::in_network("10.0.0.1", "10.0.0.0/-1"));
  BOOST_TEST(!api::in_network("10.0.0.1", "nonsense"));
  BOOST_TEST(!api::in_network("nonsense", "10.0.0.0/8"));
}

BOOST_FIXTURE_TEST_CASE(device, World) {
  start("postern: {trusted_proxies: [127.0.0.1]}\n");
  (void)get("/health/alive");
  http::Request asked = from("192.0.2.7");
  asked.headers = {{"user-agent", std::string(511, 'a') + "\xC3\xA9"}, {"cf-ipcity", "Ulm"}};
  store::DeviceRow row = api::device_of(api::Call(*app, asked, "/"));
  BOOST_TEST(row.ip_address == "192.0.2.7:4711");
  BOOST_TEST(row.user_agent.value() == std::string(511, 'a'));
  BOOST_TEST(row.location == "");
  asked = from("127.0.0.1", "2001:db8::1");
  asked.headers.push_back({"cf-ipcity", "Ulm"});
  asked.headers.push_back({"cf-ipcountry", "DE"});
  row = api::device_of(api::Call(*app, asked, "/"));
  BOOST_TEST(row.ip_address == "2001:db8::1");
  BOOST_TEST(!row.user_agent);
  BOOST_TEST(row.location == "Ulm, DE");
  asked = from("::1");
  asked.headers = {{"user-agent", "bad \xFF"}};
  row = api::device_of(api::Call(*app, asked, "/"));
  BOOST_TEST(row.ip_address == "[::1]:4711");
  BOOST_TEST(row.user_agent.value() == "bad ?");
}

BOOST_AUTO_TEST_SUITE_END()
