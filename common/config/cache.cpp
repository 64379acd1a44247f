#include "config/cache.h"

#include <cstring>
#include <type_traits>

// Given by the Makefile: a digest of the sources of this folder, so that all executables of one build share the cache.
#ifndef POSTERN_CONFIG_BUILD
#error "POSTERN_CONFIG_BUILD names the sources that the cache depends on"
#endif

namespace config {
namespace {

constexpr std::string_view kMagic = "POSTERN1";

template <class Archive>
void visit(Archive& archive, GateRule& rule) {
  archive(rule.path), archive(rule.host), archive(rule.aal), archive(rule.max_age), archive(rule.methods);
  archive(rule.group);
}

// Every member, once, for both directions. A new one in Essentials belongs here, too.
template <class Archive>
void visit(Archive& archive, Essentials& e) {
  archive(e.base_url), archive(e.sqlite_path), archive(e.data_dir), archive(e.synchronous), archive(e.mmap_mb);
  archive(e.log_file), archive(e.trusted_proxies), archive(e.body_bytes);
  archive(e.whoami_aal), archive(e.settings_aal), archive(e.remember_device), archive(e.enrolment_grace),
      archive(e.enrolment_until);
  archive(e.password_enabled), archive(e.totp_enabled), archive(e.lookup_secret_enabled), archive(e.webauthn_enabled);
  archive(e.passkey_enabled), archive(e.profile_enabled), archive(e.webauthn_passwordless);
  archive(e.session_cookie_name), archive(e.session_cookie_persistent);
  for (CookieAttributes* cookie : {&e.session_cookie, &e.cookies}) {
    archive(cookie->domain), archive(cookie->path), archive(cookie->same_site), archive(cookie->secure);
  }
  archive(e.session_lifespan), archive(e.cacheable_sessions), archive(e.cacheable_sessions_max_age);
  archive(e.cors.enabled), archive(e.cors.allowed_origins), archive(e.cors.allowed_methods);
  archive(e.cors.allowed_headers), archive(e.cors.exposed_headers), archive(e.cors.allow_credentials);
  archive(e.cors.max_age), archive(e.error_ui_url);
  archive(e.gate.rules), archive(e.gate.group_trait), archive(e.gate.traits);
}
static_assert(sizeof(void*) != 8 || sizeof(Essentials) == 656,
              "a member was added or removed: change visit() above, then this number");

class Writer {
 public:
  template <class Number>
  requires(std::is_arithmetic_v<Number> || std::is_enum_v<Number>) void operator()(Number number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  void operator()(const std::string& text) {
    (*this)(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  void operator()(const std::vector<std::string>& list) {
    (*this)(static_cast<std::uint32_t>(list.size()));
    for (const std::string& text : list) (*this)(text);
  }
  void operator()(std::vector<GateRule>& rules) {
    (*this)(static_cast<std::uint32_t>(rules.size()));
    for (GateRule& rule : rules) visit(*this, rule);
  }
  void operator()(base::Duration duration) { (*this)(static_cast<std::int64_t>(duration.count())); }
  void operator()(base::Time time) { (*this)(time.time_since_epoch()); }
  template <class Value>
  void operator()(const std::optional<Value>& value) {
    (*this)(value.has_value());
    (*this)(value.value_or(Value()));
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what Writer wrote; after the first shortage everything is empty and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  requires(std::is_arithmetic_v<Number> || std::is_enum_v<Number>) void operator()(Number& number) {
    const std::string_view bytes = take(sizeof number);
    if (bytes.size() == sizeof number) std::memcpy(&number, bytes.data(), sizeof number);
  }
  void operator()(bool& flag) {
    std::uint8_t byte = 0;
    (*this)(byte);
    if (byte > 1) ok_ = false;
    flag = byte == 1;
  }
  void operator()(std::string& text) { text = take(length()); }
  void operator()(std::vector<std::string>& list) {
    const std::uint32_t count = length();
    list.clear();
    for (std::uint32_t i = 0; i < count && ok_; ++i) (*this)(list.emplace_back());
  }
  void operator()(std::vector<GateRule>& rules) {
    const std::uint32_t count = length();
    rules.clear();
    for (std::uint32_t i = 0; i < count && ok_; ++i) visit(*this, rules.emplace_back());
  }
  void operator()(base::Duration& duration) {
    std::int64_t count = 0;
    (*this)(count);
    duration = base::Duration(count);
  }
  void operator()(base::Time& time) {
    base::Duration since{};
    (*this)(since);
    time = base::Time(since);
  }
  template <class Value>
  void operator()(std::optional<Value>& optional) {
    bool present = false;
    Value value{};
    (*this)(present);
    (*this)(value);
    optional = present ? std::optional(value) : std::nullopt;
  }
  [[nodiscard]] bool ok_at_end() const { return ok_ && rest_.empty(); }

 private:
  std::uint32_t length() {
    std::uint32_t value = 0;
    (*this)(value);
    return value;
  }
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::string_view rest_;
  bool ok_ = true;
};

// What must be equal, byte for byte, before anything behind it is believed.
std::string head(const CacheKey& key) {
  Writer writer;
  writer(std::string(kMagic));
  writer(std::string(POSTERN_CONFIG_BUILD));
  writer(key.path);
  writer(key.stamp.device), writer(key.stamp.inode), writer(key.stamp.size);
  writer(key.stamp.modified_ns), writer(key.stamp.changed_ns);
  writer(key.overrides);
  return writer.take();
}

// FNV-1a (Fowler, Noll, Vo), 64 bits: tells values apart, protects nothing.
std::uint64_t mix(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
  return hash;
}

}  // namespace

std::string fingerprint(const Environment& environment) {
  std::uint64_t hash = 14695981039346656037u;
  for (const auto& [name, value] : environment) {
    hash = mix(hash, name);
    const bool secret = name.starts_with("SECRETS_") || name.starts_with("COURIER_");
    hash = secret ? mix(hash, "#" + std::to_string(value.size())) : mix(hash, "=" + value);
    hash = mix(hash, std::string_view("\0", 1));
  }
  return std::to_string(environment.size()) + ":" + std::to_string(hash);
}

std::string encode_cache(const CacheKey& key, const Cached& cached) {
  Writer writer;
  writer(cached.last_good);
  Essentials essentials = cached.essentials;
  visit(writer, essentials);
  return head(key) + writer.take();
}

std::optional<Cached> decode_cache(const CacheKey& key, const std::string& bytes) {
  const std::string expected = head(key);
  if (!bytes.starts_with(expected)) return std::nullopt;
  Reader reader(std::string_view(bytes).substr(expected.size()));
  Cached cached;
  reader(cached.last_good);
  visit(reader, cached.essentials);
  if (!reader.ok_at_end()) return std::nullopt;
  return cached;
}

}  // namespace config
