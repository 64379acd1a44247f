#include "flow/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "crypto/sha256.h"

namespace flow {
namespace {

base::TokenHash keyed(const Services& services, std::string_view kind, base::ByteView what) {
  auto data = base::to_bytes(kind);
  data.insert(data.end(), what.begin(), what.end());
  return {services.throttle_keys.mac(data)};
}

}  // namespace

base::TokenHash password_subject(const Services& services, std::string_view identifier) {
  return keyed(services, "password:", base::as_bytes(identifier));
}

base::TokenHash identity_subject(const Services& services, const base::Uuid& identity) {
  return keyed(services, "identity:", identity.view());
}

std::string address_prefix(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, 16> raw{};
  std::array<char, INET6_ADDRSTRLEN> shown{};
  if (inet_pton(AF_INET, text.c_str(), raw.data()) == 1) {
    raw[3] = 0;
    return std::string(inet_ntop(AF_INET, raw.data(), shown.data(), shown.size())) + "/24";
  }
  if (inet_pton(AF_INET6, text.c_str(), raw.data()) == 1) {
    std::fill(raw.begin() + 8, raw.end(), static_cast<unsigned char>(0));
    return std::string(inet_ntop(AF_INET6, raw.data(), shown.data(), shown.size())) + "/64";
  }
  return text;
}

Guess::Guess(const Services& services, std::string_view method, std::string_view identifier, const base::Uuid& identity,
             const Client& client)
    : services_(services) {
  const bool password = !identifier.empty();
  key_.method = method;
  key_.subject = password ? password_subject(services, identifier) : identity_subject(services, identity);
  bool known = false;
  if (!client.known_browser.empty())
    services.db.read([&](store::Tx& tx) {
      known = store::knows_browser(tx, key_.subject, crypto::hash_token(client.known_browser), services.clock.now());
    });
  key_.lane = known ? "known" : password ? address_prefix(client.address) : "other";
  key_.unknown_password_lane = password && !known;
}

store::ThrottleVerdict Guess::charge(base::Time now) { return store::charge(services_.db, key_, now); }
void Guess::failed(base::Time now) { store::settle_failure(services_.db, key_, now); }
void Guess::used(base::Time now) { store::refund_used(services_.db, key_, now); }
void Guess::succeeded(store::Tx& tx, base::Time now) const { store::refund_success(tx, key_, now); }

std::string remember_client(store::Tx& tx, const Services& services, const Client& client, const base::Uuid& identity,
                            const std::vector<std::string>& identifiers, base::Time now) {
  auto value = client.known_browser;
  if (value.size() != 32) value = base::random_text(services.random, 32, base::kAlphanumeric);
  const auto browser = crypto::hash_token(value);
  store::remember_browser(tx, identity_subject(services, identity), browser, now);
  for (const auto& identifier : identifiers)
    store::remember_browser(tx, password_subject(services, identifier), browser, now);
  return value;
}

}  // namespace flow
