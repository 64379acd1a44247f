// DELETE /admin/identities/{id}/credentials/{type} (contract half B 7.6). Beyond Kratos: `identifier` names one
// security key, by its id in base64, base64url or hex; and whoever is left without a second factor is held to none, in
// the same transaction.
#include <algorithm>
#include <variant>

#include "api/admin.h"
#include "api/admin_identities.h"
#include "api/problem.h"
#include "base/encoding.h"
#include "flow/audit.h"
#include "flow/notices.h"
#include "store/credentials.h"
#include "store/webauthn_keys.h"

namespace api {
namespace {

using Verdict = std::optional<Problem>;  // nothing: it is deleted

Problem not_set_up(const std::string& type) {
  return problems::not_found_because("You tried to remove a " + type + " but this user have no " + type + " set up.");
}

Verdict deleted_or(bool deleted, const std::string& type) {
  return deleted ? std::nullopt : std::optional(not_set_up(type));
}

bool is_named(const store::WebauthnKeyRow& key, const std::string& identifier) {
  const base::ByteView id = key.credential_id;
  return identifier == base::encode_base64(id) || identifier == base::encode_base64url(id) ||
         identifier == base::encode_hex(id);
}

class Removal {
 public:
  Removal(store::Tx& tx, const store::IdentityRow& row, std::string identifier)
      : tx_(tx), id_(row.id), identifier_(std::move(identifier)) {}

  Verdict remove(const std::string& type) {
    if (type == "totp") return deleted_or(store::delete_totp(tx_, id_), type);
    if (type == "lookup_secret") return deleted_or(store::delete_lookup_codes(tx_, id_), type);
    if (type == "password") return remove_password();
    if (type == "webauthn" && identifier_.empty()) return deleted_or(store::delete_second_factor_keys(tx_, id_), type);
    if (type == "webauthn") return remove_key(store::webauthn_keys(tx_, id_), type);
    if (type == "passkey") return remove_key(store::passkeys(tx_, id_), type);
    return not_set_up(type);
  }

 private:
  Verdict remove_password() {
    if (!store::find_password(tx_, id_)) return not_set_up("password");
    if (count_keys_for_sign_in() == 0) return last_one();
    store::delete_password(tx_, id_);
    return std::nullopt;
  }

  // A passkey only by its identifier: all at once would be a way to lose the account unseen.
  Verdict remove_key(const std::vector<store::WebauthnKeyRow>& keys, const std::string& type) {
    const auto key = std::ranges::find_if(keys, [&](const auto& each) { return is_named(each, identifier_); });
    if (key == keys.end()) return not_set_up(type);
    if (key->passwordless && !has_password() && count_keys_for_sign_in() < 2) return last_one();
    store::delete_webauthn_key(tx_, id_, key->id);
    return std::nullopt;
  }

  bool has_password() { return store::find_password(tx_, id_) && !store::identifiers_of(tx_, id_, "password").empty(); }
  std::ptrdiff_t count_keys_for_sign_in() {
    const auto passkeys = std::ssize(store::passkeys(tx_, id_));
    if (store::identifiers_of(tx_, id_, "webauthn").empty()) return passkeys;
    return passkeys + std::ranges::count_if(store::webauthn_keys(tx_, id_), &store::WebauthnKeyRow::passwordless);
  }
  static Problem last_one() { return problems::bad_request("You cannot remove the last first factor credential."); }

  store::Tx& tx_;
  base::Uuid id_;
  std::string identifier_;
};

}  // namespace

http::Response answer_delete_credential(Call& call) {
  const auto id = base::parse_uuid(call.path_parameters[0]);
  const std::string& type = call.path_parameters[1];
  if (!id) return json_error(call, problems::not_found());
  Verdict refused;
  const auto box = flow::postbox_of(call.app.services());
  call.app.db().write([&](store::Tx& tx) {
    const auto row = store::find_identity(tx, *id);
    refused = row ? Removal(tx, *row, call.parameter("identifier")).remove(type) : problems::not_found();
    if (refused) return;
    session::lower_if_none_left(tx, *row, call.app.essentials(), call.now);
    record_deed(tx, call, flow::deed::kFactorRemoved, *id, flow::details({{"method", type}}));
    flow::tell(tx, box, *id, {flow::notice::kFactorRemoved, type}, call.now);
  });
  if (refused) return json_error(call, *refused);
  log_deed(call, "admin.credential.deleted", *id, type);
  return no_content();
}

}  // namespace api
