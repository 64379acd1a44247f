// Generating, confirming, showing and removing recovery codes (contract half B 3.2 to 3.4).
#include <array>

#include "base/json_writer.h"
#include "methods/lookup_secret.h"
#include "methods/nodes.h"

namespace methods {
namespace {

enum class Action { confirm, reveal, disable, regenerate };

struct Named {
  std::string_view field;
  Action action;
};
// First true wins, in this order.
constexpr std::array kActions{
    Named{"lookup_secret_confirm", Action::confirm}, Named{"lookup_secret_reveal", Action::reveal},
    Named{"lookup_secret_disable", Action::disable}, Named{"lookup_secret_regenerate", Action::regenerate}};

std::optional<Action> action_of(const flow::Submission& fields) {
  for (const auto& [field, action] : kActions)
    if (fields.boolean(field) == flow::Submission::Bool::yes) return action;
  return {};
}

flow::Refusal refused(std::string why) { return {flow::reason(std::move(why)), ""}; }

class CodesTry final : public flow::SettingsTry {
 public:
  explicit CodesTry(Action action) : action_(action) {}

  Privilege privilege(const flow::View&) const override { return Privilege::guarded; }

  std::optional<flow::Refusal> prove(const flow::View& view) override {
    if (action_ == Action::reveal && view.credentials.codes.empty())
      return refused("Can not reveal lookup codes because you have none.");
    if (action_ == Action::regenerate)
      for (std::size_t i = 0; i < kCodeCount; ++i)
        fresh_.push_back(base::random_text(view.services.random, kCodeLength, base::kLowerAlphanumeric));
    if (action_ != Action::confirm) return {};
    if (view.pending.codes.size() != kCodeCount)
      return refused("You must (re-)generate recovery backup codes before you can save them.");
    seal_rows(view);
    return {};
  }

  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    const auto& identity = view.identity->id;
    switch (action_) {
      case Action::regenerate: {
        flow::Pending pending{.totp_key = view.pending.totp_key.copy(), .codes = fresh_};
        return flow::Change{.shows_only = true, .shows = "lookup.regenerated", .pending = std::move(pending)};
      }
      case Action::reveal:
        return flow::Change{.shows_only = true, .shows = "lookup.revealed"};
      case Action::disable:
        return flow::Change{.factor_removed = store::delete_lookup_codes(tx, identity)};
      case Action::confirm:
        break;
    }
    store::replace_lookup_codes(tx, identity, rows_);
    return flow::Change{.proof =
                            flow::Method::prove_completed(identity, {"lookup_secret", session::Aal::aal2, view.now})};
  }

  std::string waits() const override {
    return base::JsonWriter().object().key("action").number(static_cast<int>(action_)).close().take();
  }

 private:
  void seal_rows(const flow::View& view) {
    const auto& services = view.services;
    for (std::size_t i = 0; i < view.pending.codes.size(); ++i) {
      store::LookupCodeRow row{.id = base::make_uuid(services.random),
                               .identity_id = view.identity->id,
                               .position = static_cast<int>(i),
                               .created_at = view.now};
      row.code = services.keyring.seal(base::as_bytes(view.pending.codes[i]), code_place(row.identity_id, row.id),
                                       services.random);
      rows_.push_back(std::move(row));
    }
  }

  Action action_;
  std::vector<std::string> fresh_;
  std::vector<store::LookupCodeRow> rows_;
};

// One code, as a message of its own: the code, or when it was used.
flow::Message code_message(const std::string& code, const std::optional<base::Time>& used_at) {
  if (!used_at) return flow::make_message(1050009, {{"secret", base::Json(code)}});
  const auto at = base::format_rfc3339(*used_at);
  const auto unix_time = base::to_unix(*used_at);
  auto shown = at.substr(0, 10) + " " + at.substr(11, 8) + " +0000 UTC";
  return flow::make_message_with_text(
      1050014, "Secret was used at " + shown,
      {{"used_at", base::Json(at)},
       {"used_at_unix", base::Json(base::JsonNumber{std::to_string(unix_time), static_cast<double>(unix_time)})}});
}

flow::Node codes_node(const std::vector<std::pair<std::string, std::optional<base::Time>>>& codes) {
  std::string joined;
  base::JsonWriter context;
  context.object().key("secrets").array();
  for (const auto& [code, used_at] : codes) {
    joined += (joined.empty() ? "" : ", ") + (used_at ? std::string("used") : code);
    flow::write_message(context, code_message(code, used_at));
  }
  context.close().close();
  flow::Message text{.id = 1050015, .text = joined, .type = flow::Message::Type::info, .context = context.take()};
  return {.kind = flow::Node::Kind::text,
          .group = "lookup_secret",
          .name = "lookup_secret_codes",
          .text = std::move(text),
          .label = flow::make_message(1050010)};
}

flow::Node pending_codes_node(const flow::View& view) {
  std::vector<std::pair<std::string, std::optional<base::Time>>> codes;
  for (const auto& code : view.pending.codes) codes.emplace_back(code, std::nullopt);
  return codes_node(codes);
}

flow::Node stored_codes_node(const flow::View& view) {
  std::vector<std::pair<std::string, std::optional<base::Time>>> codes;
  for (const auto& row : view.credentials.codes) {
    const auto clear = view.services.keyring.open(row.code, code_place(row.identity_id, row.id));
    codes.emplace_back(std::string(clear.text()), row.used_at);
  }
  return codes_node(codes);
}

std::optional<Action> waiting_action(const base::Json& waiting) {
  const auto* action = waiting.find("action");
  const auto* number = action ? action->number() : nullptr;
  if (!number || number->value < 0 || number->value > 3) return {};
  return static_cast<Action>(static_cast<int>(number->value));
}

}  // namespace

// Secrets are drawn only for the session that asked for them; every other reader of the flow sees the buttons.
void offer_lookup_settings(const flow::View& view, std::vector<flow::Node>& nodes) {
  const auto button = [&](std::string_view name, int label) {
    nodes.push_back(submit_node("lookup_secret", name, "true", label));
  };
  const bool ours = view.session && flow::is_own_flow(view.flow, *view.session);
  if (ours && view.flow.shows.starts_with("lookup.regenerated") && !view.pending.codes.empty()) {
    nodes.push_back(pending_codes_node(view));
    return button("lookup_secret_confirm", 1050011);
  }
  if (ours && view.flow.shows.starts_with("lookup.revealed") && !view.credentials.codes.empty()) {
    nodes.push_back(stored_codes_node(view));
    button("lookup_secret_disable", 1050016);
    return button("lookup_secret_regenerate", 1050008);
  }
  if (view.credentials.codes.empty()) return button("lookup_secret_regenerate", 1050008);
  button("lookup_secret_reveal", 1050007);
  button("lookup_secret_disable", 1050016);
}

bool claims_lookup_settings(const flow::Submission& fields) { return action_of(fields).has_value(); }

std::unique_ptr<flow::SettingsTry> parse_lookup_settings(const flow::Submission& fields) {
  return std::make_unique<CodesTry>(action_of(fields).value());
}

std::unique_ptr<flow::SettingsTry> resume_lookup_settings(const base::Json& waiting) {
  const auto action = waiting_action(waiting);
  return action ? std::make_unique<CodesTry>(*action) : nullptr;
}

std::string describe_waiting_lookup(const base::Json& waiting) {
  const auto action = waiting_action(waiting);
  for (const auto& [field, each] : kActions)
    if (action == each) return std::string(field);
  return "lookup_secret";
}

}  // namespace methods
