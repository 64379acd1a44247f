// Security keys at sign-in (contract half A 4.3, 4.6; half B 4.5, 4.8, 4.9): second factor, and first factor without a
// password. Which of the two a key is, is decided by the key's own flag, so that flipping the setting strands nobody.
#include "methods/webauthn.h"

#include <algorithm>

#include "base/encoding.h"
#include "identity/normalise.h"
#include "methods/identifier_node.h"
#include "methods/methods.h"
#include "methods/nodes.h"
#include "webauthn/options_json.h"

namespace methods {
namespace {

constexpr std::string_view kCeremony = "webauthn.ceremony";  // FlowRow::shows after step 1 without a password

using Keys = std::vector<store::WebauthnKeyRow>;

Keys of_class(const Keys& keys, bool passwordless) {
  Keys out;
  std::ranges::copy_if(keys, std::back_inserter(out),
                       [&](const auto& key) { return key.passwordless == passwordless; });
  return out;
}

struct Account {
  base::Uuid identity;
  Keys keys;  // passwordless ones
};

// Who signs in without a password under this identifier, and with which keys.
std::optional<Account> find_account(store::Db& db, const std::string& typed) {
  std::optional<Account> out;
  db.read([&](store::Tx& tx) {
    out.reset();
    auto owner = store::identity_by_identifier(tx, "webauthn", typed);
    if (!owner) owner = store::identity_by_identifier(tx, "webauthn", identity::normalise_identifier(typed));
    if (!owner) return;
    auto keys = of_class(store::webauthn_keys(tx, *owner), true);
    if (!keys.empty()) out = Account{*owner, std::move(keys)};
  });
  return out;
}

// The keys whose ceremony this form shows; none = no ceremony.
Keys ceremony_keys(const flow::View& view) {
  if (!view.flow.browser) return {};
  if (view.flow.requested_aal == 2) return of_class(view.credentials.keys, false);
  if (view.flow.refresh) return of_class(view.credentials.keys, true);
  if (!view.flow.shows.starts_with(kCeremony)) return {};
  const auto* typed = view.echo.find("identifier");
  auto account = typed && typed->string() ? find_account(view.services.db, *typed->string()) : std::nullopt;
  return account ? std::move(account->keys) : Keys{};
}

// Step 1 without a password: only looks whether there is somebody to ask.
class FirstStep final : public flow::LoginTry {
 public:
  explicit FirstStep(std::string typed) : typed_(std::move(typed)) {}
  std::optional<flow::Refusal> prove(const flow::View& view) override {
    if (find_account(view.services.db, typed_)) return {};
    return flow::Refusal{flow::make_message(flow::ids::kNoKeyAccount, {}, "webauthn.unknown"), ""};
  }
  base::Result<session::Proof, flow::Refusal> commit(store::Tx&, const flow::View&) override {
    throw base::Broken("webauthn.first_step", "the first step proves nothing");
  }
  std::string shows_next() const override { return std::string(kCeremony); }
  flow::Message says_next() const override { return flow::make_message(1010012); }

 private:
  std::string typed_;
};

class KeyLogin final : public flow::LoginTry {
 public:
  KeyLogin(webauthn::AssertionResponse response, std::string typed)
      : response_(std::move(response)), typed_(std::move(typed)) {}

