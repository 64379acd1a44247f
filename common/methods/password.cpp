// Passwords: sign-in and confirmation (contract half A 4.3, 4.6; half B 5).
#include "methods/password.h"

#include "identity/normalise.h"
#include "methods/identifier_first.h"
#include "methods/identifier_node.h"
#include "methods/methods.h"
#include "methods/nodes.h"

namespace methods {
namespace {

flow::Refusal bad_credentials(std::string slug) {
  return {flow::make_message(flow::ids::kBadCredentials, {}, std::move(slug)), ""};
}

class PasswordLogin final : public flow::LoginTry {
 public:
  PasswordLogin(std::string typed, base::SecretBytes password)
      : typed_(std::move(typed)), normalised_(identity::normalise_identifier(typed_)), password_(std::move(password)) {}

  std::string throttle_subject() const override { return normalised_.empty() ? typed_ : normalised_; }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto parameters = hash_parameters(view.services.config);
    find_password(view.services.db);
    if (!row_) {
      // Equal work whether or not the account exists: the time tells nothing.
      crypto::spend_password_work(password_.text(), parameters);
      return bad_credentials("password.unknown");
    }
    if (!matches_hash(password_, row_->hash, view.services.config)) return bad_credentials("password.wrong");
    // A confirmation is for the person whose session it is, not for anybody who knows some password.
    if (view.flow.identity_id && row_->identity_id != *view.flow.identity_id)
      return bad_credentials("login.other_person");
    if (crypto::needs_rehash(row_->hash, parameters)) {
      const auto hashed = crypto::hash_password(password_.text(), parameters, view.services.random);
      if (hashed) rehashed_ = hashed.value();
    }
    return {};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    const auto current = store::find_password(tx, row_->identity_id);
    if (!current || current->hash != row_->hash) return base::Error{bad_credentials("password.changed")};
    if (!rehashed_.empty()) store::rehash_password(tx, row_->identity_id, row_->hash, rehashed_, view.now);
    return flow::Method::prove_completed(row_->identity_id, {"password", session::Aal::aal1, view.now});
  }

 private:
  // The typed text wins over its normalised form if both exist (contract half A 4.6).
  void find_password(store::Db& db) {
    db.read([&](store::Tx& tx) {
      auto owner = store::identity_by_identifier(tx, "password", typed_);
      if (!owner && !normalised_.empty()) owner = store::identity_by_identifier(tx, "password", normalised_);
      row_ = owner ? store::find_password(tx, *owner) : std::nullopt;
    });
  }

  std::string typed_, normalised_;
  base::SecretBytes password_;
  std::optional<store::PasswordRow> row_;
  std::string rehashed_;
};

class Password final : public flow::Method {
 public:
  std::string_view id() const override { return "password"; }
  session::Aal proves() const override { return session::Aal::aal1; }
  bool enabled(const config::Essentials& essentials) const override { return essentials.password_enabled; }
  bool throttled() const override { return true; }

  void offer_login(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (view.flow.requested_aal != 1 || !is_offered(view, &Ways::password)) return;
    if (view.flow.refresh) {
      if (!view.credentials.has_password || view.credentials.password_identifiers.empty()) return;
      const auto* typed = view.echo.find("identifier");
      nodes.push_back({.group = "default",
                       .name = "identifier",
                       .type = "hidden",
                       .value = typed ? *typed : base::Json(view.credentials.password_identifiers.front())});
    } else {
      offer_identifier(view, nodes);
    }
    auto field = field_node("password", "password", "password", 1070001);
    field.autocomplete = "current-password";
    nodes.push_back(std::move(field));
    nodes.push_back(submit_node("password", "method", "password", view.flow.refresh ? 1010001 : 1010022));
  }

  bool claims_login(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return flow.requested_aal == 1 && fields.text("method") == "password";
  }

  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    auto identifier = fields.text("identifier");
    if (identifier.empty()) identifier = fields.text("password_identifier");
    base::SecretBytes password(fields.text("password"));
    flow::FieldErrors errors;
    if (identifier.empty()) errors.push_back({"identifier", flow::property_missing("identifier")});
    if (password.empty()) errors.push_back({"password", flow::property_missing("password")});
    if (!errors.empty()) return base::Error{std::move(errors)};
    return std::unique_ptr<flow::LoginTry>(std::make_unique<PasswordLogin>(std::move(identifier), std::move(password)));
  }

  void offer_settings(const flow::View&, std::vector<flow::Node>& nodes) const override {
    offer_password_settings(nodes);
  }
  bool claims_settings(const flow::Submission& fields, const store::FlowRow&) const override {
    return fields.text("method") == "password";
  }
  base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_settings(const flow::Submission& fields,
                                                                                     const flow::View&) const override {
    return parse_password_settings(fields);
  }
  std::unique_ptr<flow::SettingsTry> resume_settings(const base::Json& waiting) const override {
    return resume_password_settings(waiting);
  }

  void offer_registration(const flow::View&, std::vector<flow::Node>& nodes) const override {
    offer_password_registration(nodes);
  }
  bool claims_registration(const flow::Submission& fields, const store::FlowRow&) const override {
    return fields.text("method") == "password";
  }
  base::Result<std::unique_ptr<flow::RegistrationTry>, flow::FieldErrors> parse_registration(
      const flow::Submission& fields) const override {
    return parse_password_registration(fields);
  }
};

}  // namespace

crypto::HashParameters hash_parameters(const config::Config& config) {
  using Algorithm = crypto::HashParameters::Algorithm;
  const auto& hashers = config.hashers;
  const bool argon2 = hashers.algorithm == config::Hashers::Algorithm::argon2;
  return {.algorithm = argon2 ? Algorithm::argon2 : Algorithm::bcrypt,
          .memory_kib = hashers.argon2.memory_kib,
          .iterations = hashers.argon2.iterations,
          .parallelism = hashers.argon2.parallelism,
          .salt_length = hashers.argon2.salt_length,
          .key_length = hashers.argon2.key_length,
          .bcrypt_cost = hashers.bcrypt_cost};
}

bool matches_hash(const base::SecretBytes& password, const std::string& hash, const config::Config& config) {
  return crypto::verify_password(password.text(), hash, config.hash_memory_mb * 1024);
}

const flow::Method& password() {
  static const Password method;
  return method;
}

}  // namespace methods
