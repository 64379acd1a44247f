#include "identity/schemas.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "base/encoding.h"
#include "base/result.h"
#include "base/url.h"

namespace identity {
namespace {

constexpr std::string_view kFile = "file://";
constexpr std::string_view kBase64 = "base64://";

[[noreturn]] void refuse(const config::SchemaSource& source, const std::string& reason) {
  throw base::Unavailable("config.invalid", "identity schema \"" + source.id + "\": " + reason);
}

// What tells one state of a file from another; base64 documents have only one.
struct Stamp {
  std::array<std::int64_t, 7> values{};
  bool operator==(const Stamp&) const = default;
};

Stamp stamp_of(const struct stat& info) {
  return {{static_cast<std::int64_t>(info.st_dev), static_cast<std::int64_t>(info.st_ino), info.st_size,
           info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_ctim.tv_sec, info.st_ctim.tv_nsec}};
}

std::string path_of(const config::SchemaSource& source) {
  const auto path = base::unescape_path(std::string_view(source.url).substr(kFile.size()));
  if (!path) refuse(source, "bad escape in " + source.url);
  return *path;
}

class File {
 public:
  explicit File(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

struct Content {
  std::string text;
  Stamp stamp;
};

Content read_file(const config::SchemaSource& source) {
  const std::string path = path_of(source);
  const File file(path);
  struct stat info {};
  if (file.fd() < 0 || fstat(file.fd(), &info) != 0) refuse(source, path + ": " + std::strerror(errno));
  if (!S_ISREG(info.st_mode)) refuse(source, path + ": no plain file");
  if (info.st_size > static_cast<off_t>(kMaxSchemaBytes)) refuse(source, path + ": larger than 1 MiB");
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    const ssize_t count = read(file.fd(), text.data() + got, text.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(source, path + ": " + std::strerror(errno));
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  text.resize(got);
  return {std::move(text), stamp_of(info)};
}

Content read_source(const config::SchemaSource& source) {
  if (source.url.starts_with(kFile)) return read_file(source);
  if (!source.url.starts_with(kBase64)) refuse(source, "its url must begin with file:// or base64://");
  const auto bytes = base::decode_base64(std::string_view(source.url).substr(kBase64.size()));
  if (!bytes) refuse(source, "its url is no base64");
  if (bytes->size() > kMaxSchemaBytes) refuse(source, "larger than 1 MiB");
  return {std::string(base::as_text(*bytes)), {}};
}

// The file's stamp as it is now; nullopt if it is gone.
std::optional<Stamp> current_stamp(const config::SchemaSource& source) {
  if (!source.url.starts_with(kFile)) return Stamp{};
  struct stat info {};
  if (stat(path_of(source).c_str(), &info) != 0) return std::nullopt;
  return stamp_of(info);
}

}  // namespace

struct Schemas::Entry {
  config::SchemaSource source;
  Stamp stamp;
  std::optional<Schema> schema;  // read at its first use

  const Schema& load() {
    if (schema) return *schema;
    Content content = read_source(source);
    auto parsed = Schema::parse(source.id, std::move(content.text));
    if (!parsed) refuse(source, parsed.error());
    stamp = content.stamp;
    return schema.emplace(std::move(parsed).value());
  }
};

Schemas::Schemas(std::vector<config::SchemaSource> sources, std::string default_id) {
  configure(std::move(sources), std::move(default_id));
}
Schemas::~Schemas() = default;
Schemas::Schemas(Schemas&&) noexcept = default;
Schemas& Schemas::operator=(Schemas&&) noexcept = default;

void Schemas::configure(std::vector<config::SchemaSource> sources, std::string default_id) {
  std::vector<Entry> entries;
  for (config::SchemaSource& source : sources) {
    const auto same = [&](const Entry& each) { return each.source.id == source.id && each.source.url == source.url; };
    const auto known = std::find_if(entries_.begin(), entries_.end(), same);
    entries.push_back(known == entries_.end() ? Entry{{}, {}, {}} : std::move(*known));
    entries.back().source = std::move(source);
  }
  entries_ = std::move(entries);
  default_id_ = std::move(default_id);
}

void Schemas::refresh() {
  for (Entry& entry : entries_) {
    if (entry.schema && current_stamp(entry.source) != entry.stamp) entry.schema.reset();
  }
}

Schemas::Entry* Schemas::find_entry(std::string_view id) {
  const auto same = [&](const Entry& each) { return each.source.id == id; };
  const auto at = std::find_if(entries_.begin(), entries_.end(), same);
  return at == entries_.end() ? nullptr : &*at;
}

const Schema& Schemas::require(std::string_view id) {
  Entry* entry = find_entry(id);
  if (entry == nullptr) {
    throw base::Broken("identity.schema_missing", "no identity schema has the id \"" + std::string(id) + "\"");
  }
  return entry->load();
}

const Schema* Schemas::find(std::string_view id) {
  if (Entry* entry = find_entry(id)) return &entry->load();
  const auto decoded = base::decode_base64url(id);
  Entry* entry = decoded ? find_entry(base::as_text(*decoded)) : nullptr;
  return entry != nullptr ? &entry->load() : nullptr;
}

std::vector<const Schema*> Schemas::all() {
  std::vector<const Schema*> out;
  for (Entry& entry : entries_) out.push_back(&entry.load());
  return out;
}

bool Schemas::is_selectable(std::string_view id) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const Entry& each) { return each.source.id == id && each.source.selfservice_selectable; });
}

}  // namespace identity
