// One user owns the data folder, and nobody else may look into it: what lies there are secrets, hashes and sessions.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "api/diagnosis.h"
#include "config/live.h"

namespace api {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNamed = 3;  // files in one finding

std::string octal(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & 07777));
  return text.data();
}

void check_folder(const std::string& folder, Findings& out) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) {
    out.push_back(wrong("data folder", folder + " is missing", "`postern migrate` makes it; or `dsn` names another"));
    return;
  }
  const std::string mend = "chmod 700 " + folder;
  const std::string found = folder + " has mode " + octal(info.st_mode);
  if (info.st_uid != ::geteuid()) {
    out.push_back(wrong("data folder", folder + " belongs to another user than the one who looks",
                        "chown: it belongs to the user who runs the handlers"));
  } else if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    out.push_back(wrong("data folder", found + ": others can put files there", mend));
  } else if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    out.push_back(hint("data folder", found + ": others can enter it", mend));
  } else {
    out.push_back(ok("data folder", found));
  }
}

// Whoever may write into one of the folders above can put another one in the place of ours.
void check_parents(const std::string& folder, Findings& out) {
  for (fs::path place = fs::path(folder).parent_path(); place != place.root_path(); place = place.parent_path()) {
    struct stat info {};
    if (::stat(place.c_str(), &info) != 0) continue;
    const bool open = (info.st_mode & S_IWOTH) != 0 && (info.st_mode & S_ISVTX) == 0;
    if (!open) continue;
    out.push_back(wrong("data folder",
                        place.string() + " above it has mode " + octal(info.st_mode) +
                            ": everybody can put another folder in its place",
                        "chmod o-w " + place.string()));
  }
}

struct Private {
  std::vector<std::string> open, foreign;  // others may read or write them; of another user
};

// What is worth keeping private: all files of the data folder and of the cache, kratos.yml and its last good copy.
void look_at(const fs::path& file, mode_t forbidden, Private& found) {
  struct stat info {};
  if (::lstat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
  if (info.st_uid != ::geteuid()) found.foreign.push_back(file.string());
  if ((info.st_mode & forbidden) != 0) found.open.push_back(file.string());
}

constexpr mode_t kAnybody = S_IRWXG | S_IRWXO;
constexpr mode_t kStrangers = S_IRWXO | S_IWGRP;  // a group may read it where an operator says so

void look_into(const fs::path& folder, Private& found) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (name == ".htaccess" || name.ends_with(".schema.json")) continue;  // public texts
    look_at(entry.path(), name.find(".log") == std::string::npos ? kAnybody : kStrangers, found);
  }
}

std::string names(const std::vector<std::string>& files) {
  std::string out;
  for (std::size_t i = 0; i < files.size() && i < kMostNamed; ++i) out += (i > 0 ? " " : "") + files[i];
  return files.size() > kMostNamed ? out + " … (" + std::to_string(files.size()) + " files)" : out;
}

void check_files(const std::string& config_path, const std::string& data_dir, Findings& out) {
  Private found;
  look_into(data_dir, found);
  const std::string beside = fs::path(config_path).parent_path().string();
  std::error_code failed;
  if (!fs::equivalent(beside, data_dir, failed)) {
    Private config;  // in /etc it may well belong to root, and to a group of those who read it
    look_at(config_path, kStrangers, config);
    look_at(config::last_good_path(config_path), kStrangers, config);
    found.open.insert(found.open.end(), config.open.begin(), config.open.end());
  }
  look_into(fs::path(config::cache_path(config_path)).parent_path(), found);
  if (!found.open.empty()) {
    out.push_back(wrong("file modes", "others may read " + names(found.open), "chmod 600 " + names(found.open)));
  }
  if (!found.foreign.empty()) {
    out.push_back(wrong("file owner", names(found.foreign) + ": of another user than the folder",
                        "chown: all of it belongs to the user who runs the handlers"));
  }
  if (found.open.empty() && found.foreign.empty()) out.push_back(ok("file modes", "nobody else may read the data"));
}

void check_left_files(const std::string& folder, Findings& out) {
  std::error_code failed;
  for (const char* name : {"setup.txt", "setup.txt.refused"}) {
    if (!fs::exists(fs::path(folder) / name, failed)) continue;
    out.push_back(hint("setup", std::string(name) + " is left over", "delete " + folder + "/" + name));
  }
}

void check_pages(const config::Config& config, Findings& out) {
  const std::string& folder = config.pages.folder;
  std::error_code failed;
  if (folder.empty() || fs::exists(fs::path(folder) / "style.css", failed)) return;
  out.push_back(hint("pages", "there is no style.css in " + folder,
                     "`postern.pages.folder`: the folder that the web "
                     "server serves style.css from"));
}

}  // namespace

Findings diagnose_files(const std::string& config_path, const config::Config& config) {
  Findings out;
  const std::string& folder = config.essentials.data_dir;
  check_folder(folder, out);
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) return out;
  check_parents(folder, out);
  check_files(config_path, folder, out);
  check_left_files(fs::path(config_path).parent_path().string(), out);
  check_pages(config, out);
  if (!config::can_keep_beside(config_path)) {
    out.push_back(hint(
        "copies",
        "the handlers cannot write beside " + config_path + ": no cache, and no last good copy if an edit goes wrong",
        "chown of that folder to the owner of the data, if it is to be so"));
  }
  return out;
}

}  // namespace api
