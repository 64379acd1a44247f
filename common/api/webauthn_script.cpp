#include "api/webauthn_script.h"

#include <algorithm>

#include "api/problem.h"
#include "base/json_writer.h"
#include "webauthn/script.h"

namespace api {

namespace {

std::string origin_of(const std::string& url) {
  const auto parsed = base::parse_url(url);
  return parsed ? parsed->scheme + "://" + parsed->host : std::string();
}

// What security keys and passkeys may be used from, without our own origin, which needs no permission.
std::vector<std::string> related_origins(App& app) {
  const config::Config& config = app.config();
  const std::string own = origin_of(config.essentials.base_url);
  std::vector<std::string> origins;
  const auto add = [&](bool enabled, const std::optional<config::Rp>& rp) {
    if (!enabled || !rp) return;
    for (const std::string& configured : rp->origins) {
      const std::string origin = origin_of(configured);
      if (origin != own && std::ranges::find(origins, origin) == origins.end()) origins.push_back(origin);
    }
  };
  add(config.essentials.webauthn_enabled, config.webauthn_rp);
  add(config.essentials.passkey_enabled, config.passkey_rp);
  return origins;
}

}  // namespace

http::Response answer_webauthn_script(Call&) {
  http::Response response;
  response.set("Content-Type", "text/javascript; charset=UTF-8").set("X-Content-Type-Options", "nosniff");
  response.body = webauthn::script();
  return response;
}

http::Response answer_related_origins(Call& call) {
  const std::vector<std::string> origins = related_origins(call.app);
  if (origins.empty()) return json_error(call, problems::not_found());
  base::JsonWriter out;
  out.object().key("origins").array();
  for (const std::string& origin : origins) out.string(origin);
  out.close().close();
  http::Response response;
  response.set("Content-Type", "application/json");
  response.body = out.take() + "\n";
  return response;
}

}  // namespace api
