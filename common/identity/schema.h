// Identity schemas: JSON Schema draft-07 with the `ory.sh/kratos` extension (contract half B 7.2, 7.4, 0.6).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace identity {

// One leaf below `traits`, in schema file order: what a form field and a label need.
struct Trait {
  std::string path;  // `traits.name.first`
  std::string type;  // JSON Schema type: string, number, integer, boolean, array, …
  std::string format, pattern, title;
  std::vector<std::string> options;  // enum, at most 500, as text
  bool required = false;             // listed by its direct parent
  bool disabled = false;             // disableFormField
  bool is_password_identifier = false, is_webauthn_identifier = false, is_code_identifier = false;
  bool is_passkey_display_name = false, is_totp_account_name = false;
  std::string verification_via, recovery_via;
};

// A validation error in the contract's terms: message id and the context that its text is made from.
struct TraitError {
  std::string path;  // `traits.email`; "" = global
  int message_id = 4000001;
  std::vector<std::pair<std::string, base::Json>> context;  // reason, property, min_length, actual_length, …
};

class Schema {
 public:
  // `source` is the document's text. Error: why it is no usable identity schema (for the configuration's answer).
  static base::Result<Schema, std::string> parse(std::string id, std::string source);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  [[nodiscard]] const std::string& id() const;
  [[nodiscard]] const std::string& source() const;  // compacted
  [[nodiscard]] const std::vector<Trait>& traits() const;
  // `traits` is the traits object itself. No error = valid.
  [[nodiscard]] std::vector<TraitError> validate(const base::Json& traits) const;

  // Raw values of the marked traits, in schema order, empty ones left out. `method`: password, webauthn.
  [[nodiscard]] std::vector<std::string> identifiers(const base::Json& traits, std::string_view method) const;
  [[nodiscard]] std::optional<std::string> totp_account_name(const base::Json& traits) const;
  [[nodiscard]] std::optional<std::string> passkey_display_name(const base::Json& traits) const;
  struct Address {
    std::string via, value;
  };
  [[nodiscard]] std::vector<Address> verifiable_addresses(const base::Json& traits) const;
  [[nodiscard]] std::vector<Address> recovery_addresses(const base::Json& traits) const;

  // The label of the `identifier` node (contract half A 4.3): the one identifier trait with a title, else nullopt
  // (1070004).
  [[nodiscard]] std::optional<Trait> identifier_label() const;

  // Form or JSON fields -> the traits document (contract half B 0.4): `traits` may come whole (JSON) or as
  // dotted fields, which are coerced by the schema's types; object-typed traits that are absent become {}.
  struct Input {
    std::string name;  // `traits` or `traits.a.b`
    std::string text;
    bool is_json = false;  // `text` is JSON (object/array), else a form text or a JSON scalar's text
  };
  [[nodiscard]] base::Json traits_from(const std::vector<Input>& fields) const;
  // The text a form field shows for a trait: value of `traits.a.b`, nullopt if unset. JSON text, e.g. `"x"`, `13`,
  // `true`.
  [[nodiscard]] static std::optional<base::Json> value_at(const base::Json& traits, std::string_view path);

 private:
  struct Parts;
  explicit Schema(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace identity
