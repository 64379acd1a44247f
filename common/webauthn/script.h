// The script that user interfaces for Kratos load (www/ory-webauthn.js), and what a script node says of it.
#pragma once

#include <string>
#include <string_view>

namespace webauthn {

// build/gen/webauthn_script.cpp, written by www/www.mk
[[nodiscard]] std::string_view script();
// `sha512-` and the base64 of the SHA-512 of script() (Subresource Integrity, section 3.5)
[[nodiscard]] const std::string& script_integrity();
// Where it is served below serve.public.base_url.
[[nodiscard]] std::string script_url(std::string_view base_url);

}  // namespace webauthn
