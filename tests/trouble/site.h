// A site whose surroundings a test can break: the real executable `site`, the system's clock, a folder of an
// unprivileged user. One person is signed in, and a form of each kind is ready to be submitted.
#pragma once

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <memory>

#include "base/json.h"
#include "base/result.h"
#include "store/db.h"
#include "tests/support/answer.h"
#include "tests/support/gateways.h"

namespace trouble {

namespace fs = std::filesystem;
using support::Answer;

constexpr unsigned kNobody = 65534;
constexpr const char* kPassword = "correct horse battery";

// Once a run, before any site: root gives up being root, because the file system refuses root nothing.
struct Workplace {
  support::TemporaryFolder folder;  // executables, the schema, sites

  Workplace() {
    const fs::path built = fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin";
    for (const char* program : {"site", "postern", "breach-check"})
      fs::copy_file(built / program, folder.path() / program);
    fs::copy_file("config/identity.schema.json", folder.path() / "identity.schema.json");
    if (::geteuid() != 0) return;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) hand_over(entry.path());
    hand_over(folder.path());
    BOOST_REQUIRE(::setgroups(0, nullptr) == 0 && ::setgid(kNobody) == 0 && ::setuid(kNobody) == 0);
  }
  static const Workplace& get() {
    static const Workplace one;
    return one;
  }

 private:
  static void hand_over(const fs::path& path) { BOOST_REQUIRE(::chown(path.c_str(), kNobody, kNobody) == 0); }
};

enum class Through { cgi, fastcgi };

struct Site {
  support::TemporaryFolder folder{Workplace::get().folder.path()};
  fs::path data = folder.path() / "data", database = data / "db.sqlite";
  std::unique_ptr<support::Gateway> gateway;
  std::string token, login, settings;  // a session; where forms are submitted to

  explicit Site(Through through) {
    fs::copy_file(Workplace::get().folder.path() / "identity.schema.json", folder.path() / "identity.schema.json");
    configure("sqlite://data/db.sqlite");
    command({"migrate"}, "");
    command({"identity", "import"}, R"({"traits":{"email":"ann@example.org"},"credentials":{"password":{"config":)"
                                    R"({"password":"correct horse battery"}}}})");
    start(through);
    login = flow("/self-service/login/api");
    token = string_at(ask("POST", login, sign_in()), "session_token");
    login = flow("/self-service/login/api");
    settings = flow("/self-service/settings/api");
  }

  void configure(const std::string& dsn, const std::string& more = "", const std::string& selfservice = "") const {
    support::write_file(folder.path() / "kratos.yml",
                        "dsn: " + dsn + "\nselfservice: { default_browser_return_url: /" + selfservice +
                            " }\n"
                            "session: { whoami: { required_aal: aal1 } }\n"
                            "serve: { public: { base_url: \"http://localhost:8080/\" } }\n"
                            "identity: { schemas: [ { id: default, url: file://identity.schema.json } ] }\n"
                            "hashers: { algorithm: argon2, argon2: { memory: 1MB, iterations: 1, parallelism: 1 } }\n"
                            "secrets: { default: [ a-secret-of-the-test-suite-only ] }\n" +
                            more);
  }
  // The process before it, if any, is ended.
  void start(Through through) {
    gateway.reset();
    fs::remove(folder.path() / "fastcgi.sock");
    const support::Program program{Workplace::get().folder.path() / "site", environment(), folder.path()};
    gateway = through == Through::cgi ? support::make_cgi(program) : support::make_fastcgi(program);
  }
  [[nodiscard]] store::Db open() const { return store::Db({.path = database, .data_dir = data}); }

  Answer ask(const std::string& method, const std::string& target, const std::string& body = "",
             const std::string& accept = "application/json") const {
    const auto mark = target.find('?');
    return support::parse_answer(
        gateway->ask({{"GATEWAY_INTERFACE", "CGI/1.1"},
                      {"SERVER_PROTOCOL", "HTTP/1.1"},
                      {"REQUEST_METHOD", method},
                      {"REQUEST_URI", target},
                      {"QUERY_STRING", mark == std::string::npos ? "" : target.substr(mark + 1)},
                      {"CONTENT_TYPE", "application/json"},
                      {"CONTENT_LENGTH", std::to_string(body.size())},
                      {"REMOTE_ADDR", "127.0.0.1"},
                      {"HTTP_HOST", "localhost:8080"},
                      {"HTTP_ACCEPT", accept},
                      {"HTTP_X_SESSION_TOKEN", is_for_strangers(target) ? "" : token}},
                     body));
  }
  // Where a fresh flow is submitted to.
  [[nodiscard]] std::string flow(const std::string& init) const {
    const Answer answer = ask("GET", init);
    const std::string path = init.substr(0, init.rfind('/'));
    return path + "?flow=" + string_at(answer, "id");
  }
  static std::string sign_in() {
    return std::string(R"({"method":"password","identifier":"ann@example.org","password":")") + kPassword + "\"}";
  }

