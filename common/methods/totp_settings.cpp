// Setting up and removing the authenticator app (contract half B 2.1 to 2.4). The step that confirms a key is spent
// with it.
#include <cstdlib>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "methods/methods.h"
#include "methods/nodes.h"
#include "methods/qr.h"
#include "methods/totp.h"

namespace methods {
namespace {

constexpr crypto::TotpParameters kNewKey{};  // SHA-1, 6 digits, 30 seconds: what every app understands

class TotpAdd final : public flow::SettingsTry {
 public:
  explicit TotpAdd(base::SecretBytes code) : code_(std::move(code)) {}
  TotpAdd(base::SecretBytes key, std::int64_t step) : key_(std::move(key)), step_(step) {}

  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }

  // Before the privilege check: after a re-authentication the code would be too old. What waits is the step and the
  // key.
  std::optional<flow::Refusal> prove_early(const flow::View& view) override {
    if (!key_.empty()) return {};
    if (view.pending.totp_key.empty())
      return flow::Refusal{flow::make_message(flow::ids::kBadTotp, {}, "totp.no_key"), "totp_code"};
    const auto step = crypto::match_totp(view.pending.totp_key.view(), code_.text(), view.now, kNewKey);
    if (!step) return flow::Refusal{flow::make_message(flow::ids::kBadTotp, {}, why_wrong(view)), "totp_code"};
    key_ = view.pending.totp_key.copy();
    step_ = *step;
    return {};
  }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    row_.id = base::make_uuid(view.services.random);
    row_.identity_id = view.identity->id;
    row_.key = view.services.keyring.seal(key_.view(), totp_place(row_.identity_id, row_.id), view.services.random);
    row_.algorithm = static_cast<int>(kNewKey.algorithm);
    row_.digits = kNewKey.digits;
    row_.period = kNewKey.period;
    row_.last_step = step_;
    row_.created_at = view.now;
    return {};
  }

  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    if (store::find_totp(tx, row_.identity_id)) return flow::Change{};  // a second tab was faster
    store::insert_totp(tx, row_);
    return flow::Change{.proof =
                            flow::Method::prove_completed(row_.identity_id, {"totp", session::Aal::aal2, view.now})};
  }

  std::string waits() const override {
    base::JsonWriter out;
    out.object().key("key").string(base::encode_base32(key_.view())).key("step").number(step_).close();
    return out.take();
  }

 private:
  // For the page: whether the clock is to blame, and by how many minutes.
  std::string why_wrong(const flow::View& view) const {
    const auto offset = crypto::match_totp_skewed(view.pending.totp_key.view(), code_.text(), view.now, kNewKey);
    if (!offset) return "totp.wrong";
    const auto minutes = (std::abs(*offset) * kNewKey.period + 59) / 60;
    return (*offset > 0 ? "totp.skewed.fast " : "totp.skewed.slow ") + std::to_string(minutes);
  }

  base::SecretBytes code_, key_;
  std::int64_t step_ = 0;
  store::TotpRow row_;
};

class TotpRemove final : public flow::SettingsTry {
 public:
  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }
  std::optional<flow::Refusal> prove(const flow::View&) override { return {}; }
  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    return flow::Change{.factor_removed = store::delete_totp(tx, view.identity->id)};
  }
  std::string waits() const override { return R"({"unlink":true})"; }
};

// Enrolled and nothing asked for: no change, and Kratos calls it a success.
class TotpKeep final : public flow::SettingsTry {
 public:
  Privilege privilege(const flow::View&) const override { return Privilege::privileged; }
  std::optional<flow::Refusal> prove(const flow::View&) override { return {}; }
  base::Result<flow::Change, flow::Refusal> commit(store::Tx&, const flow::View&) override { return flow::Change{}; }
  std::string waits() const override { return R"({"keep":true})"; }
};

}  // namespace

std::string pending_totp_url(const flow::View& view) {
  auto& schemas = view.services.schemas;
  std::string account = base::to_string(view.identity->id);
  if (const auto* schema = schemas.find(view.identity->schema_id)) {
    const auto traits = base::parse_json(view.identity->traits);
    if (traits) account = schema->totp_account_name(*traits).value_or(account);
  }
  return crypto::otpauth_url(view.services.config.totp_issuer, account, view.pending.totp_key.view(), kNewKey);
}

void offer_totp_settings(const flow::View& view, std::vector<flow::Node>& nodes) {
  if (view.credentials.totp) {
    auto unlink = submit_node("totp", "totp_unlink", "true", 1050004);
    unlink.required = true;
    nodes.push_back(std::move(unlink));
    return;
  }
  if (view.pending.totp_key.empty()) return;
  const auto secret = base::encode_base32(view.pending.totp_key.view());
  nodes.push_back({.kind = flow::Node::Kind::img,
                   .group = "totp",
                   .name = "totp_qr",
                   .src = "data:image/png;base64," + base::encode_base64(qr_png(pending_totp_url(view))),
                   .width = kQrPixels,
                   .height = kQrPixels,
                   .label = flow::make_message(1050005)});
  nodes.push_back({.kind = flow::Node::Kind::text,
                   .group = "totp",
                   .name = "totp_secret_key",
                   .text = flow::make_message(1050006, {{"secret", base::Json(secret)}}),
                   .label = flow::make_message(1050017)});
  nodes.push_back(field_node("totp", "totp_code", "text", 1070006));
  nodes.push_back(submit_node("totp", "method", "totp", 1070003));
}

base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_totp_settings(const flow::Submission& fields,
                                                                                        const flow::View& view) {
  using Try = std::unique_ptr<flow::SettingsTry>;
  if (view.credentials.totp) {
    if (fields.boolean("totp_unlink") == flow::Submission::Bool::yes) return Try(std::make_unique<TotpRemove>());
    return Try(std::make_unique<TotpKeep>());
  }
  base::SecretBytes code(fields.text("totp_code"));
  if (code.empty()) return base::Error{flow::FieldErrors{{"totp_code", flow::property_missing("totp_code")}}};
  return Try(std::make_unique<TotpAdd>(std::move(code)));
}

std::unique_ptr<flow::SettingsTry> resume_totp_settings(const base::Json& waiting) {
  if (waiting.find("unlink")) return std::make_unique<TotpRemove>();
  if (waiting.find("keep")) return std::make_unique<TotpKeep>();
  const auto* key = waiting.find("key");
  const auto* step = waiting.find("step");
  if (!key || !key->string() || !step || !step->number()) return nullptr;
  auto bytes = base::decode_base32(*key->string());
  if (!bytes) return nullptr;
  return std::make_unique<TotpAdd>(base::SecretBytes(std::move(*bytes)),
                                   static_cast<std::int64_t>(step->number()->value));
}

}  // namespace methods
