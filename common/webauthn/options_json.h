// What the browser is asked: the arguments of navigator.credentials.create() and get() as JSON, members in the order in
// which Kratos writes them, binary values as base64url without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace webauthn {

struct CredentialDescriptor {
  base::Bytes id;
  std::vector<std::string> transports;  // left out when empty
};

// Members without a value are left out.
struct CreationOptions {
  std::string rp_name, rp_id;
  std::string user_name, user_display_name;
  base::Bytes user_handle;
  std::string challenge;  // base64url text
  int timeout_ms = 120'000;
  std::vector<CredentialDescriptor> exclude_credentials;
  std::optional<std::string> authenticator_attachment;  // `platform`, `cross-platform`
  std::optional<bool> require_resident_key;
  std::optional<std::string> resident_key;  // `required`, `preferred`, `discouraged`
  std::string user_verification = "discouraged";
  std::optional<std::string> attestation;  // `none`, `indirect`, `direct`, `enterprise`
};
[[nodiscard]] std::string write_creation_options(const CreationOptions& options);

struct RequestOptions {
  std::string challenge;  // base64url text
  int timeout_ms = 120'000;
  std::string rp_id;
  std::vector<CredentialDescriptor> allow_credentials;
  std::string user_verification = "discouraged";
};
[[nodiscard]] std::string write_request_options(const RequestOptions& options);

}  // namespace webauthn
