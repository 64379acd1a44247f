#include "tools/web_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tools/console.h"

namespace tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPathLine = "SetEnv POSTERN_CONFIG ";

std::string find_file(const fs::path& bin, const std::string& name) {
  for (const char* place : {"..", "../../share/postern", "../.."}) {
    const fs::path file = bin / place / name;
    if (fs::exists(file)) return file.lexically_normal().string();
  }
  throw Failure("--htaccess: " + name + " is not where this release was unpacked");
}

}  // namespace

bool write_new_file(const std::string& path, std::string_view content, unsigned mode) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  bool whole = ::fchmod(fd, mode) == 0;
  while (whole && !content.empty()) {
    const ssize_t wrote = ::write(fd, content.data(), content.size());
    whole = wrote > 0;
    if (whole) content.remove_prefix(static_cast<std::size_t>(wrote));
  }
  whole = ::close(fd) == 0 && whole;
  if (!whole) ::unlink(path.c_str());
  return whole;
}

WebFolder::WebFolder(const std::string& folder, const std::string& program)
    : path_(fs::absolute(folder).lexically_normal().string()) {
  const fs::path bin = fs::path(program).parent_path();
  copies_.emplace_back((bin / "site").string(), "site");
  for (const char* name : {"style.css", "webauthn.js", "codes.js"}) {
    copies_.emplace_back(find_file(bin, std::string("www/") + name), name);
  }
  htaccess_ = read_input(find_file(bin, "apache/htaccess"));
  for (const auto& [from, name] : copies_) {
    if (!fs::exists(from)) throw Failure("--htaccess: " + from + " is missing");
    if (fs::exists(fs::path(path_) / name)) throw Failure("--htaccess: " + path_ + "/" + name + " is there already");
  }
  for (const char* name : {".htaccess", "postern.path"}) {
    if (fs::exists(fs::path(path_) / name)) throw Failure("--htaccess: " + path_ + "/" + name + " is there already");
  }
}

void WebFolder::fill(const std::string& config) const {
  // The web server goes through these folders as another user.
  const mode_t private_mask = ::umask(022);
  fs::create_directories(path_);
  ::umask(private_mask);
  for (const auto& [from, name] : copies_) {
    if (!write_new_file(path_ + "/" + name, read_input(from), name == "site" ? 0755 : 0644)) {
      throw Failure(path_ + "/" + name + " cannot be written");
    }
  }
  std::string text = htaccess_;
  const std::size_t begin = text.find(kPathLine) + kPathLine.size();
  text.replace(begin, text.find('\n', begin) - begin, "\"" + config + "\"");
  // suEXEC keeps what SetEnv sets from programs.
  if (!write_new_file(path_ + "/postern.path", config + "\n", 0644)) {
    throw Failure(path_ + "/postern.path cannot be written");
  }
  if (!write_new_file(path_ + "/.htaccess", text, 0644)) throw Failure(path_ + "/.htaccess cannot be written");
}

}  // namespace tools