  // Everything that writes, as JSON and as a page.
  void expect_no_writes(const std::string& slug) const {
    expect_refusal(ask("GET", "/self-service/login/api"), slug);
    expect_refusal(ask("POST", login, sign_in()), slug);
    expect_refusal(ask("POST", settings, R"({"method":"profile","traits":{"email":"new@example.org"}})"), slug);
    expect_refusal(ask("DELETE", "/self-service/logout/api", "{\"session_token\":\"" + token + "\"}"), slug);
    const Answer page = ask("GET", "/login", "", "text/html");
    BOOST_TEST(page.status == 503);
    BOOST_TEST(page.body.find("<h1>") != std::string::npos);
    BOOST_TEST(header(page, "Retry-After") != "");
  }
  void expect_no_reads(const std::string& slug) const {
    expect_refusal(ask("GET", "/sessions/whoami"), slug);
    expect_refusal(ask("GET", "/health/ready"), slug);
    expect_refusal(ask("GET", "/sessions"), slug);
    BOOST_TEST(ask("GET", "/settings", "", "text/html").status == 503);
    BOOST_TEST(ask("GET", "/health/alive").status == 200);
  }
  void expect_reads() const {
    BOOST_TEST(ask("GET", "/sessions/whoami").status == 200);
    BOOST_TEST(ask("GET", "/health/ready").status == 200);
    BOOST_TEST(ask("GET", "/sessions").status == 200);
  }
  static void expect_refusal(const Answer& answer, const std::string& slug) {
    BOOST_TEST(answer.status == 503);
    BOOST_TEST(answer.body.find("\"id\":\"" + slug + "\"") != std::string::npos, answer.body.substr(0, 300));
    BOOST_TEST(header(answer, "Retry-After") != "");
  }
  // The trouble is over: nobody was signed out, nothing was saved, the forms still work.
  void expect_unchanged() const {
    const Answer whoami = ask("GET", "/sessions/whoami");
    BOOST_TEST(whoami.status == 200);
    BOOST_TEST(whoami.body.find(R"("traits":{"email":"ann@example.org"})") != std::string::npos, whoami.body);
    BOOST_TEST(ask("POST", login, sign_in()).status == 200);
    BOOST_TEST(ask("POST", settings, R"({"method":"profile","traits":{"email":"ann@example.org"}})").status == 200);
    BOOST_TEST(open().read_value<std::string>([](store::Tx& tx) {
      store::Statement check = tx.prepare("PRAGMA integrity_check");
      return check.step() ? check.text(0) : "";
    }) == "ok");
  }

 private:
  static bool is_for_strangers(const std::string& target) {
    return target.find("/login") != std::string::npos || target.find("/registration") != std::string::npos;
  }
  [[nodiscard]] support::Words environment() const {
    return {"POSTERN_CONFIG=" + (folder.path() / "kratos.yml").string()};
  }
  void command(support::Words words, std::string_view input) const {
    words.insert(words.begin(), (Workplace::get().folder.path() / "postern").string());
    const support::Finished finished = support::run(words, environment(), input);
    BOOST_REQUIRE_MESSAGE(finished.code == 0, finished.err);
  }
  static std::string string_at(const Answer& answer, const char* member) {
    const auto json = base::parse_json(answer.body);
    const base::Json* value = json.ok() ? json->find(member) : nullptr;
    BOOST_REQUIRE_MESSAGE(value && value->string(), answer.body);
    return *value->string();
  }
  static std::string header(const Answer& answer, std::string_view name) {
    for (const auto& [have, value] : answer.headers)
      if (have == name) return value;
    return "";
  }
};

}  // namespace trouble
