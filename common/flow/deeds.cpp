#include "flow/deeds.h"

#include <algorithm>

#include "flow/notices.h"
#include "flow/reset.h"

namespace flow {
namespace {

constexpr std::string_view kCodes = "lookup_secret";

std::string methods_of(const session::Session& session) {
  std::string out;
  for (const auto& name : session::method_names(session.methods)) out += (out.empty() ? "" : "+") + name;
  return out;
}

void record_code(store::Tx& tx, const Services& services, const base::Uuid& identity, const Client& client,
                 base::Time now) {
  const auto codes = store::lookup_codes(tx, identity);
  const auto left = std::ranges::count_if(codes, [](const auto& code) { return !code.used_at; });
  record(tx, now, {deed::kCodeUsed, identity, client.address, details({{"left", std::to_string(left)}})});
  if (left > 0) return;
  record(tx, now, {deed::kFactorUsedUp, identity, client.address, details({{"method", kCodes}})});
  tell(tx, postbox_of(services), identity, {notice::kFactorUsedUp, kCodes, &client}, now);
}

const char* deed_of(std::string_view method, const Change& change) {
  if (change.factor_removed) return deed::kFactorRemoved;
  if (change.password_changed) return deed::kPasswordChanged;
  if (change.proof) return method == kCodes ? deed::kCodesMade : deed::kFactorAdded;
  return method == "profile" ? deed::kProfileChanged : nullptr;
}

// "" = people know it themselves.
std::string_view notice_of(std::string_view what) {
  if (what == deed::kFactorAdded) return notice::kFactorAdded;
  if (what == deed::kFactorRemoved) return notice::kFactorRemoved;
  return what == deed::kCodesMade ? notice::kCodesMade : "";
}

}  // namespace

void record_sign_in(store::Tx& tx, const Services& services, const session::Session& session, std::string_view method,
                    const Client& client, base::Time now) {
  const auto& identity = session.identity.id;
  record(tx, now,
         {deed::kSignIn, identity, client.address,
          details({{"method", method},
                   {"methods", methods_of(session)},
                   {"aal", session::to_string(session.aal)},
                   {"session", base::to_string(session.id())}})});
  if (session.aal == session::Aal::aal2) cancel_reset_by_sign_in(tx, services, identity, client, now);
  if (method == kCodes) record_code(tx, services, identity, client, now);
}

void record_change(store::Tx& tx, const Services& services, const base::Uuid& identity, std::string_view method,
                   const Change& change, const Client& client, base::Time now) {
  const auto* what = deed_of(method, change);
  if (!what) return;
  record(tx, now, {what, identity, client.address, details({{"method", method}})});
  const auto kind = notice_of(what);
  if (!kind.empty()) tell(tx, postbox_of(services), identity, {kind, method, &client}, now);
}

void record_ended(store::Tx& tx, const base::Uuid& identity, std::int64_t count, const Client& client, base::Time now) {
  if (count == 0) return;
  record(tx, now, {deed::kSessionsEnded, identity, client.address, details({{"count", std::to_string(count)}})});
}

}  // namespace flow
