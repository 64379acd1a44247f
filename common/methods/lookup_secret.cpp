// Recovery codes as second factor at sign-in (contract half A 4.6, half B 3.5): a code works once, however many ask.
#include "methods/lookup_secret.h"

#include <algorithm>

#include "base/text.h"
#include "methods/methods.h"
#include "methods/nodes.h"

namespace methods {
namespace {

class CodeLogin final : public flow::LoginTry {
 public:
  explicit CodeLogin(base::SecretBytes code) : code_(std::move(code)) {}

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    const auto& codes = view.credentials.codes;
    if (codes.empty()) return refusal(flow::ids::kNoCodes, "lookup.missing");
    const store::LookupCodeRow* match = nullptr;
    for (const auto& row : codes) {  // all of them: the time does not tell which one it was
      const auto clear = view.services.keyring.open(row.code, code_place(row.identity_id, row.id));
      const auto stored = normalise_code(clear.text());
      const bool same = base::equal_constant_time(base::as_bytes(stored), code_.view());
      if (same && (!match || match->used_at)) match = &row;
    }
    if (!match) return refusal(flow::ids::kBadCode, "lookup.wrong");
    if (match->used_at) return refusal(flow::ids::kCodeUsed, "lookup.used", true);
    id_ = match->id;
    return {};
  }

  base::Result<session::Proof, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    if (!store::spend_lookup_code(tx, id_, view.now))
      return base::Error{refusal(flow::ids::kCodeUsed, "lookup.used", true)};
    store::refresh_factors(tx, view.identity->id);
    return flow::Method::prove_completed(view.identity->id, {"lookup_secret", session::Aal::aal2, view.now});
  }

 private:
  static flow::Refusal refusal(int id, std::string slug, bool used = false) {
    return {flow::make_message(id, {}, std::move(slug)), "", used};
  }

  base::SecretBytes code_;
  base::Uuid id_;
};

class LookupSecret final : public flow::Method {
 public:
  std::string_view id() const override { return "lookup_secret"; }
  session::Aal proves() const override { return session::Aal::aal2; }
  bool enabled(const config::Essentials& essentials) const override { return essentials.lookup_secret_enabled; }
  bool throttled() const override { return true; }

  // A list that is spent to the last code is no way in and is not shown as one (Kratos shows it).
  void offer_login(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    if (view.flow.requested_aal != 2 || !has_unused_code(view.credentials.codes)) return;
    auto field = field_node("lookup_secret", "lookup_secret", "text", 1010007);
    if (!view.echo.has_failed("lookup_secret")) field.value = base::Json(std::string());
    nodes.push_back(std::move(field));
    nodes.push_back(submit_node("lookup_secret", "method", "lookup_secret", 1010010));
  }

  bool claims_login(const flow::Submission& fields, const store::FlowRow& flow) const override {
    return flow.requested_aal == 2 && fields.text("method") == "lookup_secret";
  }

  base::Result<std::unique_ptr<flow::LoginTry>, flow::FieldErrors> parse_login(
      const flow::Submission& fields) const override {
    base::SecretBytes code(std::string_view(normalise_code(fields.text("lookup_secret"))));
    if (code.empty()) return base::Error{flow::FieldErrors{{"lookup_secret", flow::property_missing("lookup_secret")}}};
    return std::unique_ptr<flow::LoginTry>(std::make_unique<CodeLogin>(std::move(code)));
  }

  void offer_settings(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    offer_lookup_settings(view, nodes);
  }
  bool claims_settings(const flow::Submission& fields, const store::FlowRow&) const override {
    return claims_lookup_settings(fields);
  }
  base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_settings(const flow::Submission& fields,
                                                                                     const flow::View&) const override {
    return parse_lookup_settings(fields);
  }
  std::unique_ptr<flow::SettingsTry> resume_settings(const base::Json& waiting) const override {
    return resume_lookup_settings(waiting);
  }
  std::string describe_waiting(const base::Json& waiting) const override { return describe_waiting_lookup(waiting); }
};

}  // namespace

std::string normalise_code(std::string_view typed) {
  auto out = base::to_lower_ascii(typed);
  std::erase_if(out, [](char c) { return c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n'; });
  return out;
}

bool has_unused_code(const std::vector<store::LookupCodeRow>& codes) {
  return std::ranges::any_of(codes, [](const auto& row) { return !row.used_at; });
}

const flow::Method& lookup_secret() {
  static const LookupSecret method;
  return method;
}

}  // namespace methods
