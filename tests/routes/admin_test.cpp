// The admin API is no part of `site`: nothing below /admin is answered there, with or without a token.
#include <boost/test/unit_test.hpp>

#include "handlers/admin.h"
#include "tests/support/world.h"

using namespace support;

BOOST_AUTO_TEST_CASE(site_has_no_admin_routes) {
  World world;
  // sha256 of postern_at_test
  world.configure("POSTERN_ADMIN_TOKENS",
                  "[\"sha256:06814cd494b523b7496c48fa5985cbc7e05566e0a7e5e8f3b550a99cc5a677f4\"]");
  BOOST_REQUIRE_EQUAL(world.app().config().admin_tokens.size(), 1u);
  for (const api::Route& route : handler_service().routes) BOOST_TEST(!route.path.starts_with("/admin"), route.path);
  for (const api::Route& route : kAdminRoutes) {
    BOOST_TEST(route.path.starts_with("/admin/"));
    http::Request request{.method = "GET", .path = std::string(route.path), .body = ""};
    request.headers = {{"authorization", "Bearer postern_at_test"}};
    const http::Response response = world.app().answer(request);
    BOOST_TEST(response.status == 404, route.path);
    BOOST_TEST(response.body == "404 page not found\n");
  }
}
