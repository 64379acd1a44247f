// TOTP as second factor at sign-in (contract half A 4.6, half B 2.5, 2.6): every step works once.
#include "methods/totp.h"

#include "base/text.h"
#include "methods/methods.h"
#include "methods/nodes.h"

namespace methods {
namespace {

constexpr std::int64_t kMinLength = 6;  // of the field, whatever the credential's digits are

class TotpLogin final : public flow::LoginTry {
 public:
  explicit TotpLogin(base::SecretBytes code) : code_(std::move(code)) {}

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto& row = view.credentials.totp;
    if (!row) return flow::Refusal{flow::make_message(flow::ids::kNoTotp, {}, "totp.missing"), ""};
    const auto key = view.services.keyring.open(row->key, totp_place(row->identity_id, row->id));
    const auto step = crypto::match_totp(key.view(), code_.text(), view.now, parameters_of(*row));
    if (!step) return flow::Refusal{flow::make_message(flow::ids::kBadTotp, {}, "totp.wrong"), ""};
    if (*step <= row->last_step) return replayed(*row, view.now);
    id_ = row->id;
    step_ = *step;
    period_ = row->period;
    return {};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    if (!store::spend_totp_step(tx, id_, step_, view.now))
      return base::Error{replayed(*view.credentials.totp, view.now)};
    return flow::Method::prove_completed(view.identity->id, {"totp", session::Aal::aal2, view.now});
  }

 private:
  static flow::Refusal replayed(const store::TotpRow& row, base::Time now) {
    const auto left = row.period - base::to_unix(now) % row.period;
    base::JsonObject context{
        {"reason", base::Json(std::string("totp.replayed"))},
        {"seconds", base::Json(base::JsonNumber{std::to_string(left), static_cast<double>(left)})}};
    return {flow::make_message(flow::ids::kTotpReplayed, std::move(context), "totp.replayed"), "", true};
  }

  base::SecretBytes code_;
  base::Uuid id_;
  std::int64_t step_ = 0;
  int period_ = 30;
};

class Totp final : public flow::Method {
 public:
  std::string_view id() const override { return "totp"; }
  session::Aal proves() const override { return session::Aal::aal2; }
  bool enabled(const config::Essentials& essentials) const override { return essentials.totp_enabled; }
  bool throttled() const override { return true; }

  void offer_login(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (view.flow.requested_aal != 2 || !view.credentials.totp) return;
    auto field = field_node("totp", "totp_code", "text", 1010006);
    // A refused code is not shown again, not even as an empty value (contract half A 4.8).
    if (!view.echo.has_failed("totp")) field.value = base::Json(std::string());
    nodes.push_back(std::move(field));
    nodes.push_back(submit_node("totp", "method", "totp", 1010009));
  }

  bool claims_login(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return flow.requested_aal == 2 && fields.text("method") == "totp";
  }

  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    base::SecretBytes code(fields.text("totp_code"));
    if (code.empty()) return base::Error{flow::FieldErrors{{"totp_code", flow::property_missing("totp_code")}}};
    const auto length = static_cast<std::int64_t>(base::count_code_points(code.text()));
    if (length < kMinLength) return base::Error{flow::FieldErrors{{"totp_code", flow::min_length(kMinLength, length)}}};
    return std::unique_ptr<flow::LoginTry>(std::make_unique<TotpLogin>(std::move(code)));
  }

  void offer_settings(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    offer_totp_settings(view, nodes);
  }
  bool claims_settings(const flow::Submission& fields, const store::FlowRow&) const override {
    return fields.text("method") == "totp" || fields.boolean("totp_unlink") == flow::Submission::Bool::yes;
  }
  base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_settings(
      const flow::Submission& fields, const flow::View& view) const override {
    return parse_totp_settings(fields, view);
  }
  std::unique_ptr<flow::SettingsTry> resume_settings(const base::Json& waiting) const override {
    return resume_totp_settings(waiting);
  }
  std::string describe_waiting(const base::Json& waiting) const override {
    return waiting.find("unlink") ? "totp_unlink" : "totp";
  }
  // Whoever has no app yet gets a fresh key with every form.
  void prepare_settings(const flow::View& view, flow::Pending& pending) const override {
    if (view.credentials.totp || !enabled(view.essentials())) return;
    pending.totp_key = base::SecretBytes(base::random_bytes(view.services.random, 20));
  }
};

}  // namespace

crypto::TotpParameters parameters_of(const store::TotpRow& row) {
  return {static_cast<crypto::TotpAlgorithm>(row.algorithm), row.digits, row.period};
}

const flow::Method& totp() {
  static const Totp method;
  return method;
}

}  // namespace methods
