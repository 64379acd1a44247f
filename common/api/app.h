// What one process has (App) and what one request needs (Call). Routes map a method and path to a function of a Call.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/url.h"
#include "config/live.h"
#include "crypto/seal.h"
#include "flow/method.h"
#include "flow/services.h"
#include "http/message.h"
#include "identity/schemas.h"
#include "session/session.h"
#include "store/db.h"

namespace api {

class Call;

// How the CSRF middleware treats a path (contract half A 2.3): active checks unsafe methods and sets the cookie,
// ignored does neither, disabled also leaves out Vary.
enum class Csrf { active, ignored, disabled };

enum : unsigned { kGet = 1, kPost = 2, kPut = 4, kPatch = 8, kDelete = 16, kOptions = 32, kAnyMethod = 64 };

struct Route {
  unsigned methods;       // kGet answers HEAD too
  std::string_view path;  // exact, or with `{name}` for whole segments
  Csrf csrf;
  http::Response (*answer)(Call&);
};

// What an executable is: a table of routes and a list of methods (in the contract's order of asking).
struct Service {
  std::string_view name;
  std::span<const Route> routes;
  std::span<const flow::Method* const> methods;
  bool for_browsers = true;  // false: no CORS, and no anti-CSRF cookie on any path
  bool sets_up = false;      // where there is no configuration yet, /setup makes one (api/setup.h)
  // What a web server is told that asks whether somebody may pass; an executable without it lets nobody pass.
  http::Response (*gate)(Call&) = nullptr;
};

// Built once per process, passed by reference. Everything that depends on the configuration is renewed when it changes.
class App {
 public:
  App(const Service& service, base::Clock& clock, base::Random& random, base::Log& log, config::Live& live);
  ~App();

  // Never throws: exceptions become 503 or 500 here (ARCHITECTURE section 3).
  [[nodiscard]] http::Response answer(const http::Request& request);
  void finish();  // closes the database
  // After the answer has left: sends the mail that it queued, in another process.
  void after_answer();

  [[nodiscard]] const Service& service() const { return service_; }
  [[nodiscard]] base::Clock& clock() { return clock_; }
  [[nodiscard]] base::Random& random() { return random_; }
  [[nodiscard]] base::Log& log() { return log_; }
  [[nodiscard]] const config::Essentials& essentials() { return live_.essentials(); }
  [[nodiscard]] const config::Config& config() { return live_.full(); }
  [[nodiscard]] store::Db& db();
  [[nodiscard]] const crypto::Keyring& keyring();
  // MacKeys of secrets.cookie (else secrets.default), one set per purpose: "logout", "throttle".
  [[nodiscard]] const crypto::MacKeys& mac_keys(std::string_view purpose);
  [[nodiscard]] identity::Schemas& schemas();
  [[nodiscard]] flow::Services services();

 private:
  struct Parts;
  bool mail_waits_ = false;
  void renew();  // looks at the configuration; drops what hangs on an old one
  const Service& service_;
  base::Clock& clock_;
  base::Random& random_;
  base::Log& log_;
  config::Live& live_;
  std::unique_ptr<Parts> parts_;
};

// One request being answered.
class Call {
 public:
  Call(App& app, const http::Request& request, std::string path);

  App& app;
  const http::Request& request;
  const std::string path;  // without the base path
  const base::Query query;
  const base::Time now;
  std::vector<std::string> path_parameters;  // what stands for each {name} of the route
  std::vector<std::string> set_cookies;      // sent in this order
  std::optional<base::Bytes> csrf_secret;    // api/csrf keeps this call's secret here

  [[nodiscard]] std::string parameter(std::string_view name) const;  // "" if absent or empty

  // The session, first hit wins: X-Session-Token, cookie, bearer (contract half A 2.4). Looked up once.
  [[nodiscard]] const std::optional<session::Session>& session();
  enum class TokenKind { none, header, cookie, bearer };
  [[nodiscard]] TokenKind token_kind();      // where the session's token came from
  [[nodiscard]] const std::string& token();  // the clear token the session was found by ("" if none)
  [[nodiscard]] bool carries_credentials();  // any token at all, good or bad
  // For anything but reads: a session found by a renewed cookie's old token does not count.
  [[nodiscard]] const session::Session* writable_session();

 private:
  void find_session();
  bool looked_ = false;
  bool credentials_ = false;
  TokenKind kind_ = TokenKind::none;
  std::string token_;
  std::optional<session::Session> session_;
};

// `Authorization: Bearer TOKEN`: the scheme in any case, one space (contract half A 2.4). "" if there is none.
[[nodiscard]] std::string bearer_token(const http::Request& request);

// The whole of an executable: configuration, App, gateway loop. handlers/main.cpp calls it with the system's clock and
// randomness, tests/support/main_test.cpp with its own. Returns the exit code.
int run_handler(const Service& service, base::Clock& clock, base::Random& random, const char* program);

}  // namespace api

// Each executable in handlers/ defines its own.
const api::Service& handler_service();
