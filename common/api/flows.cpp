#include "api/flows.h"

#include "api/client.h"
#include "api/cookies.h"
#include "api/language.h"
#include "api/negotiate.h"
#include "api/return_to.h"
#include "base/text.h"
#include "crypto/sha256.h"
#include "http/body.h"

namespace api {

bool is_uuid_parameter(const Call& call, std::string_view name) {
  return base::parse_uuid(call.parameter(name)).has_value();
}

std::optional<store::FlowRow> find_flow(Call& call, store::FlowKind kind, std::string_view name) {
  const auto id = base::parse_uuid(call.parameter(name));
  if (!id) return {};
  std::optional<store::FlowRow> flow;
  call.app.db().read([&](store::Tx& tx) { flow = store::find_flow(tx, kind, *id); });
  return flow;
}

base::TokenHash csrf_hash(Call& call) { return {crypto::sha256(require_csrf_secret(call))}; }

bool same_browser(Call& call, const store::FlowRow& flow) {
  const auto secret = received_csrf_secret(call);
  return secret && flow.csrf && base::TokenHash{crypto::sha256(*secret)} == *flow.csrf;
}

std::string form_token(Call& call, const store::FlowRow& flow) {
  return flow.browser ? mask_csrf_secret(require_csrf_secret(call), call.app.random()) : std::string();
}

std::variant<flow::Submission, std::string> read_submission(const http::Request& request) {
  if (request.method == "GET")
    return "Unable to decode body because HTTP Request Method was \"GET\" but only [POST PUT PATCH] are supported.";
  auto decoded = http::decode_body(request);
  if (!decoded) return decoded.error().reason;
  using To = flow::Submission::Field::Kind;
  const auto kind_of = [](http::Field::Kind kind) {
    switch (kind) {
      case http::Field::Kind::form:
        return To::form;
      case http::Field::Kind::json_scalar:
        return To::scalar;
      case http::Field::Kind::json_object:
        return To::object;
      case http::Field::Kind::json_array:
        return To::array;
    }
    return To::form;
  };
  std::vector<flow::Submission::Field> fields;
  for (auto& field : *decoded) fields.push_back({std::move(field.name), std::move(field.text), kind_of(field.kind)});
  return flow::Submission(std::move(fields));
}

std::string transient_payload_of(const flow::Submission* fields) {
  const auto payload = base::parse_json(fields ? fields->text("transient_payload") : std::string());
  return payload && payload->object() ? payload->text() : "{}";
}

flow::Client throttle_client(Call& call) {
  flow::Client client{client_host(call), known_cookie_of(call), device_cookie_of(call)};
  client.user_agent = device_of(call).user_agent.value_or("");
  client.language = spoken_language(call);
  return client;
}

std::string ui_url_of(const std::string& ui_url, const store::FlowRow& flow) {
  return base::with_query(ui_url, {{"flow", base::to_string(flow.id)}});
}

bool wants_json(const Call& call, const store::FlowRow& flow) { return !flow.browser || is_json_request(call.request); }

http::Response refuse(Call& call, const store::FlowRow& flow, const Problem& problem) {
  return flow.browser ? forward(call, problem) : json_error(call, problem);
}

std::string exchange_code(Call& call) {
  const bool wanted = base::parse_go_bool(call.parameter("return_session_token_exchange_code")).value_or(false);
  if (!wanted || call.writable_session()) return {};
  return base::random_text(call.app.random(), 64, base::kAlphanumeric);
}

bool is_prefetch(const http::Request& request) {
  for (const auto* name : {"sec-purpose", "purpose", "x-moz"})
    if (request.header(name).value_or("").find("prefetch") != std::string_view::npos) return true;
  return false;
}

std::optional<http::Response> answer_without_flow(const http::Request& request) {
  if (request.is_head()) return http::Response{.status = 200};
  if (is_prefetch(request)) return http::Response{.status = 204};
  return {};
}

}  // namespace api
