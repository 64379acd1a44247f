#include "methods/downloads.h"

#include "base/url.h"
#include "methods/lookup_secret.h"
#include "methods/qr.h"
#include "methods/totp.h"

namespace methods {
namespace {

flow::View view_of(const flow::Services& services, const store::FlowRow& flow, const session::Session& session) {
  flow::View view{.services = services,
                  .now = services.clock.now(),
                  .flow = flow,
                  .session = &session,
                  .identity = session.identity};
  if (flow::is_own_flow(flow, session)) view.pending = flow::open_pending(flow, services.keyring);
  services.db.read([&](store::Tx& tx) { view.credentials = flow::load_credentials(tx, session.identity.id); });
  return view;
}

}  // namespace

std::optional<std::string> pending_link(const flow::Services& services, const store::FlowRow& flow,
                                        const session::Session& session) {
  const auto view = view_of(services, flow, session);
  if (view.credentials.totp || view.pending.totp_key.empty()) return {};
  return pending_totp_url(view);
}

std::optional<base::Bytes> pending_qr(const flow::Services& services, const store::FlowRow& flow,
                                      const session::Session& session) {
  const auto link = pending_link(services, flow, session);
  return link ? std::optional(qr_png(*link)) : std::nullopt;
}

std::optional<std::string> shown_codes(const flow::Services& services, const store::FlowRow& flow,
                                       const session::Session& session) {
  if (!flow::is_own_flow(flow, session)) return {};
  const auto view = view_of(services, flow, session);
  std::vector<std::string> codes;
  if (flow.shows.starts_with("lookup.regenerated")) codes = view.pending.codes;
  if (flow.shows.starts_with("lookup.revealed"))
    for (const auto& row : view.credentials.codes)
      if (!row.used_at) codes.emplace_back(services.keyring.open(row.code, code_place(row.identity_id, row.id)).text());
  if (codes.empty()) return {};
  const auto site = base::parse_url(services.config.essentials.base_url);
  const auto& names = view.credentials.password_identifiers;
  std::string out = "Recovery codes\n" + (site ? site->host : std::string()) + "\n";
  out += (names.empty() ? base::to_string(session.identity.id) : names.front()) + "\n";
  out += base::format_rfc3339(view.now).substr(0, 10) + "\n\n";
  for (const auto& code : codes) out += code + "\n";
  return out;
}

}  // namespace methods
