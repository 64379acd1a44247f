// An App over a configuration file and a database of its own; requests are values.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <memory>
#include <sstream>

#include "api/app.h"
#include "api/logout.h"
#include "api/redirects.h"
#include "api/webauthn_script.h"
#include "handlers/whoami.h"
#include "tests/store/fixture.h"

namespace api_test {

using namespace std::chrono_literals;
using store_test::id_of;
using store_test::kNow;

struct TestClock final : base::Clock {
  base::Time time = kNow;
  base::Time now() override { return time; }
};

// A reproducible stream (xorshift), so that every value differs.
struct TestRandom final : base::Random {
  std::uint64_t state = 88172645463325252ULL;
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      byte = static_cast<std::uint8_t>(state >> 24);
    }
  }
};

struct Issuer : session::ProofIssuer {
  static session::Proof make(const base::Uuid& identity, std::string method, session::Aal aal, base::Time at) {
    return issue(identity, {std::move(method), aal, at});
  }
};

inline http::Response answer_unavailable(api::Call&) { throw base::Unavailable("db.busy", "secret detail"); }
inline http::Response answer_broken(api::Call&) { throw base::Broken("db.bad_uuid", "secret detail"); }
inline http::Response answer_foreign(api::Call&) { throw std::runtime_error("secret detail"); }
inline http::Response answer_echo(api::Call& call) {
  http::Response response;
  response.body = call.path + "|" + (call.path_parameters.empty() ? "" : call.path_parameters[0]);
  return response;
}

inline constexpr api::Route kTestRoutes[] = {
    {api::kAnyMethod, "/sessions/whoami", api::Csrf::ignored, api::answer_whoami},
    {api::kGet, "/sessions", api::Csrf::ignored, api::answer_list_sessions},
    {api::kDelete, "/sessions", api::Csrf::ignored, api::answer_revoke_other_sessions},
    {api::kDelete, "/sessions/{id}", api::Csrf::ignored, api::answer_revoke_session},
    {api::kGet, "/sessions/token-exchange", api::Csrf::ignored, api::answer_token_exchange},
    {api::kGet, "/self-service/errors", api::Csrf::active, api::answer_error_record},
    {api::kGet, "/health/alive", api::Csrf::disabled, api::answer_alive},
    {api::kGet, "/health/ready", api::Csrf::disabled, api::answer_ready},
    {api::kGet, "/schemas", api::Csrf::active, api::answer_list_schemas},
    {api::kGet, "/schemas/{id}", api::Csrf::ignored, api::answer_schema},
    {api::kGet, "/.well-known/change-password", api::Csrf::active, api::answer_change_password},
    {api::kGet, "/.well-known/ory/webauthn.js", api::Csrf::active, api::answer_webauthn_script},
    {api::kGet, "/.well-known/webauthn", api::Csrf::disabled, api::answer_related_origins},
    {api::kGet, "/self-service/logout/browser", api::Csrf::active, api::answer_create_logout},
    {api::kGet, "/self-service/logout", api::Csrf::active, api::answer_logout},
    {api::kDelete, "/self-service/logout/api", api::Csrf::ignored, api::answer_logout_api},
    {api::kGet | api::kPost, "/guarded", api::Csrf::active, answer_echo},
    {api::kGet, "/things/{id}", api::Csrf::ignored, answer_echo},
    {api::kGet, "/things/one", api::Csrf::ignored, answer_echo},
    {api::kGet, "/unavailable", api::Csrf::ignored, answer_unavailable},
    {api::kGet, "/broken", api::Csrf::ignored, answer_broken},
    {api::kGet, "/foreign", api::Csrf::ignored, answer_foreign},
};
inline constexpr api::Service kTestService{"test", kTestRoutes, {}};

inline constexpr const char* kSchema =
    R"({"$id":"x","type":"object","properties":{"traits":{"type":"object","properties":{"email":{"type":"string",)"
    R"("format":"email","ory.sh/kratos":{"credentials":{"password":{"identifier":true}}}}}}}})";

struct World {
  store_test::Folder folder;
  TestClock clock;
  TestRandom random;
  int log_fd = -1;
  std::unique_ptr<base::Log> log;
  std::unique_ptr<config::Live> live;
  std::unique_ptr<api::App> app;
  base::Uuid alice = id_of(1), bob = id_of(2);