  std::optional<base::Bytes> challenge() const override { return answered_challenge(response_.client_data_json); }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    if (!view.identity && typed_.empty()) return flow::Refusal{flow::property_missing("identifier"), "identifier"};
    const auto keys = candidates(view);
    if (keys.empty()) return none_set_up(view);
    webauthn::AssertionExpectation expected{.rp = relying_party(view.services.config),
                                            .challenge = challenge_text(view)};
    for (const auto& key : keys) expected.allow_credentials.push_back(key.credential_id);
    expected.require_user_verification = user_verification(view.services.config) == "required";
    if (view.services.config.webauthn_sign_counter == config::SignCounter::deny)
      expected.counter = webauthn::CounterPolicy::deny;
    const auto hit = std::ranges::find_if(keys, [&](const auto& key) { return key.credential_id == response_.raw_id; });
    if (hit == keys.end())
      return refused_ceremony(view, webauthn::Error::credential_not_allowed, response_.client_data_json);
    const auto key = webauthn::unpack_key(hit->public_key);
    if (!key) return refused_ceremony(view, webauthn::Error::cose_key_invalid, response_.client_data_json);
    webauthn::CredentialRecord record{.id = hit->credential_id,
                                      .key = *key,
                                      .sign_count = static_cast<std::uint32_t>(hit->counter),
                                      .user_handle = hit->user_handle};
    const auto stored = webauthn::unpack_flags(hit->flags);
    record.backup_eligible = stored.backup_eligible;
    const auto verified = webauthn::verify_assertion(response_, record, expected);
    if (!verified) return refused_ceremony(view, verified.error(), response_.client_data_json);
    if (verified->counter_went_back())
      view.services.log.warn("webauthn.counter", {{"identity", base::to_string(hit->identity_id)}, {"key", hit->name}});
    used_ = *hit;
    counter_ = verified->sign_count();
    flags_ = webauthn::pack_flags({.user_verified = stored.user_verified,
                                   .backup_eligible = verified->backup_eligible(),
                                   .backed_up = verified->backed_up()});
    return {};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    if (!store::use_webauthn_key(tx, used_.id, used_.counter, counter_, flags_, view.now))
      return base::Error{flow::Refusal{flow::make_message(flow::ids::kBadWebauthn, {}, "webauthn.sign_count"), ""}};
    const auto aal = used_.passwordless ? session::Aal::aal1 : session::Aal::aal2;
    return flow::Method::prove_completed(used_.identity_id, {"webauthn", aal, view.now});
  }

 private:
  [[nodiscard]] Keys candidates(const flow::View& view) const {
    if (view.flow.requested_aal == 2) return of_class(view.credentials.keys, false);
    if (view.identity) return of_class(view.credentials.keys, true);
    auto account = find_account(view.services.db, typed_);
    return account ? std::move(account->keys) : Keys{};
  }
  static flow::Refusal none_set_up(const flow::View& view) {
    const int id = view.flow.requested_aal == 2 ? flow::ids::kNoWebauthn : flow::ids::kNoKeyAccount;
    return {flow::make_message(id, {}, "webauthn.missing"), ""};
  }

  webauthn::AssertionResponse response_;
  std::string typed_;
  store::WebauthnKeyRow used_;
  std::int64_t counter_ = 0, flags_ = 0;
};

void add_ceremony(const flow::View& view, const Keys& keys, int label, std::vector<flow::Node>& nodes) {
  webauthn::RequestOptions options{.challenge = challenge_text(view), .rp_id = relying_party(view.services.config).id};
  options.user_verification = user_verification(view.services.config);
  for (const auto& key : keys) options.allow_credentials.push_back({key.credential_id, transports_of(key)});
  const auto text = webauthn::write_request_options(options);
  flow::Node result{.group = "webauthn", .name = "webauthn_login", .type = "hidden"};
  if (!view.echo.has_failed("webauthn")) result.value = base::Json(std::string());
  flow::Node trigger{.group = "webauthn",
                     .name = "webauthn_login_trigger",
                     .type = "button",
                     .value = base::Json(text),
                     .onclick = "window.oryWebAuthnLogin(" + text + ")",
                     .onclick_trigger = "oryWebAuthnLogin",
                     .label = flow::make_message(label)};
  // A form that was sorted once keeps the result first, even when it has lost its value (contract half A 4.4).
  const bool sorted = !view.flow.shows.ends_with(flow::kUnsorted);
  if (sorted) nodes.push_back(result);
  nodes.push_back(webauthn_script_node(view));
  nodes.push_back(std::move(trigger));
  if (!sorted) nodes.push_back(std::move(result));
}

void offer_bound_identifier(const flow::View& view, std::vector<flow::Node>& nodes) {
  if (std::ranges::any_of(nodes, [](const flow::Node& node) { return node.name == "identifier"; })) return;
  if (!view.identity) return;
  std::vector<std::string> identifiers;
  view.services.db.read([&](store::Tx& tx) { identifiers = store::identifiers_of(tx, view.identity->id, "webauthn"); });
  if (identifiers.empty()) return;
  nodes.push_back(
      {.group = "default", .name = "identifier", .type = "hidden", .value = base::Json(identifiers.front())});
}

class Webauthn final : public flow::Method {
 public:
  std::string_view id() const override { return "webauthn"; }
  session::Aal proves() const override { return session::Aal::aal2; }
  bool signs_in_at(session::Aal level) const override { return level != session::Aal::aal0; }
  bool enabled(const config::Essentials& essentials) const override { return essentials.webauthn_enabled; }

