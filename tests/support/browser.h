// Someone who uses the site of a World: a browser with forms, a page's script with JSON, or an application with a
// token.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/url.h"
#include "tests/support/world.h"

namespace support {

using Headers = std::vector<http::Header>;

struct Answer {
  int status = 0;
  http::Response response;

  [[nodiscard]] std::string header(std::string_view name) const;  // "" if absent
  [[nodiscard]] const std::string& body() const { return response.body; }
  [[nodiscard]] std::string location() const { return header("Location"); }
  [[nodiscard]] base::Json json() const;
  // The text at a dotted path of the body (`error.id`), numbers and objects as their JSON text; "" if absent.
  [[nodiscard]] std::string at(std::string_view path) const;
  // Every message of a flow in order: `4000006`, or `password:4000002` at a node.
  [[nodiscard]] std::string messages() const;
  // Names of the nodes in order; of submit buttons `name=value`.
  [[nodiscard]] std::string nodes() const;
  // A text node's or input's content by name; "" if absent.
  [[nodiscard]] std::string node(std::string_view name) const;
  [[nodiscard]] bool sets_cookie(std::string_view name) const;
};

struct Form {
  std::string id, csrf_token, kind;  // login, settings
  Answer answer;                     // that made it
};

class Browser {
 public:
  enum class Kind { form, script, application };
  explicit Browser(World& world, Kind the_kind = Kind::script, std::string address = "192.0.2.7");

  Kind kind;
  std::map<std::string, std::string> cookies;
  std::string token;  // of an application

  Answer send(std::string method, std::string_view target, Headers headers = {}, std::string body = {});
  Answer get(std::string_view target, Headers headers = {}) { return send("GET", target, std::move(headers)); }
  Answer post(std::string_view target, const base::Query& fields);

  // `kind`: login or settings. A form comes as JSON whoever asks, so that tests can read it.
  Form start(const std::string& flow_kind, const std::string& query = {});
  Form start_login(const std::string& query = {}) { return start("login", query); }
  Form start_settings(const std::string& query = {}) { return start("settings", query); }
  Answer submit(const Form& form, base::Query fields);
  Answer read(const Form& form);  // GET …/flows?id=

  // Whole steps; they throw unless they succeed.
  void logs_in(const Person& person);
  void confirms(const Person& person);                              // refresh=true with the password
  void passes(const std::string& method, const std::string& code);  // aal=aal2; again if already there
  Answer tries(const std::string& method, const std::string& code);

  // 0: no session. As the database has it, whatever the site would say.
  [[nodiscard]] int aal();
  [[nodiscard]] std::string session_token() const;

 private:
  void take_cookies(const http::Response& response);
  World& world_;
  std::string address_;
};

// An `otpauth` secret shown by a settings form.
[[nodiscard]] base::Bytes shown_key(const Answer& settings);
// The recovery codes shown by a settings form.
[[nodiscard]] std::vector<std::string> shown_codes(const Answer& settings);

}  // namespace support
