#include "flow/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "crypto/sha256.h"
#include "flow/audit.h"
#include "store/remembered_devices.h"

namespace flow {
namespace {

constexpr std::size_t kTokenLength = 32, kMaxTokens = 4;

base::TokenHash keyed(const Services& services, std::string_view kind, base::ByteView what) {
  auto data = base::to_bytes(kind);
  data.insert(data.end(), what.begin(), what.end());
  return {services.throttle_keys.mac(data)};
}

bool is_token(std::string_view text) {
  return text.size() == kTokenLength && text.find_first_not_of(base::kAlphanumeric) == std::string_view::npos;
}

std::vector<std::string_view> tokens_of(std::string_view cookie) {
  std::vector<std::string_view> out;
  for (; is_token(cookie.substr(0, kTokenLength)) && out.size() < kMaxTokens; cookie.remove_prefix(kTokenLength))
    out.push_back(cookie.substr(0, kTokenLength));
  return out;
}

// What a browser is known for that passed this level.
std::vector<base::TokenHash> subjects_of(store::Tx& tx, const Services& services, const base::Uuid& identity,
                                         session::Aal level) {
  std::vector<base::TokenHash> out;
  for (const auto& identifier : store::identifiers_of(tx, identity, "password"))
    out.push_back(password_subject(services, identifier));
  if (level == session::Aal::aal2) out.push_back(identity_subject(services, identity));
  return out;
}

}  // namespace

base::TokenHash password_subject(const Services& services, std::string_view identifier) {
  return keyed(services, "password:", base::as_bytes(identifier));
}

base::TokenHash identity_subject(const Services& services, const base::Uuid& identity) {
  return keyed(services, "identity:", identity.view());
}

std::string address_prefix(std::string_view address) {
  std::string text(address);
  std::array<unsigned char, 16> raw{};
  std::array<char, INET6_ADDRSTRLEN> shown{};
  // IPv4 as a dual-stack socket shows it (RFC 4291 section 2.5.5.2): a /64 would be all of IPv4.
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (inet_pton(AF_INET6, text.c_str(), raw.data()) == 1 && std::equal(kMapped.begin(), kMapped.end(), raw.begin()))
    text = inet_ntop(AF_INET, raw.data() + kMapped.size(), shown.data(), shown.size());
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
    : services_(services), identifier_(identifier), address_(client.address), identity_(identity) {
  const bool password = !identifier.empty();
  key_.method = method;
  key_.subject = password ? password_subject(services, identifier) : identity_subject(services, identity);
  bool known = false;
  if (const auto tokens = tokens_of(client.known_browser); !tokens.empty())
    services.db.read([&](store::Tx& tx) {
      known = std::ranges::any_of(tokens, [&](std::string_view token) {
        return store::knows_browser(tx, key_.subject, crypto::hash_token(token), services.clock.now());
      });
    });
  key_.lane = known ? "known" : password ? address_prefix(client.address) : "other";
  key_.unknown_password_lane = password && !known;
}

store::ThrottleVerdict Guess::charge(base::Time now) { return store::charge(services_.db, key_, now); }
// The line is what config/fail2ban-filter.conf looks for: nothing in it is what somebody typed.
void Guess::failed(base::Time now) {
  services_.log.info("guess.failed", {{"method", key_.method}, {"address", address_}});
  services_.db.write([&](store::Tx& tx) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(store::settle_failure(tx, key_, now)).count();
    if (wait == 0) return;
    const auto whom = identifier_.empty() ? identity_ : store::identity_by_identifier(tx, "password", identifier_);
    record(tx, now,
           {deed::kPause, whom, address_, details({{"method", key_.method}, {"seconds", std::to_string(wait)}})});
  });
}
void Guess::used(base::Time now) { store::refund_used(services_.db, key_, now); }
void Guess::succeeded(store::Tx& tx, base::Time now) const { store::refund_success(tx, key_, now); }

std::string remember_client(store::Tx& tx, const Services& services, const Client& client,
                            const session::Session& session, base::Time now) {
  const auto subjects = subjects_of(tx, services, session.identity.id, session.aal);
  const auto tokens = tokens_of(client.known_browser);
  const auto is_theirs = [&](std::string_view token) {
    return std::ranges::any_of(subjects, [&](const base::TokenHash& subject) {
      return store::knows_browser(tx, subject, crypto::hash_token(token), now);
    });
  };
  // A token that is not this person's yet is another's, who may have planted it: it is kept beside theirs, for its
  // owner.
  const auto known = std::ranges::find_if(tokens, is_theirs);
  std::string value(known != tokens.end() ? *known
                                          : base::random_text(services.random, kTokenLength, base::kAlphanumeric));
  for (const auto& subject : subjects) store::remember_browser(tx, subject, crypto::hash_token(value), now);
  for (const auto token : tokens)
    if ((known == tokens.end() || token != *known) && value.size() < kMaxTokens * kTokenLength) value += token;
  return value;
}

void forget_clients(store::Tx& tx, const Services& services, const base::Uuid& identity) {
  for (const auto& subject : subjects_of(tx, services, identity, session::Aal::aal2))
    store::forget_browsers(tx, subject);
  store::forget_devices(tx, identity);
}

}  // namespace flow
