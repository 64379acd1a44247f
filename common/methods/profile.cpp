// Editing the traits (contract half B 1.11, 7.4). No factor: it claims nothing at sign-in.
#include <algorithm>

#include "base/json_writer.h"
#include "flow/trait_nodes.h"
#include "identity/addresses.h"
#include "methods/methods.h"
#include "methods/nodes.h"

namespace methods {
namespace {

const identity::Schema& schema_of(const flow::View& view) {
  return view.services.schemas.require(view.identity->schema_id);
}

base::Json stored_traits(const flow::View& view) {
  auto traits = base::parse_json(view.identity->traits);
  if (!traits) throw base::Broken("identity.damaged", "stored traits are not JSON");
  return std::move(traits).value();
}

class ProfileChange final : public flow::SettingsTry {
 public:
  explicit ProfileChange(base::Json traits) : traits_(std::move(traits)) {}

  // Only what changes how a person signs in or is reached needs a fresh proof.
  Privilege privilege(const flow::View& view) const override {
    const auto& schema = schema_of(view);
    const auto before = stored_traits(view);
    const auto same = [&](const auto& list) { return list(before) == list(traits_); };
    const bool unchanged =
        same([&](const base::Json& t) { return identity::login_identifiers(schema, t, "password"); }) &&
        same([&](const base::Json& t) { return identity::login_identifiers(schema, t, "webauthn"); }) &&
        same([&](const base::Json& t) { return addresses(schema.verifiable_addresses(t)); }) &&
        same([&](const base::Json& t) { return addresses(schema.recovery_addresses(t)); });
    return unchanged ? Privilege::free : Privilege::privileged;
  }

  std::optional<flow::Refusal> prove(const flow::View&) override { return {}; }

  // UniqueViolation (an identifier that is taken) undoes everything; the engine says 4000007.
  base::Result<flow::Change, flow::Refusal> commit(store::Tx& tx, const flow::View& view) override {
    const auto& schema = schema_of(view);
    auto row = store::find_identity(tx, view.identity->id);
    if (!row) throw base::Broken("identity.gone", "an identity vanished during its submission");
    identity::apply_traits(*row, schema, traits_, view.services.random, view.now);
    row->updated_at = view.now;
    store::update_identity(tx, *row);
    store::replace_identifiers(tx, row->id, "password", identity::login_identifiers(schema, traits_, "password"));
    store::replace_identifiers(tx, row->id, "webauthn", identity::login_identifiers(schema, traits_, "webauthn"));
    return flow::Change{};
  }

  std::string waits() const override {
    return base::JsonWriter().object().key("traits").raw(traits_.text()).close().take();
  }
  std::vector<std::pair<std::string, base::Json>> echo() const override { return {{"traits", traits_}}; }

 private:
  static std::vector<std::pair<std::string, std::string>> addresses(
      const std::vector<identity::Schema::Address>& list) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& [via, value] : list) out.emplace_back(via, value);
    std::ranges::sort(out);
    return out;
  }

  base::Json traits_;
};

class Profile final : public flow::Method {
 public:
  std::string_view id() const override { return "profile"; }
  session::Aal proves() const override { return session::Aal::aal0; }
  bool enabled(const config::Essentials& essentials) const override { return essentials.profile_enabled; }

  void offer_settings(const flow::View& view, std::vector<flow::Node>& nodes) const override {
    const auto* submitted = view.echo.find("traits");
    const auto traits = submitted ? *submitted : stored_traits(view);
    flow::add_trait_nodes(schema_of(view), traits, "profile", nodes);
    flow::add_undeclared_nodes(traits, "profile", nodes);
    nodes.push_back(submit_node("profile", "method", "profile", 1070003));
  }

  bool claims_settings(const flow::Submission& fields, const store::FlowRow&) const override {
    return fields.text("method") == "profile";
  }

  base::Result<std::unique_ptr<flow::SettingsTry>, flow::FieldErrors> parse_settings(
      const flow::Submission& fields, const flow::View& view) const override {
    const auto& schema = schema_of(view);
    auto traits = schema.traits_from(flow::trait_inputs(fields));
    auto errors = flow::trait_messages(schema.validate(traits));
    if (!errors.empty()) return base::Error{std::move(errors)};
    return std::unique_ptr<flow::SettingsTry>(std::make_unique<ProfileChange>(std::move(traits)));
  }

  std::vector<std::pair<std::string, base::Json>> echo_settings(const flow::Submission& fields,
                                                                const flow::View& view) const override {
    return {{"traits", schema_of(view).traits_from(flow::trait_inputs(fields))}};
  }

  std::unique_ptr<flow::SettingsTry> resume_settings(const base::Json& waiting) const override {
    const auto* traits = waiting.find("traits");
    if (!traits || !traits->object()) return nullptr;
    return std::make_unique<ProfileChange>(*traits);
  }
};

}  // namespace

const flow::Method& profile() {
  static const Profile method;
  return method;
}

}  // namespace methods
