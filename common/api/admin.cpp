#include "api/admin.h"

#include "api/client.h"
#include "api/problem.h"
#include "crypto/sha256.h"
#include "flow/audit.h"

namespace api {
namespace {

// Every token is looked at, so that the time tells nothing.
const config::AdminToken* find_token(Call& call) {
  const std::string given = bearer_token(call.request);
  if (given.empty()) return nullptr;
  const base::TokenHash hash = crypto::hash_token(given);
  const config::AdminToken* found = nullptr;
  for (const config::AdminToken& token : call.app.config().admin_tokens) {
    if (base::equal_constant_time(token.hash.bytes, hash.bytes)) found = &token;
  }
  return found;
}

}  // namespace

std::optional<http::Response> refuse_stranger(Call& call) {
  if (call.app.config().admin_tokens.empty()) {
    call.app.log().warn("admin.closed", {{"detail", "postern.admin.tokens is empty"}});
    return json_error(call, problems::method_disabled());
  }
  if (find_token(call)) return std::nullopt;
  call.app.log().warn("admin.refused", {{"address", client_host(call)}});
  Problem problem;
  problem.status = 401;
  problem.reason = "A token of the admin API is missing or wrong.";
  http::Response response = json_error(call, problem);
  response.set("WWW-Authenticate", "Bearer");
  return response;
}

void log_deed(Call& call, std::string_view slug, const base::Uuid& subject, std::string_view what) {
  const config::AdminToken* token = find_token(call);
  const std::string_view by = token ? std::string_view(token->name) : "?";
  const std::string id = base::to_string(subject);
  if (what.empty()) return call.app.log().info(slug, {{"by", by}, {"id", id}});
  call.app.log().info(slug, {{"by", by}, {"id", id}, {"what", what}});
}

void record_deed(store::Tx& tx, Call& call, std::string_view what, const base::Uuid& subject, std::string detail) {
  const config::AdminToken* token = find_token(call);
  flow::record(tx, call.now,
               {what, subject, client_host(call), std::move(detail), "admin " + (token ? token->name : "?")});
}

http::Response no_content() {
  http::Response response = json_answer(204, "");
  response.body.clear();
  return response;
}

}  // namespace api
