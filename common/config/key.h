// One row per configuration key: what it may hold, what it holds unasked, where it goes. Everything else in this folder
// is driven by these rows: loading, the nearest valid key, environment names, `postern config check`, the sample's
// test.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "config/config.h"

namespace config {

enum class Type : std::uint8_t {
  boolean,
  quoted_boolean,  // a string that says "true" or "false" (Kratos' cookies.secure)
  integer,
  text,
  uri,       // a URI reference that begins with `/` or has a scheme
  duration,  // ([0-9]+(ns|us|ms|s|m|h))+
  size,      // [0-9]+(B|KB|MB|GB|TB), KB = 1024
  choice,    // one of `allowed`; the number is its place there
  texts,     // a list of strings
  choices,   // a list of `allowed`
  hooks,     // a list of {hook: NAME, config: …}; the list holds the names
  any,       // Kratos' own matter: not looked into
};

enum class Status : std::uint8_t {
  supported,
  irrelevant,  // accepted in silence: it makes no difference here
  missing,     // accepted with a warning if it is set to something else than its default
};

struct Parsed {
  bool on = false;
  std::int64_t number = 0;
  std::string text;
  std::vector<std::string> list;
  base::Duration duration{};
};

struct Key {
  std::string path{};  // `#` stands for a list's index
  Type type = Type::any;
  std::string fallback{};  // the default as it would be written; "" = none, or worked out in rules.cpp
  std::string why{};       // one line; for a missing feature: what is so without it
  Status status = Status::supported;
  std::string allowed{};                                          // choices, separated by `|`
  std::int64_t least = std::numeric_limits<std::int64_t>::min();  // of an integer, or characters of a secret
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  bool required = false, secret = false;
  std::function<void(Config&, const Parsed&, std::size_t item)> put{};

  Key& must() { return required = true, *this; }
  Key& hidden() { return secret = true, *this; }
  Key& between(std::int64_t low, std::int64_t high) { return least = low, most = high, *this; }
  Key& at_least(std::int64_t low) { return least = low, *this; }
};

// The table while it is written. `where` says where a value goes: from a Config to a pointer into it.
class Keys {
 public:
  template <class Where>
  Key& boolean(std::string path, std::string fallback, std::string why, Where where) {
    return add({.path = std::move(path), .type = Type::boolean, .fallback = std::move(fallback), .why = std::move(why)},
               [where](Config& config, const Parsed& parsed, std::size_t) { *where(config) = parsed.on; });
  }
  template <class Where>
  Key& quoted_boolean(std::string path, std::string why, Where where) {
    return add({.path = std::move(path), .type = Type::quoted_boolean, .why = std::move(why)},
               [where](Config& config, const Parsed& parsed, std::size_t) { *where(config) = parsed.on; });
  }
  template <class Where>
  Key& integer(std::string path, std::string fallback, std::string why, Where where) {
    return add({.path = std::move(path), .type = Type::integer, .fallback = std::move(fallback), .why = std::move(why)},
               [where](Config& config, const Parsed& parsed, std::size_t) { assign(*where(config), parsed.number); });
  }
  template <class Where>
  Key& size(std::string path, std::string fallback, std::string why, Where where) {
    return add({.path = std::move(path), .type = Type::size, .fallback = std::move(fallback), .why = std::move(why)},
               [where](Config& config, const Parsed& parsed, std::size_t) { where(config, parsed.number); });
  }
  template <class Where>
  Key& text(std::string path, std::string fallback, std::string why, Where where) {
    return add({.path = std::move(path), .type = Type::text, .fallback = std::move(fallback), .why = std::move(why)},
               [where](Config& config, const Parsed& parsed, std::size_t) { *where(config) = parsed.text; });
  }
  template <class Where>
  Key& uri(std::string path, std::string why, Where where) {
    return add({.path = std::move(path), .type = Type::uri, .why = std::move(why)},
               [where](Config& config, const Parsed& parsed, std::size_t) { *where(config) = parsed.text; });
  }
  template <class Where>
  Key& duration(std::string path, std::string fallback, std::string why, Where where) {
    return add(
        {.path = std::move(path), .type = Type::duration, .fallback = std::move(fallback), .why = std::move(why)},
        [where](Config& config, const Parsed& parsed, std::size_t) { *where(config) = parsed.duration; });
  }
  // The enumerators stand in the order of `allowed`.
  template <class Where>
  Key& choice(std::string path, std::string allowed, std::string fallback, std::string why, Where where) {
    return add({.path = std::move(path),
                .type = Type::choice,
                .fallback = std::move(fallback),
                .why = std::move(why),
                .allowed = std::move(allowed)},
               [where](Config& config, const Parsed& parsed, std::size_t) { assign(*where(config), parsed.number); });
  }
  template <class Where>
  Key& texts(std::string path, std::string fallback, std::string why, Where where) {
    return add({.path = std::move(path), .type = Type::texts, .fallback = std::move(fallback), .why = std::move(why)},
               [where](Config& config, const Parsed& parsed, std::size_t) { *where(config) = parsed.list; });
  }
  template <class Where>
  Key& choices(std::string path, std::string allowed, std::string fallback, std::string why, Where where) {
    Key& key = texts(std::move(path), std::move(fallback), std::move(why), where);
    key.type = Type::choices;
    key.allowed = std::move(allowed);
    return key;
  }
  Key& hooks(std::string path, std::string allowed, std::string why,
             std::function<void(Config&, const std::vector<std::string>&)> where);
  // A member of a list's item, `identity.schemas.#.id`.
  Key& item(std::string path, Type type, std::string why, std::function<void(Config&, const Parsed&, std::size_t)> put);

  Key& irrelevant(std::string path, Type type = Type::any, std::string allowed = {});
  Key& missing(std::string path, Type type, std::string fallback, std::string why, std::string allowed = {});
  // Objects in which Kratos tolerates names that it does not know.
  void open(std::string path) { open_.push_back(std::move(path)); }

  [[nodiscard]] std::vector<Key>& rows() { return rows_; }
  [[nodiscard]] const std::vector<std::string>& open_objects() const { return open_; }

 private:
  Key& add(Key key, std::function<void(Config&, const Parsed&, std::size_t)> put);
  template <class Target>
  static void assign(Target& target, std::int64_t number) {
    target = static_cast<Target>(number);
  }
  std::vector<Key> rows_;
  std::vector<std::string> open_;
};

// One function per area of kratos.yml, each in its own file.
void add_flow_keys(Keys& keys);
void add_method_keys(Keys& keys);
void add_session_keys(Keys& keys);
void add_serve_keys(Keys& keys);
void add_gate_keys(Keys& keys);
void add_mail_keys(Keys& keys);
void add_kratos_only_keys(Keys& keys);

// The rows of all areas, sorted by path.
[[nodiscard]] Keys make_keys();

}  // namespace config
