#include "tests/support/browser.h"

#include <algorithm>
#include <stdexcept>

#include "api/cookies.h"
#include "base/encoding.h"
#include "base/text.h"

namespace support {
namespace {

constexpr std::string_view kSessionCookie = "ory_kratos_session";

const base::Json* find_at(const base::Json& json, std::string_view path) {
  const base::Json* here = &json;
  for (const auto step : base::split(path, '.')) {
    if (here == nullptr) return nullptr;
    const auto index = base::parse_int(step);
    const auto* items = here->array();
    if (index && items)
      here = static_cast<std::size_t>(*index) < items->size() ? &(*items)[static_cast<std::size_t>(*index)] : nullptr;
    else
      here = here->find(step);
  }
  return here;
}

std::string text_at(const base::Json& json, std::string_view path) {
  const auto* found = find_at(json, path);
  if (!found) return {};
  return found->string() ? *found->string() : found->text();
}

const base::JsonArray& items_at(const base::Json& json, std::string_view path) {
  static const base::JsonArray none;
  const auto* found = find_at(json, path);
  return found && found->array() ? *found->array() : none;
}

void append(std::string& list, const std::string& item) { list += (list.empty() ? "" : " ") + item; }

std::string name_of(const base::Json& node) {
  const auto name = text_at(node, "attributes.name");
  return name.empty() ? text_at(node, "attributes.id") : name;
}

std::string form_body(const base::Query& fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out += (out.empty() ? "" : "&") + base::escape_query(name) + "=" + base::escape_query(value);
  return out;
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const auto* found = response.find(name);
  return found ? *found : std::string();
}

base::Json Answer::json() const {
  auto parsed = base::parse_json(response.body);
  return parsed ? std::move(parsed).value() : base::Json();
}

std::string Answer::at(std::string_view path) const { return text_at(json(), path); }

std::string Answer::messages() const {
  std::string out;
  const auto flow = json();
  for (const auto& message : items_at(flow, "ui.messages")) append(out, text_at(message, "id"));
  for (const auto& node : items_at(flow, "ui.nodes"))
    for (const auto& message : items_at(node, "messages")) append(out, name_of(node) + ":" + text_at(message, "id"));
  return out;
}

std::string Answer::nodes() const {
  std::string out;
  const auto flow = json();
  for (const auto& node : items_at(flow, "ui.nodes")) {
    const auto name = name_of(node);
    append(out, name == "method" ? name + "=" + text_at(node, "attributes.value") : name);
  }
  return out;
}

std::string Answer::node(std::string_view name) const {
  const auto flow = json();
  for (const auto& node : items_at(flow, "ui.nodes")) {
    if (name_of(node) != name) continue;
    return text_at(node, text_at(node, "type") == "text" ? "attributes.text.text" : "attributes.value");
  }
  return {};
}

bool Answer::sets_cookie(std::string_view name) const {
  return std::ranges::any_of(response.headers, [&](const http::Header& each) {
    return each.name == "Set-Cookie" && each.value.starts_with(std::string(name) + "=");
  });
}

Browser::Browser(World& world, Kind the_kind, std::string address)
    : kind(the_kind), world_(world), address_(std::move(address)) {}

void Browser::take_cookies(const http::Response& response) {
  for (const auto& [name, value] : response.headers) {
    if (name != "Set-Cookie") continue;
    const auto equals = value.find('=');
    const auto cookie = value.substr(0, equals);
    if (value.find("; Max-Age=0;") != std::string::npos)
      cookies.erase(cookie);
    else
      cookies[cookie] = value.substr(equals + 1, value.find(';') - equals - 1);
  }
}

Answer Browser::send(std::string method, std::string_view target, Headers headers, std::string body) {
  if (const auto host = target.find("://"); host != std::string_view::npos)
    target.remove_prefix(target.find('/', host + 3));
  http::Request request{.method = std::move(method), .headers = std::move(headers), .body = std::move(body)};
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  if (mark != std::string_view::npos) request.query = target.substr(mark + 1);
  if (!request.header("accept"))
    request.headers.push_back(
        {"accept", kind == Kind::form ? "text/html,application/xhtml+xml,*/*;q=0.8" : "application/json"});
  if (kind == Kind::application) {
    if (!token.empty()) request.headers.push_back({"x-session-token", token});
  } else if (!cookies.empty()) {
    std::string line;
    for (const auto& [name, value] : cookies) line += (line.empty() ? "" : "; ") + name + "=" + value;
    request.headers.push_back({"cookie", line});
  }
  request.content_type = request.header("content-type").value_or("");
  request.remote_addr = address_;
  request.remote_port = "4711";
  request.host = "localhost:8080";
  Answer answer{.status = 0, .response = world_.app().answer(request)};
  answer.status = answer.response.status;
  if (kind != Kind::application) take_cookies(answer.response);
  return answer;
}

Answer Browser::post(std::string_view target, const base::Query& fields) {
  return send("POST", target, {{"content-type", "application/x-www-form-urlencoded"}}, form_body(fields));
}

Form Browser::start(const std::string& flow_kind, const std::string& query) {
  auto target = "/self-service/" + flow_kind + (kind == Kind::application ? "/api" : "/browser");
  if (!query.empty()) target += "?" + query;
  Form form{.kind = flow_kind, .answer = get(target, {{"accept", "application/json"}})};
  form.id = form.answer.at("id");
  form.csrf_token = form.answer.node("csrf_token");
  return form;
}

Answer Browser::submit(const Form& form, base::Query fields) {
  fields.emplace_back("csrf_token", form.csrf_token);
  return post("/self-service/" + form.kind + "?flow=" + form.id, fields);
}

Answer Browser::read(const Form& form) {
  return get("/self-service/" + form.kind + "/flows?id=" + form.id, {{"accept", "application/json"}});
}

namespace {

void require(bool good, const std::string& what, const Answer& answer) {
  if (good) return;
  throw std::runtime_error(what + " failed: " + std::to_string(answer.status) + " " + answer.location() +
                           answer.body());
}

bool went_on(const Answer& answer) {  // signed in, or on to the second step
  return answer.status == 200 || answer.status == 422 ||
         (answer.status == 303 && answer.location().find("/login?flow=") == std::string::npos);
}

}  // namespace

void Browser::logs_in(const Person& person) {
  const auto form = start_login();
  const auto answer =
      submit(form, {{"method", "password"}, {"identifier", person.email}, {"password", person.password}});
  require(went_on(answer), "signing in", answer);
  if (kind == Kind::application) token = answer.at("session_token");
}

void Browser::confirms(const Person& person) {
  const auto form = start_login("refresh=true");
  const auto answer =
      submit(form, {{"method", "password"}, {"identifier", person.email}, {"password", person.password}});
  require(went_on(answer), "confirming", answer);
}

Answer Browser::tries(const std::string& method, const std::string& code) {
  const auto form = start_login("aal=aal2&refresh=true");
  return submit(form, {{"method", method}, {method == "totp" ? "totp_code" : "lookup_secret", code}});
}

void Browser::passes(const std::string& method, const std::string& code) {
  const auto answer = tries(method, code);
  require(went_on(answer), "the second factor", answer);
}

std::string Browser::session_token() const {
  if (kind == Kind::application) return token;
  const auto cookie = cookies.find(std::string(kSessionCookie));
  const auto decoded = cookie == cookies.end() ? std::nullopt : api::decode_session_cookie(cookie->second);
  return decoded ? decoded->token : std::string();
}

int Browser::aal() {
  std::optional<session::Session> session;
  world_.db().read([&](store::Tx& tx) { session = session::find_by_token(tx, session_token(), world_.clock.now()); });
  return session ? static_cast<int>(session->aal) : 0;
}

base::Bytes shown_key(const Answer& settings) {
  const auto key = base::decode_base32(settings.node("totp_secret_key"));
  if (!key) throw std::runtime_error("no TOTP key is shown: " + settings.nodes());
  return *key;
}

std::vector<std::string> shown_codes(const Answer& settings) {
  std::vector<std::string> out;
  const auto text = settings.node("lookup_secret_codes");
  for (const auto part : base::split(text, ','))
    if (const auto code = base::trim(part); !code.empty()) out.emplace_back(code);
  return out;
}

}  // namespace support
