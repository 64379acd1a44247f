#include "api/new_site.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "api/database.h"
#include "base/json_writer.h"
#include "base/url.h"
#include "config/load.h"
#include "flow/audit.h"
#include "methods/import.h"
#include "methods/password_policy.h"

namespace api {
namespace {

namespace fs = std::filesystem;
using Field = NewSiteError::Field;

constexpr std::size_t kSecretLength = 32;  // what secrets.cipher asks for

// Takes back what was written, unless it is kept.
class Files {
 public:
  Files() = default;
  Files(const Files&) = delete;
  ~Files() {
    for (const std::string& path : written_) ::unlink(path.c_str());
  }
  void keep() { written_.clear(); }
  void will_write(std::string path) { written_.push_back(std::move(path)); }
  // Only where nothing is; false: something is.
  bool write(const std::string& path, std::string_view content) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) return false;
    if (fd < 0) throw base::Unavailable("data.write", path + ": " + std::strerror(errno));
    will_write(path);
    const bool whole =
        ::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && ::fsync(fd) == 0;
    ::close(fd);
    if (!whole) throw base::Unavailable("data.write", path + " cannot be written");
    return true;
  }

 private:
  std::vector<std::string> written_;
};

// JSON's strings are YAML's too.
std::string yaml_string(std::string_view text) { return base::JsonWriter().string(text).take(); }

std::string fresh_secret(base::Random& random) {
  return yaml_string(base::random_text(random, kSecretLength, base::kAlphanumeric));
}

bool is_address(const std::string& host) {
  in_addr address{};
  return host.find(':') != std::string::npos || ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

// Security keys belong to a domain: an address has none.
std::string keys_block(const base::Url& url) {
  const std::string host = url.hostname();
  if (is_address(host)) return "";
  return "    webauthn:\n      enabled: true\n      config:\n        passwordless: false\n        rp: { id: " +
         yaml_string(host) + ", display_name: " + yaml_string(host) + ", origins: [" +
         yaml_string(url.scheme + "://" + url.host) + "] }\n";
}

std::string fill(std::string text, std::string_view slot, const std::string& value) {
  const std::string hole = "{{" + std::string(slot) + "}}";
  for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at + value.size())) {
    text.replace(at, hole.size(), value);
  }
  return text;
}

std::string config_text(const std::string& url, const std::string& pages, base::Random& random) {
  const base::Url parts = base::parse_url(url).value_or(base::Url{});
  std::string text(new_site_template());
  text = fill(text, "url", yaml_string(url));
  text = fill(text, "signed_out", yaml_string(url + "signed-out"));
  text = fill(text, "name", yaml_string(parts.hostname()));
  text = fill(text, "keys", keys_block(parts));
  for (const char* purpose : {"default", "cookie", "cipher"}) text = fill(text, purpose, fresh_secret(random));
  return fill(text, "pages", pages.empty() ? "" : "\npostern:\n  pages: { folder: " + yaml_string(pages) + " }");
}

std::optional<std::string> trouble_with_folder(const std::string& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return folder + " cannot be made: " + failed.message();
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return folder + " is no folder";
  if (info.st_uid != ::geteuid()) return folder + " belongs to another user";
  for (const char* name : {"kratos.yml", "kratos.last-good.yml", "db.sqlite"}) {
    if (fs::exists(fs::path(folder) / name)) return (fs::path(folder) / name).string() + " is there already";
  }
  if (::chmod(folder.c_str(), 0700) != 0) return folder + " cannot be made private";
  return std::nullopt;
}

base::Error<NewSiteError> wrong(Field field, std::string text, std::optional<flow::Message> message = std::nullopt) {
  return base::Error{NewSiteError{field, std::move(text), std::move(message)}};
}

