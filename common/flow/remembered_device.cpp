#include "flow/remembered_device.h"

#include <algorithm>
#include <vector>

#include "crypto/sha256.h"
#include "flow/method.h"

namespace flow {
namespace {

constexpr std::size_t kTokenLength = 43;  // 256 bits

// The second factors that stand now: with a new one or without an old one it is another digest. Recovery codes count as
// one set, so that spending one changes nothing.
base::TokenHash factors_digest(store::Tx& tx, const base::Uuid& identity) {
  const Credentials credentials = load_credentials(tx, identity);
  std::vector<std::string> parts;
  if (credentials.totp) parts.push_back("totp " + base::to_string(credentials.totp->id));
  for (const auto& key : credentials.keys)
    if (!key.passwordless) parts.push_back("key " + base::to_string(key.id));
  if (!credentials.codes.empty())
    parts.push_back("codes " + base::format_rfc3339(credentials.codes.front().created_at));
  std::ranges::sort(parts);
  std::string text;
  for (const std::string& part : parts) text += part + "\n";
  return crypto::hash_token(text);
}

}  // namespace

std::string remember_device(store::Tx& tx, const Services& services, const session::Session& session,
                            const store::DeviceRow& browser, base::Time now) {
  const std::string token = base::random_text(services.random, kTokenLength, base::kAlphanumeric);
  store::RememberedDeviceRow row{.id = base::make_uuid(services.random), .identity_id = session.identity.id};
  row.token = crypto::hash_token(token);
  row.factors = factors_digest(tx, row.identity_id);
  row.name = browser.user_agent.value_or("");
  row.address = browser.ip_address;
  row.created_at = row.last_used_at = now;
  row.expires_at = now + services.config.essentials.remember_device;
  store::insert_remembered_device(tx, row);
  return token;
}

void recognise_device(store::Tx& tx, const Services& services, session::Session& session, const std::string& cookie,
                      base::Time now) {
  const auto& essentials = services.config.essentials;
  if (essentials.remember_device <= base::Duration::zero() || cookie.size() != kTokenLength) return;
  if (session::available_aal(session.identity.factors, essentials) < session::Aal::aal2) return;
  const auto& identity = session.identity.id;
  if (!store::use_remembered_device(tx, identity, crypto::hash_token(cookie), factors_digest(tx, identity), now))
    return;
  session::append_completed(session.methods, {std::string(session::kRememberedDevice), session::Aal::aal1, now});
  session.row.methods = session::encode_methods(session.methods);
  if (!store::update_session(tx, session.row)) throw base::Broken("session.gone", "a new session is gone");
}

}  // namespace flow
