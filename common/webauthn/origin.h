// Origins: an exact list, no wildcards, no subdomains.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace webauthn {

// `received` is what the browser wrote. Scheme and host count without case, the default ports of http and https are
// folded, a configured `/` at the end is forgiven. What is no URL (`android:apk-key-hash:…`) has to be equal byte by
// byte.
[[nodiscard]] bool is_same_origin(std::string_view received, std::string_view configured);
[[nodiscard]] bool is_listed(std::string_view received, const std::vector<std::string>& configured);

}  // namespace webauthn
