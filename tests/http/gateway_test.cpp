#include "http/gateway.h"

#include <boost/test/unit_test.hpp>
#include <cstring>

using http::Request;
using Problem = http::Request::BodyProblem;

namespace {

using Block = std::vector<const char*>;

Request read(Block block) {
  block.push_back(nullptr);
  return http::read_request(block.data());
}

struct Input {
  std::string text;
  std::size_t used = 0;
  std::size_t chunk = 7;  // smaller than any body here, so that reading must go on
  http::Source source() {
    return [this](char* data, std::size_t size) {
      const std::size_t count = std::min({size, chunk, text.size() - used});
      std::memcpy(data, text.data() + used, count);
      used += count;
      return count;
    };
  }
};

Request read_body(Block block, Input& input, std::size_t limit, bool framed = false) {
  block.push_back(nullptr);
  Request request = http::read_request(block.data());
  http::read_body(request, block.data(), limit, framed, input.source());
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gateway)

BOOST_AUTO_TEST_CASE(a_whole_request) {
  const Request request = read({"REQUEST_METHOD=POST", "REQUEST_URI=/a%20b/c?flow=1&x=%2F", "QUERY_STRING=other",
                                "SCRIPT_NAME=/wrong", "HTTP_X_SESSION_TOKEN=t", "HTTP_HOST=h:8080", "HTTPS=on",
                                "REMOTE_ADDR=::1", "REMOTE_PORT=99", "CONTENT_TYPE=text/plain", "HTTP_CONTENT_TYPE=x"});
  BOOST_TEST(request.method == "POST");
  BOOST_TEST(request.path == "/a%20b/c");
  BOOST_TEST(request.query == "flow=1&x=%2F");
  BOOST_TEST(request.header("x-session-token").value() == "t");
  BOOST_TEST(request.host == "h:8080");
  BOOST_TEST(request.server_name_scheme == "https");
  BOOST_TEST(request.remote_addr == "::1");
  BOOST_TEST(request.remote_port == "99");
  BOOST_TEST(request.content_type == "text/plain");
  BOOST_TEST(request.header("content-type").value() == "text/plain");
}

BOOST_AUTO_TEST_CASE(what_a_gate_is_asked) {
  using Role = Request::Role;
  BOOST_TEST((read({"REQUEST_METHOD=GET", "FCGI_ROLE=RESPONDER"}).role == Role::responder));
  BOOST_TEST((read({"HTTP_FCGI_ROLE=AUTHORIZER", "HTTP_REDIRECT_STATUS=401"}).role == Role::responder));
  BOOST_TEST((read({"REDIRECT_STATUS=200", "REDIRECT_URL=/x"}).role == Role::responder));
  const Request judged = read({"FCGI_ROLE=AUTHORIZER", "REQUEST_URI=/pretty", "DOCUMENT_ROOT=/var/www/",
                               "SCRIPT_FILENAME=/var/www/private/x.php", "REQUEST_METHOD=POST"});
  BOOST_TEST((judged.role == Role::authorizer));
  BOOST_TEST(judged.path == "/pretty");
  BOOST_TEST(judged.resource == "/private/x.php");
  BOOST_TEST(judged.original_method == "POST");
  for (const char* role : {"FCGI_APACHE_ROLE=ACCESS_CHECKER", "FCGI_APACHE_ROLE=AUTHORIZER"})
    BOOST_TEST((read({"FCGI_ROLE=AUTHORIZER", role}).role == Role::access_checker));
  BOOST_TEST(read({"FCGI_ROLE=AUTHORIZER", "DOCUMENT_ROOT=/var/www", "SCRIPT_FILENAME=/var/www2/x"}).resource == "");
  const Request denied = read({"REQUEST_METHOD=GET", "REDIRECT_STATUS=401", "REDIRECT_REQUEST_METHOD=POST",
                               "REDIRECT_URL=/private/x", "REQUEST_URI=/pretty?q"});
  BOOST_TEST((denied.role == Role::denial));
  BOOST_TEST(denied.original_method == "POST");
  BOOST_TEST(denied.resource == "/private/x");
  BOOST_TEST(read({"POSTERN_GATE_URI=/a?b", "HTTP_POSTERN_GATE_URI=/c"}).gate_target == "/a?b");
}

BOOST_AUTO_TEST_CASE(request_targets) {
  BOOST_TEST(read({"REQUEST_URI=http://host/path?q"}).path == "/path");
  BOOST_TEST(read({"REQUEST_URI=http://host/path?q"}).query == "q");
  BOOST_TEST(read({"REQUEST_URI=http://host"}).path == "/");
  BOOST_TEST(read({"REQUEST_URI=http://host?q"}).path == "/");
  BOOST_TEST(read({"REQUEST_URI=/back?to=http://host/x"}).path == "/back");
  BOOST_TEST(read({"REQUEST_URI=//evil/login"}).path == "//evil/login");
  BOOST_TEST(read({"SCRIPT_NAME=/cgi", "PATH_INFO=/login", "QUERY_STRING=a=b"}).path == "/cgi/login");
  BOOST_TEST(read({"SCRIPT_NAME=/cgi", "PATH_INFO=/login", "QUERY_STRING=a=b"}).query == "a=b");
  BOOST_TEST(read({"REQUEST_METHOD=GET"}).path == "/");
}

BOOST_AUTO_TEST_CASE(the_first_of_repeated_headers_counts) {
  BOOST_TEST(read({"HTTP_ORIGIN=a", "HTTP_ORIGIN=b"}).header("origin").value() == "a");
}

BOOST_AUTO_TEST_CASE(cookies_have_a_limit) {
  const std::string fits = "HTTP_COOKIE=" + std::string(http::kMaxCookieBytes, 'x');
  BOOST_TEST(!read({fits.c_str()}).cookies_too_large);
  const std::string over = fits + "x";
  const Request request = read({over.c_str()});
  BOOST_TEST(request.cookies_too_large);
  BOOST_TEST(request.cookies().empty());
}

BOOST_AUTO_TEST_CASE(a_body_of_the_announced_length) {
  Input input{"0123456789extra"};
  const Request request = read_body({"CONTENT_LENGTH=10"}, input, 10);
  BOOST_TEST(request.body.value() == "0123456789");
  BOOST_TEST((request.body_problem == Problem::none));
}

BOOST_AUTO_TEST_CASE(no_length_means_no_body_under_cgi) {
  Input input{"never read"};
  BOOST_TEST(read_body({}, input, 100).body.value() == "");
  BOOST_TEST(read_body({"CONTENT_LENGTH="}, input, 100).body.value() == "");
  BOOST_TEST(input.used == 0u);
}

BOOST_AUTO_TEST_CASE(no_length_means_the_whole_stream_where_it_is_framed) {
  Input fastcgi{"0123456789"}, chunked{"0123456789"}, over{"01234567890"};
  BOOST_TEST(read_body({}, fastcgi, 10, true).body.value() == "0123456789");
  BOOST_TEST(read_body({"HTTP_TRANSFER_ENCODING=chunked"}, chunked, 10).body.value() == "0123456789");
  const Request request = read_body({}, over, 10, true);
  BOOST_TEST(!request.body.has_value());
  BOOST_TEST((request.body_problem == Problem::too_large));
}

BOOST_AUTO_TEST_CASE(too_large_is_drained_unless_it_is_far_too_large) {
  Input input{std::string(50, 'x')};
  const Request request = read_body({"CONTENT_LENGTH=50"}, input, 20);
  BOOST_TEST(!request.body.has_value());
  BOOST_TEST((request.body_problem == Problem::too_large));
  BOOST_TEST(input.used == 50u);
  Input longer{std::string(90, 'x')};
  BOOST_TEST((read_body({"CONTENT_LENGTH=90"}, longer, 20).body_problem == Problem::too_large));
  BOOST_TEST(longer.used == 80u);
  Input chunked{std::string(50, 'x')};
  BOOST_TEST((read_body({"HTTP_TRANSFER_ENCODING=chunked"}, chunked, 20).body_problem == Problem::too_large));
  BOOST_TEST(chunked.used == 50u);
}

BOOST_AUTO_TEST_CASE(truncated_or_senseless_lengths) {
  for (const char* length : {"CONTENT_LENGTH=11", "CONTENT_LENGTH=-1", "CONTENT_LENGTH=1x"}) {
    Input input{"0123456789"};
    const Request request = read_body({length}, input, 20);
    BOOST_TEST(!request.body.has_value(), length);
    BOOST_TEST((request.body_problem == Problem::truncated), length);
  }
}

BOOST_AUTO_TEST_CASE(an_answer_starts_with_its_status) {
  http::Response response;
  response.status = 403;
  response.set("Content-Type", "application/json").add("X-A", "one\r\nSet-Cookie: evil");
  response.body = "{}\n";
  BOOST_TEST(http::write_response(response, false) ==
             "Status: 403 Forbidden\r\nContent-Type: application/json\r\nX-A: one  Set-Cookie: evil\r\n"
             "Content-Length: 3\r\n\r\n{}\n");
}

BOOST_AUTO_TEST_CASE(answers_without_a_body) {
  http::Response response;
  response.body = "x";
  BOOST_TEST(http::write_response(response, true) == "Status: 200 OK\r\n\r\n");
  response.status = 204;
  BOOST_TEST(http::write_response(response, false) == "Status: 204 No Content\r\n\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