  // `extra`: top-level keys beside the ones every test needs; base URL and whoami's level are often changed.
  void start(const std::string& extra = "", const std::string& base_url = "http://localhost:8080/",
             const std::string& whoami_aal = "aal1") {
    std::ofstream(folder.path + "/schema.json") << kSchema;
    std::ofstream(folder.path + "/kratos.yml")
        << "dsn: sqlite://" << folder.file() << "\nsecrets: {default: [0123456789abcdef0123456789abcdef]}\n"
        << "serve: {public: {base_url: \"" << base_url << "\"" << cors << "}}\n"
        << "identity: {schemas: [{id: default, url: \"file://" << folder.path << "/schema.json\"}]}\n"
        << "session: {whoami: {required_aal: " << whoami_aal << "}" << session_keys << "}\n"
        << "selfservice:\n  default_browser_return_url: http://localhost:4455/welcome\n"
        << "  allowed_return_urls: [\"http://localhost:4455/app\", \"https://*.example.org/\"]\n"
        << "  flows: {logout: {" << logout_keys << "}, settings: {ui_url: \"http://localhost:4455/settings\"}, "
        << "error: {ui_url: \"http://localhost:4455/error?a=b\"}}\n"
        << "  methods: {totp: {enabled: true}" << method_keys << "}\n"
        << extra;
    log_fd = ::open((folder.path + "/log").c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
    log = std::make_unique<base::Log>(clock, log_fd);
    store::Options options = store_test::options_of(folder.file());
    options.data_dir = folder.path + "/data";
    store::Db::create_or_migrate(options);
    live = std::make_unique<config::Live>(folder.path + "/kratos.yml", config::Environment{}, *log);
    app = std::make_unique<api::App>(kTestService, clock, random, *log, *live);
  }
  std::string cors, session_keys, logout_keys, method_keys;

  ~World() {
    app.reset();
    if (log_fd >= 0) ::close(log_fd);
  }

  [[nodiscard]] std::string logged() const {
    std::ostringstream text;
    text << std::ifstream(folder.path + "/log").rdbuf();
    return text.str();
  }

  store::Db& db() {
    (void)app->answer(request("GET", "/health/ready"));  // makes the App look at its configuration
    return app->db();
  }
  void add_people() {
    db().write([&](store::Tx& tx) {
      store_test::add_identity(tx, alice);
      store_test::add_identity(tx, bob);
    });
  }
  // Alice has a TOTP key from now on.
  void enrol(const base::Uuid& identity) {
    db().write([&](store::Tx& tx) {
      store::TotpRow row;
      row.id = base::make_uuid(random);
      row.identity_id = identity;
      row.key = store_test::sealed("sealed");
      store::insert_totp(tx, row);
      store::refresh_factors(tx, identity);
    });
  }
  session::Opened sign_in(const base::Uuid& identity, bool by_cookie = false) {
    session::Opening opening;
    opening.by_cookie = by_cookie;
    opening.lifespan = 24h;
    opening.device.ip_address = "10.0.0.7:51234";
    return *db().write_value<std::optional<session::Opened>>([&](store::Tx& tx) {
      const auto proof = Issuer::make(identity, "password", session::Aal::aal1, clock.time);
      return std::optional(session::open(tx, *store::find_identity(tx, identity), proof, opening, clock.time, random));
    });
  }
  session::Opened raise(const session::Session& session) {
    return *db().write_value<std::optional<session::Opened>>([&](store::Tx& tx) {
      const auto proof = Issuer::make(session.identity.id, "totp", session::Aal::aal2, clock.time);
      return session::raise(tx, session, proof, 24h, clock.time, random);
    });
  }

  static http::Request request(std::string method, std::string_view target, std::vector<http::Header> headers = {}) {
    http::Request request;
    request.method = std::move(method);
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
    request.headers = std::move(headers);
    request.content_type = request.header("content-type").value_or("");
    request.body = "";
    request.remote_addr = "192.0.2.7";
    request.remote_port = "4711";
    return request;
  }
  http::Response get(std::string_view target, std::vector<http::Header> headers = {}) {
    return app->answer(request("GET", target, std::move(headers)));
  }
  http::Response send(std::string method, std::string_view target, std::vector<http::Header> headers = {},
                      std::string body = "") {
    http::Request made = request(std::move(method), target, std::move(headers));
    made.body = std::move(body);
    return app->answer(made);
  }
};

inline std::string header(const http::Response& response, std::string_view name) {
  const std::string* value = response.find(name);
  return value ? *value : "(none)";
}
inline std::vector<std::string> headers(const http::Response& response, std::string_view name) {
  std::vector<std::string> values;
  for (const http::Header& header : response.headers) {
    if (header.name == name) values.push_back(header.value);
  }
  return values;
}
inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
// `name=value` of a Set-Cookie line.
inline std::string cookie_pair(const std::string& line) { return line.substr(0, line.find(';')); }

}  // namespace api_test
