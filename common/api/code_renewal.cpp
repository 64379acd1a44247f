#include "api/code_renewal.h"

#include <algorithm>

#include "api/flows.h"
#include "api/return_to.h"
#include "base/url.h"
#include "flow/settings.h"
#include "methods/methods.h"
#include "store/credentials.h"

namespace api {
namespace {

constexpr std::string_view kParameter = "renew", kCodes = "codes";

bool all_used(Call& call, const base::Uuid& identity) {
  std::vector<store::LookupCodeRow> codes;
  call.app.db().read([&](store::Tx& tx) { codes = store::lookup_codes(tx, identity); });
  return !codes.empty() && std::ranges::all_of(codes, [](const auto& code) { return code.used_at.has_value(); });
}

}  // namespace

std::string renew_codes_first(Call& call, const store::IdentityRow& identity, std::string_view method,
                              const std::string& target) {
  const std::string ours = public_url(call.app, "/settings");
  if (method != "lookup_secret" || call.app.config().settings_ui_url != ours) return target;
  // Nobody is led away from a target that the settings could not send them back to.
  if (std::holds_alternative<Problem>(check_return_to(call.app, target))) return target;
  if (!all_used(call, identity.id)) return target;
  return base::with_query(ours, {{std::string(kParameter), std::string(kCodes)}, {"return_to", target}});
}

bool renews_codes(Call& call, const store::FlowRow& flow) {
  const auto url = base::parse_url(flow.request_url);
  if (!url || !flow.identity_id) return false;
  const auto asked = base::find_parameter(base::parse_query(url->query), kParameter);
  return asked == kCodes && all_used(call, *flow.identity_id);
}

store::FlowRow draw_new_codes(Call& call, store::FlowRow flow, const session::Session& session) {
  const auto services = call.app.services();
  flow::SettingsEngine engine(services, methods::for_settings());
  // Without a fresh sign-in the page asks for nothing that the visitor did not press a button for.
  if (engine.missing_for(flow::SettingsTry::Privilege::guarded, session) != flow::SettingsOutcome::Kind::saved) {
    return flow;
  }
  const flow::Submission press({{"method", "lookup_secret"}, {"lookup_secret_regenerate", "true"}});
  return engine.submit(flow, {.body = press, .session = &session, .client = throttle_client(call)}).flow;
}

}  // namespace api
