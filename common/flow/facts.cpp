#include "flow/facts.h"

#include <algorithm>

#include "base/encoding.h"
#include "flow/messages.h"
#include "store/cleanup.h"
#include "store/mails.h"

namespace flow {
namespace {

constexpr std::string_view kPendingLabel = "flow.pending";

crypto::SealPlace place_of(const base::Uuid& flow) { return {kPendingLabel, base::Uuid{}, flow}; }

std::string text_member(const base::Json& object, std::string_view name) {
  const auto* member = object.find(name);
  const auto* text = member ? member->string() : nullptr;
  return text ? *text : std::string();
}

// What we stored ourselves and cannot read means a damaged row.
base::Json require_json(std::string_view text) {
  auto parsed = base::parse_json(text);
  if (!parsed) throw base::Broken("flow.damaged", "a stored flow is not readable");
  return std::move(parsed).value();
}

PlacedMessage read_message(const base::Json& stored) {
  const auto* id = stored.find("id");
  const auto* number = id ? id->number() : nullptr;
  if (!number) throw base::Broken("flow.damaged", "a stored message has no id");
  const auto* context = stored.find("context");
  const auto* members = context ? context->object() : nullptr;
  const auto message_id = static_cast<int>(number->value);
  auto message = make_message_with_text(message_id, text_member(stored, "text"),
                                        members ? *members : base::JsonObject{}, text_member(stored, "slug"));
  return {text_member(stored, "node"), std::move(message)};
}

}  // namespace

store::FlowRow new_flow(store::FlowKind kind, bool browser, base::Time now, base::Duration lifespan,
                        base::Random& random) {
  store::FlowRow flow;
  flow.id = base::make_uuid(random);
  flow.kind = kind;
  flow.browser = browser;
  flow.issued_at = flow.created_at = flow.updated_at = now;
  flow.expires_at = now + lifespan;
  return flow;
}

void insert_new_flow(store::Tx& tx, const Services& services, const store::FlowRow& flow) {
  constexpr int kPurgePerFlow = 20;
  const base::Time now = flow.created_at, cutoff = now - std::chrono::days(1);
  store::insert_flow(tx, flow);
  store::delete_expired_flows(tx, cutoff, kPurgePerFlow);
  const unsigned turn = flow.id.view().back();  // as random as the id
  store::sweep_in_passing(tx, cutoff, audit_cutoff(services.config, now), now, turn, kPurgePerFlow);
  // What could not be sent is tried again, for hosts without cron.
  if (services.mail_waits && services.config.mail.is_configured() && store::has_due_mail(tx, now))
    *services.mail_waits = true;
}

base::Time audit_cutoff(const config::Config& config, base::Time now) {
  return config.audit_retention > base::Duration::zero() ? now - config.audit_retention : base::Time();
}

const base::Json* Echo::find(std::string_view name) const {
  const auto hit = std::ranges::find_if(values, [&](const auto& value) { return value.first == name; });
  return hit == values.end() ? nullptr : &hit->second;
}

bool Echo::has_failed(std::string_view method) const { return std::ranges::find(failed, method) != failed.end(); }

void Echo::set(std::string name, base::Json value) {
  std::erase_if(values, [&](const auto& entry) { return entry.first == name; });
  values.emplace_back(std::move(name), std::move(value));
}

void Echo::add_failed(std::string_view method) {
  std::erase(failed, method);
  failed.emplace_back(method);
}

void Echo::add_placed(std::string_view node) {
  if (std::ranges::find(placed, node) == placed.end()) placed.emplace_back(node);
}

std::string encode_messages(const std::vector<PlacedMessage>& messages) {
  base::JsonWriter out;
  out.array();
  for (const auto& [node, message] : messages) {
    out.object().key("id").number(message.id).key("text").string(message.text);
    if (!node.empty()) out.key("node").string(node);
    if (!message.context.empty()) out.key("context").raw(message.context);
    if (!message.slug.empty()) out.key("slug").string(message.slug);
    out.close();
  }
  out.close();
  return out.take();
}

std::vector<PlacedMessage> decode_messages(std::string_view json) {
  std::vector<PlacedMessage> out;
  if (json.empty()) return out;
  const auto stored = require_json(json);
  if (const auto* items = stored.array())
    for (const auto& item : *items) out.push_back(read_message(item));
  return out;
}

std::string encode_echo(const Echo& echo) {
  base::JsonWriter out;
  out.object().key("failed").array();
  for (const auto& method : echo.failed) out.string(method);
  out.close().key("values").object();
  for (const auto& [name, value] : echo.values) out.key(name).raw(value.text());
  out.close().key("placed").array();
  for (const auto& node : echo.placed) out.string(node);
  out.close().close();
  return out.take();
}

Echo decode_echo(std::string_view json) {
  Echo echo;
  if (json.empty()) return echo;
  const auto stored = require_json(json);
  const auto read_names = [&](const char* member, std::vector<std::string>& names) {
    const auto* list = stored.find(member);
    if (!list || !list->array()) return;
    for (const auto& name : *list->array())
      if (name.string()) names.push_back(*name.string());
  };
  read_names("failed", echo.failed);
  read_names("placed", echo.placed);
  if (const auto* values = stored.find("values"); values && values->object()) echo.values = *values->object();
  return echo;
}

base::Sealed seal_pending(const Pending& pending, const base::Uuid& flow, const crypto::Keyring& keyring,
                          base::Random& random) {
  base::JsonWriter out;
  out.object().key("totp_key").string(base::encode_base32(pending.totp_key.view())).key("codes").array();
  for (const auto& code : pending.codes) out.string(code);
  out.close().close();
  const base::SecretBytes clear(out.text());
  return keyring.seal(clear.view(), place_of(flow), random);
}

Pending open_pending(const store::FlowRow& row, const crypto::Keyring& keyring) {
  Pending pending;
  if (!row.pending) return pending;
  const auto clear = keyring.open(*row.pending, place_of(row.id));
  const auto stored = require_json(clear.text());
  if (auto key = base::decode_base32(text_member(stored, "totp_key")))
    pending.totp_key = base::SecretBytes(std::move(*key));
  if (const auto* codes = stored.find("codes"); codes && codes->array())
    for (const auto& code : *codes->array())
      if (code.string()) pending.codes.push_back(*code.string());
  return pending;
}

void place_messages(Ui& ui, const std::vector<PlacedMessage>& messages, const std::vector<std::string>& placed) {
  for (const auto& name : placed)
    if (!ui.find(name)) ui.nodes.push_back(Node{.group = "default", .name = name, .type = "text"});
  for (const auto& [name, message] : messages) {
    if (name.empty()) {
      ui.messages.push_back(message);
      continue;
    }
    auto* node = ui.find(name);
    if (!node) {
      ui.nodes.push_back(Node{.group = "default", .name = name, .type = "text"});
      node = &ui.nodes.back();
    }
    node->messages.push_back(message);
  }
}

}  // namespace flow
