// CollectedClientData (WebAuthn Level 3 section 5.8.1): what the browser says about the ceremony, in JSON that the
// authenticator has signed the hash of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "webauthn/error.h"

namespace webauthn {

struct ClientData {
  std::string type;       // `webauthn.create`, `webauthn.get`
  std::string challenge;  // base64url text
  std::string origin;
  bool cross_origin = false;
  std::optional<std::string> top_origin;
};

// Members that we do not know are ignored. A leading byte order mark is skipped; it counts for the hash all the same.
Result<ClientData> parse_client_data(base::ByteView json);

// Whose ceremonies these are.
struct RelyingParty {
  std::string id;                        // `example.org`
  std::vector<std::string> origins;      // pages that may run a ceremony
  bool allow_cross_origin = false;       // inside frames of other sites
  std::vector<std::string> top_origins;  // those sites
};

enum class Ceremony : std::uint8_t { create, get };

// Steps 7 to 11 of section 7.1, 10 to 14 of section 7.2. `challenge` is the base64url text that was sent.
Result<base::Done> verify_client_data(const ClientData& data, Ceremony ceremony, std::string_view challenge,
                                      const RelyingParty& rp);

}  // namespace webauthn
