#include "config/live.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/left_file.h"
#include "config/cache.h"
#include "config/file.h"

namespace config {
namespace {

namespace fs = std::filesystem;

std::string first_problems(const std::vector<Problem>& problems) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(problems.size(), kShown); ++i) {
    if (i > 0) text += "; ";
    text += to_string(problems[i]);
  }
  if (problems.size() > kShown) text += "; and " + std::to_string(problems.size() - kShown) + " more";
  return text;
}

// suEXEC hands no variable of ours down, so this file names the configuration on hosts that have it. Who may write it
// may as well replace the executable, or is root.
std::string named_beside(const fs::path& executable) {
  const std::string path = (executable.parent_path() / "postern.path").string();
  const auto file = base::read_left_file(path);
  if (!file && file.error() == base::LeftFileTrouble::absent) return {};
  const auto refuse = [&](const char* why) -> std::string {
    throw base::Unavailable("config.path_refused", path + why);
  };
  if (!file) return refuse(" cannot be opened, is a link or no plain file");
  struct stat program {};
  const bool looked = ::stat(executable.c_str(), &program) == 0;
  const bool known = file->ours || file->owner == 0 || (looked && file->owner == program.st_uid);
  if (!known) return refuse(" belongs neither to root nor to the owner of the executable");
  if (file->others_may_write) return refuse(" may be written by others: chmod 644");
  return file->line;
}

}  // namespace

std::string find_config_path(const Environment& environment, const std::string& executable,
                             const std::optional<std::string>& request_value) {
  const fs::path folder = fs::absolute(executable).parent_path();
  if (const auto found = environment.find("POSTERN_CONFIG"); found != environment.end() && !found->second.empty()) {
    return fs::absolute(found->second).lexically_normal().string();
  }
  if (request_value && !request_value->empty()) return fs::absolute(*request_value).lexically_normal().string();
  const std::string named = named_beside(fs::absolute(executable));
  if (!named.empty()) return (folder / named).lexically_normal().string();
  return (folder / "../config/kratos.yml").lexically_normal().string();
}

std::string last_good_path(const std::string& path) {
  const fs::path file(path);
  return (file.parent_path() / (file.stem().string() + ".last-good" + file.extension().string())).string();
}

std::string cache_path(const std::string& path) {
  const fs::path file(path);
  return (file.parent_path() / "cache" / (file.filename().string() + ".bin")).string();
}

