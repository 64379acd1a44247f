// The configured identity schemas, parsed once and again when a file changes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "identity/schema.h"

namespace identity {

inline constexpr std::size_t kMaxSchemaBytes = 1u << 20;

class Schemas {
 public:
  Schemas(std::vector<config::SchemaSource> sources, std::string default_id);
  ~Schemas();
  Schemas(Schemas&&) noexcept;
  Schemas& operator=(Schemas&&) noexcept;

  // Another configuration; what is the same in it stays parsed.
  void configure(std::vector<config::SchemaSource> sources, std::string default_id);
  // Once per request: forgets schemas whose file has changed. References and pointers live until then.
  void refresh();

  // Both throw Unavailable("config.invalid") if the document cannot be read or is no identity schema.
  // Broken("identity.schema_missing") if no schema has this id: an identity hangs on one that was taken away.
  [[nodiscard]] const Schema& require(std::string_view id);
  [[nodiscard]] const Schema* find(std::string_view id);  // by id, or by the base64url form of it (GET /schemas/{id})
  [[nodiscard]] const Schema& default_schema() { return require(default_id_); }
  [[nodiscard]] const std::string& default_id() const { return default_id_; }
  [[nodiscard]] std::vector<const Schema*> all();  // in the order of the configuration (GET /schemas)
  // A `registration?identity_schema=` may name it.
  [[nodiscard]] bool is_selectable(std::string_view id) const;

 private:
  struct Entry;
  [[nodiscard]] Entry* find_entry(std::string_view id);
  std::vector<Entry> entries_;
  std::string default_id_;
};

}  // namespace identity
