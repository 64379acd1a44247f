// An identity as the admin API shows it (contract half B 7.1): with its credentials and metadata_admin.
#pragma once

#include <string>
#include <vector>

#include "api/app.h"

namespace api {

// Which credentials are shown, and whose `config` is: hashes, TOTP keys and recovery codes in clear among them.
struct CredentialsShown {
  bool any = true;
  std::vector<std::string> with_config;  // `include_credential`
};

// The types that `include_credential` may name; an unknown one is Kratos' refusal.
base::Result<std::vector<std::string>, std::string> requested_credentials(const Call& call);

void write_admin_identity(base::JsonWriter& out, Call& call, store::Tx& tx, const store::IdentityRow& row,
                          const CredentialsShown& shown);

}  // namespace api