bool can_keep_beside(const std::string& path) {
  const std::string folder = fs::absolute(path).parent_path().string();
  const std::string cache = folder + "/cache";
  const auto writable = [](const std::string& name) {
    return ::faccessat(AT_FDCWD, name.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  };
  return writable(folder) && (!fs::exists(cache) || writable(cache));
}

struct Live::State {
  std::string path;
  Environment environment;
  std::string overrides;
  base::Log& log;

  Stamp stamp;           // of what is in use, or of the bad file that it stands in for
  bool settled = false;  // false: look again, whatever the stamp says
  bool last_good = false;
  std::uint64_t generation = 0;
  std::optional<Essentials> essentials = std::nullopt;
  std::optional<Config> full = std::nullopt;

  void look();
  void reload();
  void adopt(Config config, const Reading& reading);
  void keep(const std::string& text, const std::vector<Problem>& warnings) const;
  void write_cache() const;
  void fall_back(const Reading& reading, const std::vector<Problem>& problems);
  [[nodiscard]] std::optional<Config> read_last_good() const;
  void load_full();
  [[nodiscard]] CacheKey cache_key(const Stamp& of) const { return {path, of, overrides}; }
};

void Live::State::look() {
  const Stamp now = stamp_of(path);
  if (essentials && settled && now == stamp) return;
  // Only settled readings are cached, so a hit needs no second look.
  if (const std::optional<std::string> bytes = read_private(cache_path(path))) {
    if (std::optional<Cached> cached = decode_cache(cache_key(now), *bytes)) {
      essentials = std::move(cached->essentials);
      full.reset();
      stamp = now;
      settled = true;
      last_good = cached->last_good;
      ++generation;
      return;
    }
  }
  reload();
}

void Live::State::reload() {
  const Reading reading = read_file(path);
  if (!reading.text) return fall_back(reading, {{path + ":1:1", "", "cannot be read: " + reading.problem}});
  base::Result<Loaded, std::vector<Problem>> loaded = load_text(*reading.text, path, environment);
  if (!loaded) return fall_back(reading, loaded.error());
  last_good = false;
  adopt(std::move(loaded->config), reading);
  if (settled) keep(*reading.text, loaded->warnings);
}

void Live::State::adopt(Config config, const Reading& reading) {
  full = std::move(config);
  essentials = full->essentials;
  stamp = reading.stamp;
  settled = reading.settled;
  ++generation;
}

// Where the folder is not ours to write, neither file exists, and everything works but more slowly.
void Live::State::keep(const std::string& text, const std::vector<Problem>& warnings) const {
  if (read_private(last_good_path(path)) != text && write_private(last_good_path(path), text)) {
    for (const Problem& warning : warnings) log.warn("config.warning", {{"problem", to_string(warning)}});
  }
  write_cache();
}

void Live::State::write_cache() const {
  const std::string file = cache_path(path);
  ::mkdir(fs::path(file).parent_path().c_str(), 0700);
  write_private(file, encode_cache(cache_key(stamp), {*essentials, last_good}));
}

// The file is invalid or gone: what this process has, else the copy on disk. A file that somebody is still writing is
// no news; once it has settled, this is logged, and the cache spares the next CGI process the parsing and the line.
void Live::State::fall_back(const Reading& reading, const std::vector<Problem>& problems) {
  if (!essentials) {
    std::optional<Config> config = read_last_good();
    if (!config) throw base::Unavailable("config.invalid", first_problems(problems));
    full = std::move(config);
    essentials = full->essentials;
    ++generation;
  }
  last_good = true;
  stamp = reading.stamp;
  settled = reading.settled;
  if (!settled) return;
  log.error("config.invalid", {{"using", last_good_path(path)}, {"problem", first_problems(problems)}});
  write_cache();
}

std::optional<Config> Live::State::read_last_good() const {
  const std::optional<std::string> text = read_private(last_good_path(path));
  if (!text) return std::nullopt;
  base::Result<Loaded, std::vector<Problem>> loaded = load_text(*text, path, environment);
  if (!loaded) return std::nullopt;
  return std::move(loaded->config);
}

// After a hit in the cache. The essentials stay as they are until the next refresh.
void Live::State::load_full() {
  std::vector<Problem> problems;
  if (!last_good) {
    const Reading reading = read_file(path);
    if (reading.stamp != stamp) settled = false;
    if (reading.text) {
      base::Result<Loaded, std::vector<Problem>> loaded = load_text(*reading.text, path, environment);
      if (loaded) {
        full = std::move(loaded->config);
        return;
      }
      problems = loaded.error();
    }
  }
  full = read_last_good();
  if (!full) throw base::Unavailable("config.invalid", path + ": " + first_problems(problems));
}

Live::Live(std::string path, Environment environment, base::Log& log)
    : state_(new State{.path = fs::absolute(path).lexically_normal().string(),
                       .environment = std::move(environment),
                       .overrides = {},
                       .log = log,
                       .stamp = {}}) {
  state_->overrides = fingerprint(state_->environment);
}

Live::~Live() = default;

void Live::refresh() { state_->look(); }

const Essentials& Live::essentials() {
  if (!state_->essentials) state_->look();
  return *state_->essentials;
}

const Config& Live::full() {
  if (!state_->essentials) state_->look();
  if (!state_->full) state_->load_full();
  return *state_->full;
}

std::uint64_t Live::generation() const { return state_->generation; }

const std::string& Live::path() const { return state_->path; }

}  // namespace config
