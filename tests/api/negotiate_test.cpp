// contract: A2.2 B0.1
#include "api/negotiate.h"

#include <boost/test/unit_test.hpp>

namespace {

http::Request asking(std::string accept, std::string content_type = "") {
  http::Request request;
  if (!accept.empty()) request.headers.push_back({"accept", std::move(accept)});
  request.content_type = std::move(content_type);
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(negotiate)

BOOST_AUTO_TEST_CASE(accept_table) {
  struct Row {
    const char* accept;
    bool json_request, accepts_json, page;
  };
  const Row rows[] = {
      {"", false, false, false},
      {"*/*", false, false, false},
      {"application/json", true, true, false},
      {"application/json, text/plain, */*", true, true, false},
      {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false, false, true},
      {"text/html, application/json", false, false, false},
      {"application/json, text/html", false, false, false},
      {"text/html;q=0.5, application/json", true, true, false},
      {"text/html, application/json;q=0.9", false, false, true},
      {"application/json;q=0", false, false, false},
      {"application/json;charset=utf-8", false, false, false},     // an unknown parameter ends the reading
      {"application/json, text/html;level=1", true, true, false},  // what came before counts
      {"application/json;q=x", false, false, false},
      {"text/*, application/json;q=0.5", false, false, true},
      {"application/*", true, true, false},
      {"text/plain", false, false, false},
      {"nonsense", false, false, false},
      {"APPLICATION/JSON", false, false, false},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.accept) {
      const http::Request request = asking(row.accept);
      BOOST_TEST(api::is_json_request(request) == row.json_request);
      BOOST_TEST(api::accepts_json(request) == row.accepts_json);
      BOOST_TEST(api::wants_page(request) == row.page);
    }
  }
}

BOOST_AUTO_TEST_CASE(content_type_counts_only_as_it_stands) {
  BOOST_TEST(api::is_json_request(asking("text/html", "application/json")));
  BOOST_TEST(!api::is_json_request(asking("text/html", "application/json; charset=utf-8")));
  BOOST_TEST(!api::accepts_json(asking("text/html", "application/json")));
}

BOOST_AUTO_TEST_SUITE_END()
