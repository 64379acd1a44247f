// Which throttle row a guess counts on (ARCHITECTURE section 6), and the life of one charge.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "flow/services.h"
#include "session/session.h"
#include "store/throttle.h"

namespace flow {

// Who is guessing, as far as the throttle cares.
struct Client {
  std::string address;  // IP address, without port
  // Value of cookie postern_known, "" if none: up to four tokens, because people may share a browser.
  std::string known_browser;
  std::string remembered_device{};  // value of cookie postern_device, "" if none
  std::string user_agent{};         // for mail about what they do
  std::string language{};           // of their pages: `de`, …
};

// Keyed hashes, the same for known and unknown identifiers.
[[nodiscard]] base::TokenHash password_subject(const Services& services, std::string_view identifier);
[[nodiscard]] base::TokenHash identity_subject(const Services& services, const base::Uuid& identity);
// 192.0.2.0/24, 2001:db8:1:2::/64; anything else as it stands.
[[nodiscard]] std::string address_prefix(std::string_view address);

// One guess. charge() first; then exactly one of failed, used (a right code that was spent before) or succeeded.
class Guess {
 public:
  // `identifier`: what the password guess is about; "" means a second factor of `identity`.
  Guess(const Services& services, std::string_view method, std::string_view identifier, const base::Uuid& identity,
        const Client& client);
  [[nodiscard]] store::ThrottleVerdict charge(base::Time now);
  void failed(base::Time now);  // one fixed line of the log; a wait that begins is reported to the audit log
  void used(base::Time now);
  void succeeded(store::Tx& tx, base::Time now) const;

 private:
  const Services& services_;
  store::ThrottleKey key_;
  std::string identifier_, address_;
  base::Uuid identity_;
};

// Remembers this browser for a person who just passed every factor they have; returns the cookie's value. For second
// factors only if one was passed: whoever knew the password before there was one is no acquaintance of it.
[[nodiscard]] std::string remember_client(store::Tx& tx, const Services& services, const Client& client,
                                          const session::Session& session, base::Time now);
// The password was changed: browsers that signed in with the old one share the owner's lane no longer.
void forget_clients(store::Tx& tx, const Services& services, const base::Uuid& identity);

}  // namespace flow
