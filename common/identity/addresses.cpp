#include "identity/addresses.h"

#include <algorithm>

#include "base/json_writer.h"
#include "identity/normalise.h"
#include "identity/schema_document.h"

namespace identity {
namespace {

using base::Json;

// An address of the list before, as far as it is one.
const Json* find_known(const Json& list, const Schema::Address& address) {
  if (list.array() == nullptr) return nullptr;
  for (const Json& each : *list.array()) {
    const std::string via = text_of(each.find("via"));
    if (via == address.via && address_value(via, text_of(each.find("value"))) == address.value) return &each;
  }
  return nullptr;
}

// The member if it is text of the right form, else the default.
std::string id_of(const Json* known, base::Random& random) {
  const auto id = known ? base::parse_uuid(text_of(known->find("id"))) : std::nullopt;
  return base::to_string(id && !id->is_nil() ? *id : base::make_uuid(random));
}

std::string time_of(const Json* known, const char* name, base::Time now) {
  const std::string text = known ? text_of(known->find(name)) : "";
  return text.empty() ? base::format_rfc3339(now) : text;
}

void write_verification(base::JsonWriter& out, const Json* known, const std::string& via) {
  const std::string status = known ? text_of(known->find("status")) : "";
  out.key("verified").boolean(known && is_true(known->find("verified"))).key("via").string(via);
  out.key("status").string(status.empty() ? "pending" : status);
  const std::string verified_at = known ? text_of(known->find("verified_at")) : "";
  if (!verified_at.empty()) out.key("verified_at").string(verified_at);
}

enum class Kind { verifiable, recovery };

std::string address_list(const std::vector<Schema::Address>& addresses, const std::string& before, Kind kind,
                         base::Random& random, base::Time now) {
  const auto parsed = base::parse_json(before.empty() ? "[]" : before);
  const Json list = parsed ? *parsed : Json(base::JsonArray{});
  std::vector<std::pair<std::string, std::string>> by_id;
  for (const Schema::Address& address : addresses) {
    const Json* known = find_known(list, address);
    const std::string id = id_of(known, random);
    base::JsonWriter out;
    out.object().key("id").string(id).key("value").string(address.value);
    if (kind == Kind::verifiable) {
      write_verification(out, known, address.via);
    } else {
      out.key("via").string(address.via);
    }
    out.key("created_at").string(time_of(known, "created_at", now));
    out.key("updated_at").string(time_of(known, "updated_at", now)).close();
    by_id.emplace_back(id, out.take());
  }
  if (by_id.empty()) return "";
  std::sort(by_id.begin(), by_id.end());
  base::JsonWriter out;
  out.array();
  for (const auto& [id, json] : by_id) out.raw(json);
  return out.close().take();
}

}  // namespace

std::vector<std::string> login_identifiers(const Schema& schema, const Json& traits, std::string_view method) {
  std::vector<std::string> out;
  for (const std::string& raw : schema.identifiers(traits, method)) {
    std::string identifier = normalise_identifier(raw);
    if (identifier.empty() || std::find(out.begin(), out.end(), identifier) != out.end()) continue;
    out.push_back(std::move(identifier));
  }
  return out;
}

void apply_traits(store::IdentityRow& row, const Schema& schema, const Json& traits, base::Random& random,
                  base::Time now) {
  row.traits = traits.text();
  row.verifiable_addresses =
      address_list(schema.verifiable_addresses(traits), row.verifiable_addresses, Kind::verifiable, random, now);
  row.recovery_addresses =
      address_list(schema.recovery_addresses(traits), row.recovery_addresses, Kind::recovery, random, now);
}

bool has_verified_address(const store::IdentityRow& row) {
  const auto parsed = base::parse_json(row.verifiable_addresses.empty() ? "[]" : row.verifiable_addresses);
  const base::JsonArray* addresses = parsed ? parsed->array() : nullptr;
  return addresses && std::any_of(addresses->begin(), addresses->end(),
                                  [](const Json& address) { return is_true(address.find("verified")); });
}

}  // namespace identity
