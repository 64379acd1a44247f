// The first step: it only looks whether there is somebody who could sign in.
#include "methods/identifier_first.h"

#include <algorithm>

#include "methods/identifier_node.h"
#include "methods/methods.h"
#include "methods/nodes.h"

namespace methods {
namespace {

class Identification final : public flow::LoginTry {
 public:
  explicit Identification(std::string typed) : typed_(std::move(typed)) {}

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    if (view.services.config.account_enumeration_mitigate) return {};  // and no time is spent on looking
    flow::Credentials account;
    view.services.db.read([&](store::Tx& tx) {
      const auto owner = flow::find_account(tx, typed_);
      account = owner ? flow::load_credentials(tx, *owner) : flow::Credentials{};
    });
    if (!ways_of(view, account).none()) return {};
    return flow::Refusal{flow::make_message(flow::ids::kNoAccount, {}, "login.no_account"), "identifier"};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx&, const flow::View&) override {
    throw base::Broken("login.identification", "who somebody says they are proves nothing");
  }
  std::optional<flow::NextStep> next() const override {
    return flow::NextStep{.shows = std::string(flow::kIsIdentified), .identified = true};
  }

 private:
  std::string typed_;
};

class IdentifierFirst final : public flow::Method {
 public:
  std::string_view id() const override { return flow::kIdentifierFirst; }
  session::Aal proves() const override { return session::Aal::aal1; }
  // A matter of the flow: it was made to ask for the identifier, or it was not.
  bool enabled(const config::Essentials&) const override { return true; }

  void offer_login(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (!flow::asks_identifier(view.flow)) return;
    offer_identifier(view, nodes);
    nodes.push_back(submit_node(id(), "method", id(), 1070009));
  }

  // Asked last, for whatever no other method has claimed: `method` does not count (contract half A 4.6 step 5).
  bool claims_login(const flow::Submission&, const store::FlowRow& flow) const override {
    return flow::asks_identifier(flow) || flow::is_identified(flow);
  }

  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    return std::unique_ptr<flow::LoginTry>(std::make_unique<Identification>(fields.text("identifier")));
  }
};

}  // namespace

Ways ways_of(const flow::View& view, const flow::Credentials& account) {
  const auto& essentials = view.essentials();
  const bool alone = std::ranges::any_of(account.keys, &store::WebauthnKeyRow::passwordless);
  return {.password = essentials.password_enabled && account.has_password && !account.password_identifiers.empty(),
          .passkey = essentials.passkey_enabled && view.services.config.passkey_rp && !account.passkeys.empty(),
          .webauthn = essentials.webauthn_enabled && view.flow.browser && alone};
}

bool is_offered(const flow::View& view, bool Ways::*way) {
  if (flow::asks_identifier(view.flow)) return false;
  if (!flow::is_identified(view.flow)) return true;
  const auto ways = ways_of(view, view.credentials);
  return ways.*way || ways.none();
}

const flow::Method& identifier_first() {
  static const IdentifierFirst method;
  return method;
}

}  // namespace methods