  bool challenges_login(const flow::View& view) const override { return !ceremony_keys(view).empty(); }
  bool challenges_settings(const flow::View& view) const override { return view.flow.browser; }

  void offer_login(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (!view.flow.browser) return;
    if (view.flow.shows.starts_with(kCeremony)) return offer_second_step(view, nodes);
    const auto keys = ceremony_keys(view);
    if (!keys.empty()) {
      offer_bound_identifier(view, nodes);
      return add_ceremony(view, keys, 1010008, nodes);
    }
    if (view.flow.requested_aal != 1 || view.flow.refresh || !signs_in_alone(view)) return;
    offer_identifier(view, nodes);
    nodes.push_back(submit_node("webauthn", "method", "webauthn", 1010008));
  }

  bool claims_login(const flow::Submission& fields, const store::FlowRow& flow) const override {
    if (!flow.browser) return false;
    return fields.text("method") == "webauthn" || !fields.text("webauthn_login").empty();
  }

  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    using Try = std::unique_ptr<flow::LoginTry>;
    auto typed = fields.text("identifier");
    const auto answer = fields.text("webauthn_login");
    if (typed.empty() && answer.empty())
      return base::Error{flow::FieldErrors{{"identifier", flow::property_missing("identifier")}}};
    if (answer.empty()) return Try(std::make_unique<FirstStep>(std::move(typed)));
    auto response = webauthn::parse_assertion_response(answer);
    if (!response) return base::Error{flow::FieldErrors{{"", flow::reason("Unable to parse WebAuthn response.")}}};
    return Try(std::make_unique<KeyLogin>(std::move(response).value(), std::move(typed)));
  }

  void offer_settings(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (view.flow.browser) offer_webauthn_settings(view, nodes);
  }
  bool claims_settings(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return flow.browser && claims_webauthn_settings(fields);
  }
  base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_settings(const flow::Submission& fields,
                                                                                     const flow::View&) const override {
    return parse_webauthn_settings(fields);
  }
  std::unique_ptr<flow::SettingsTry> resume_settings(const base::Json& waiting) const override {
    return resume_webauthn_settings(waiting);
  }
  bool challenges_registration(const flow::View& view) const override { return signs_up(view); }
  void offer_registration(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (signs_up(view)) offer_webauthn_registration(view, nodes);
  }
  bool claims_registration(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return flow.browser && (fields.text("method") == "webauthn" || !fields.text("webauthn_register").empty());
  }
  base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_registration(
      const flow::Submission& fields) const override {
    return parse_webauthn_registration(fields);
  }

  std::string describe_waiting(const base::Json& waiting) const override { return describe_waiting_webauthn(waiting); }
  std::string name_waiting(const base::Json& waiting, const flow::Credentials& credentials) const override {
    return name_waiting_webauthn(waiting, credentials);
  }

 private:
  // Keys that were made to sign in alone do so after the setting was changed too.
  static bool signs_in_alone(const flow::View& view) {
    if (view.essentials().webauthn_passwordless) return true;
    return view.services.db.read_value<bool>([](store::Tx& tx) { return store::has_passwordless_keys(tx); });
  }
  static bool signs_up(const flow::View& view) {
    return view.flow.browser && view.essentials().webauthn_passwordless && view.services.config.webauthn_rp;
  }
  // Step 2 without a password replaces the form (contract half A 4.6).
  static void offer_second_step(const flow::View& view, std::vector<flow::Node>& nodes) {
    const auto* typed = view.echo.find("identifier");
    nodes.push_back({.group = "default",
                     .name = "identifier",
                     .type = "hidden",
                     .value = typed ? *typed : base::Json(std::string()),
                     .required = true});
    const auto keys = ceremony_keys(view);
    if (!keys.empty()) add_ceremony(view, keys, 1010013, nodes);
  }
};

}  // namespace

const flow::Method& webauthn() {
  static const Webauthn method;
  return method;
}

}  // namespace methods
