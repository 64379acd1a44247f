#include "api/remote_user.h"

#include "api/client.h"
#include "api/flows.h"
#include "api/login.h"
#include "api/return_to.h"
#include "base/text.h"
#include "flow/audit.h"
#include "flow/entry.h"
#include "flow/identifier_first.h"
#include "methods/import.h"
#include "store/identities.h"

namespace api {
namespace {

constexpr std::size_t kLongestName = 256;
constexpr const char* kMethod = "remote_user";

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && !base::has_controls(name);
}

// `ann` is ann@example.org where postern.remote_user.domain says so; Kerberos' ann@REALM stands for itself.
std::string identifier_of(const config::Config& config, const std::string& name) {
  const bool whole = config.remote_user_domain.empty() || name.find('@') != std::string::npos;
  return base::to_lower_ascii(whole ? name : name + "@" + config.remote_user_domain);
}

// By the name the web server gave before, else by an identifier of an account that was there already.
std::optional<store::IdentityRow> find_person(store::Tx& tx, const std::string& name, const std::string& identifier) {
  auto id = store::identity_by_external_id(tx, name);
  if (!id) id = flow::find_account(tx, identifier);
  return id ? store::find_identity(tx, *id) : std::nullopt;
}

// Somebody seen for the first time becomes an account without a password. nullopt: the schema refuses them.
bool make_person(Call& call, const std::string& name, const std::string& identifier) {
  const auto services = call.app.services();
  identity::ImportedIdentity made;
  made.schema_id = services.schemas.default_schema().id();
  made.traits =
      services.schemas.default_schema().traits_from({{"traits." + call.app.config().remote_user_trait, identifier}});
  made.external_id = name;
  const auto context =
      methods::import_context(services.config, services.schemas, services.keyring, services.random, call.now);
  const auto stored = methods::import_identity(
      call.app.db(), made, context, [&](store::Tx& tx, const identity::PreparedIdentity& prepared) {
        const auto detail = flow::details({{"method", kMethod}});
        flow::record(tx, call.now, {flow::deed::kRegistration, prepared.row.id, client_host(call), detail});
      });
  if (stored) {
    services.log.info("remote_user.new", {{"identity", base::to_string(stored->row.id)}});
    return true;
  }
  // Another process may have made the same account at the same moment.
  if (stored.error().kind == methods::ImportError::Kind::conflict) return true;
  services.log.error("remote_user.refused", {{"problem", stored.error().text}});
  return false;
}

std::optional<store::IdentityRow> require_person(Call& call, const std::string& name) {
  const std::string identifier = identifier_of(call.app.config(), name);
  const auto look = [&] {
    std::optional<store::IdentityRow> found;
    call.app.db().read([&](store::Tx& tx) { found = find_person(tx, name, identifier); });
    return found;
  };
  auto found = look();
  if (!found && make_person(call, name, identifier)) found = look();
  return found;
}

flow::Entered enter(Call& call, const base::Uuid& identity, bool confirms) {
  const auto services = call.app.services();
  const session::Opening opening{
      .by_cookie = true, .device = device_of(call), .lifespan = call.app.essentials().session_lifespan};
  const auto client = throttle_client(call);
  flow::Entry entry(services, {.method = kMethod,
                               .before = call.writable_session(),
                               .opening = opening,
                               .client = client,
                               .begins = !confirms,
                               .fresh = !confirms,
                               .now = call.now});
  flow::Entered entered;
  call.app.db().write([&](store::Tx& tx) {
    entered = entry.enter(tx, flow::Method::prove_completed(identity, {kMethod, session::Aal::aal1, call.now}));
  });
  entry.finish(entered);
  return entered;
}

// To what was asked for, by way of what the session still lacks.
http::Response go_on(Call& call, const flow::Entered& entered) {
  const auto wanted = call.parameter("return_to");
  std::string target = default_return_url(call.app);
  if (!wanted.empty()) {
    auto checked = check_return_to(call.app, wanted);
    if (const auto* problem = std::get_if<Problem>(&checked)) return forward(call, *problem);
    target = std::get<std::string>(checked);
  }
  return redirect(call, next_after(call, entered, target, wanted));
}

}  // namespace

std::optional<http::Response> sign_in_remote_user(Call& call) {
  const std::string& name = call.request.remote_user;
  if (call.app.config().remote_user_trait.empty() || !is_name(name)) return std::nullopt;
  if (call.request.method != "GET" || base::to_lower_ascii(call.parameter("aal")) == "aal2") return std::nullopt;
  const auto identity = require_person(call, name);
  if (!identity) return forward(call, problems::forbidden("The web server's user cannot have an account here."));
  const session::Session* before = call.writable_session();
  const bool same = before && before->identity.id == identity->id;
  const bool confirms = base::parse_go_bool(call.parameter("refresh")).value_or(false);
  if (same && !confirms) return std::nullopt;
  try {
    const auto entered = enter(call, identity->id, confirms);
    hand_over_session(call, entered.opened, entered.same_person, entered.known_browser);
    return go_on(call, entered);
  } catch (const flow::Refusal& refusal) {  // the account is disabled, or its address is not verified
    return forward(call, problems::forbidden(refusal.message.text));
  }
}

}  // namespace api
