#include "webauthn/script.h"

#include "base/encoding.h"
#include "base/url.h"
#include "crypto/sha256.h"

namespace webauthn {

const std::string& script_integrity() {
  static const std::string kIntegrity = "sha512-" + base::encode_base64(crypto::sha512(base::as_bytes(script())));
  return kIntegrity;
}

std::string script_url(std::string_view base_url) { return base::join_url(base_url, "/.well-known/ory/webauthn.js"); }

}  // namespace webauthn