// The first user, refused before anything exists that would have to be taken back.
base::Result<identity::ImportedIdentity, NewSiteError> first_user(const NewSite& wanted, const config::Config& config,
                                                                  const identity::Schema& schema) {
  identity::ImportedIdentity user;
  user.traits = schema.traits_from({{"traits.email", wanted.user}});
  if (wanted.user.empty() || !schema.validate(user.traits).empty()) {
    return wrong(Field::user, "the first user is named by an e-mail address");
  }
  const std::string password(wanted.password.text());
  if (const auto refused = methods::check_password_policy(password, {wanted.user}, config)) {
    return wrong(Field::password, refused->text, refused);
  }
  user.password = password;
  return user;
}

void fill_database(const config::Config& config, identity::Schemas& schemas, const identity::ImportedIdentity& user,
                   base::Random& random, base::Time now) {
  const store::Options options = database_options(config.essentials);
  store::Db::create_or_migrate(options);
  store::Db db(options);
  const crypto::Keyring keyring(config.secrets_cipher, config.secrets_default);
  const auto made = methods::import_identity(
      db, user, methods::import_context(config, schemas, keyring, random, now),
      [&](store::Tx& tx, const identity::PreparedIdentity& prepared) {
        flow::record(tx, now, {.what = flow::deed::kIdentityCreated, .about = prepared.row.id, .by = "setup"});
      });
  db.close();
  if (!made) throw base::Broken("setup.user", made.error().text);
}

}  // namespace

base::Result<std::string, std::string> check_site_url(const std::string& url) {
  const auto parts = base::parse_url(url);
  if (!parts || (parts->scheme != "https" && parts->scheme != "http") || parts->hostname().empty()) {
    return base::Error<std::string>{"give the whole address: https://auth.example.org/"};
  }
  if (!parts->userinfo.empty() || !parts->query.empty() || parts->force_query || !parts->fragment.empty()) {
    return base::Error<std::string>{"an address without user, query and fragment"};
  }
  return url.ends_with('/') ? url : url + "/";
}

std::string_view denying_htaccess() {
  return "# Nothing here is for the web. Needs no more than AllowOverride FileInfo; without mod_rewrite it is a 500.\n"
         "RewriteEngine On\n"
         "RewriteRule ^ - [F]\n";
}

base::Result<MadeSite, NewSiteError> make_site(const NewSite& wanted, base::Random& random, base::Time now) {
  const auto url = check_site_url(wanted.url);
  if (!url) return wrong(Field::url, url.error());
  const std::string folder = fs::absolute(wanted.folder).lexically_normal().string();
  if (const auto trouble = trouble_with_folder(folder)) return wrong(Field::folder, *trouble);
  const std::string path = (fs::path(folder) / "kratos.yml").string(), unfinished = path + ".new";

  const std::string text = config_text(*url, wanted.pages, random);
  const auto loaded = config::load_text(text, path, {});
  if (!loaded) return wrong(Field::url, loaded.error().front().text);
  const config::Config& config = loaded->config;

  // The first file claims the folder: of two who start at once, one goes on.
  Files files;
  if (!files.write(unfinished, text)) {
    return wrong(Field::folder, unfinished + " is there: somebody else is at it, or was interrupted; then delete it");
  }
  files.write(folder + "/identity.schema.json", new_identity_schema());
  files.write(folder + "/.htaccess", denying_htaccess());
  identity::Schemas schemas(config.schemas, config.default_schema_id);
  const auto user = first_user(wanted, config, schemas.default_schema());
  if (!user) return base::Error{user.error()};
  for (const char* part : {"", "-wal", "-shm"}) files.will_write(config.essentials.sqlite_path + part);
  fill_database(config, schemas, *user, random, now);
  // link(2), not rename(2): it never replaces.
  if (::link(unfinished.c_str(), path.c_str()) != 0)
    throw base::Unavailable("data.write", path + ": " + std::strerror(errno));
  files.keep();
  ::unlink(unfinished.c_str());
  return MadeSite{*url, path};
}

}  // namespace api
