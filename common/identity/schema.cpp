#include "identity/schema.h"

#include <algorithm>

#include "base/text.h"
#include "identity/normalise.h"
#include "identity/schema_document.h"
#include "identity/schema_input.h"
#include "identity/schema_validate.h"
#include "identity/schema_valijson.h"
#include "identity/schema_walk.h"

namespace identity {
namespace {

// A value as text, "" for what is no scalar or is empty.
std::string scalar_text(const base::Json& value) {
  if (value.string()) return *value.string();
  return value.number() || value.boolean() ? value.text() : "";
}

void add_once(std::vector<std::string>& list, std::string text) {
  if (text.empty() || std::find(list.begin(), list.end(), text) != list.end()) return;
  list.push_back(std::move(text));
}

// The first value that is one, of the traits that `flag` of this credential marks.
std::optional<std::string> first_marked(const Document& document, const base::Json& traits, std::string_view credential,
                                        std::string_view flag) {
  std::optional<std::string> out;
  visit_extensions(document, traits, [&](const base::Json& extension, const base::Json& value) {
    if (out || !is_true(find_member(extension, {"credentials", credential, flag}))) return;
    if (std::string text = scalar_text(value); !text.empty()) out = std::move(text);
  });
  return out;
}

}  // namespace

struct Schema::Parts {
  std::string id, source;
  Document document;
  Valijson second_opinion;
  std::vector<Trait> traits;
  std::vector<std::string> objects;

  std::vector<Address> addresses(const base::Json& values, std::string_view use) const {
    std::vector<Address> out;
    visit_extensions(document, values, [&](const base::Json& extension, const base::Json& value) {
      const std::string via = text_of(find_member(extension, {use, "via"}));
      Address address{via, address_value(via, scalar_text(value))};
      const auto same = [&](const Address& each) { return each.via == address.via && each.value == address.value; };
      if (via.empty() || address.value.empty() || std::any_of(out.begin(), out.end(), same)) return;
      out.push_back(std::move(address));
    });
    return out;
  }
};

Schema::Schema(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

base::Result<Schema, std::string> Schema::parse(std::string id, std::string source) {
  auto document = Document::parse(source);
  if (!document) return base::Error{document.error()};
  auto second_opinion = Valijson::compile(document->root());
  if (!second_opinion) return base::Error{second_opinion.error()};
  std::string compact = document->root().text();
  auto parts = std::make_unique<Parts>(
      Parts{std::move(id), std::move(compact), std::move(document).value(), std::move(second_opinion).value(), {}, {}});
  parts->traits = list_traits(parts->document);
  parts->objects = list_objects(parts->document);
  return Schema(std::move(parts));
}

const std::string& Schema::id() const { return parts_->id; }
const std::string& Schema::source() const { return parts_->source; }
const std::vector<Trait>& Schema::traits() const { return parts_->traits; }

std::vector<TraitError> Schema::validate(const base::Json& traits) const {
  auto errors = walk_errors(parts_->document, traits);
  if (!errors.empty()) return errors;
  if (const auto error = parts_->second_opinion.find_error(traits)) {
    errors.push_back(plain_error(error->path, error->description));
  }
  return errors;
}

std::vector<std::string> Schema::identifiers(const base::Json& traits, std::string_view method) const {
  std::vector<std::string> out;
  visit_extensions(parts_->document, traits, [&](const base::Json& extension, const base::Json& value) {
    if (is_true(find_member(extension, {"credentials", method, "identifier"}))) add_once(out, scalar_text(value));
  });
  return out;
}

std::optional<std::string> Schema::totp_account_name(const base::Json& traits) const {
  return first_marked(parts_->document, traits, "totp", "account_name");
}

std::optional<std::string> Schema::passkey_display_name(const base::Json& traits) const {
  return first_marked(parts_->document, traits, "passkey", "display_name");
}

std::vector<Schema::Address> Schema::verifiable_addresses(const base::Json& traits) const {
  return parts_->addresses(traits, "verification");
}

std::vector<Schema::Address> Schema::recovery_addresses(const base::Json& traits) const {
  return parts_->addresses(traits, "recovery");
}

std::optional<Trait> Schema::identifier_label() const {
  const Trait* only = nullptr;
  for (const Trait& trait : parts_->traits) {
    const bool counts = trait.is_password_identifier || trait.is_webauthn_identifier || trait.is_code_identifier ||
                        trait.is_passkey_display_name || trait.is_totp_account_name;
    if (!counts) continue;
    if (only != nullptr) return std::nullopt;
    only = &trait;
  }
  return only != nullptr && !only->title.empty() ? std::optional(*only) : std::nullopt;
}

base::Json Schema::traits_from(const std::vector<Input>& fields) const {
  return assemble_traits(parts_->traits, parts_->objects, fields);
}

std::optional<base::Json> Schema::value_at(const base::Json& traits, std::string_view path) {
  const auto names = base::split(path, '.');
  const base::Json* at = &traits;
  for (std::size_t i = 1; i < names.size(); ++i) {  // names[0] is `traits`
    at = at->find(names[i]);
    if (at == nullptr) return std::nullopt;
  }
  return *at;
}

}  // namespace identity
