#include "flow/rescue.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "base/text.h"
#include "flow/audit.h"
#include "session/session.h"
#include "store/credentials.h"
#include "store/rescues.h"
#include "store/sessions.h"

namespace flow {
namespace {

constexpr std::size_t kFirstLine = 64, kDayLength = 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // that some editors begin a text file with

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// What is wrong with a folder or file that is open, "" = nothing.
std::string_view distrust(const struct stat& info) {
  if (info.st_uid != ::geteuid()) return "it is not the owner's";
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) return "others may write it";
  return {};
}

std::string day_of(base::Time time) { return base::format_rfc3339(time).substr(0, kDayLength); }

struct Reading {
  std::string day;
  std::string_view refused;  // why; "" with an empty day: there is no such file
};

Reading read_file(const std::string& path, base::Time now) {
  const Descriptor file(path, 0);
  if (file.number() < 0) return {{}, errno == ENOENT ? "" : "it cannot be opened, or is a link"};
  struct stat info {};
  if (::fstat(file.number(), &info) != 0 || !S_ISREG(info.st_mode)) return {{}, "it is no plain file"};
  if (const auto why = distrust(info); !why.empty()) return {{}, why};
  if (base::Time(std::chrono::seconds(info.st_mtim.tv_sec)) + std::chrono::days(1) <= now)
    return {{}, "it is older than a day"};
  std::array<char, kFirstLine> buffer;
  const ssize_t length = ::read(file.number(), buffer.data(), buffer.size());
  std::string_view text(buffer.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::string day(base::trim(text.substr(0, text.find('\n'))));
  if (day != day_of(now) && day != day_of(now + std::chrono::days(1)))
    return {{}, "its first line is not the date of today or tomorrow"};
  return {std::move(day), {}};
}

// An identifier may be anything; what cannot be a file's name is left out.
std::vector<std::string> names_of(store::Tx& tx, const base::Uuid& identity) {
  std::vector<std::string> names{base::to_string(identity)};
  for (const auto* method : {"password", "webauthn"}) {
    for (auto& name : store::identifiers_of(tx, identity, method)) {
      if (name.find('/') == std::string::npos && name.find('\0') == std::string::npos) names.push_back(std::move(name));
    }
  }
  return names;
}

void remove_second_factors(store::Tx& tx, const base::Uuid& identity) {
  store::delete_totp(tx, identity);
  store::delete_lookup_codes(tx, identity);
  store::delete_second_factor_keys(tx, identity);
}

}  // namespace

Rescue::Rescue(const Services& services) : services_(services) {
  const std::string folder = services.config.essentials.data_dir + "/rescue";
  const Descriptor opened(folder, O_DIRECTORY);
  if (opened.number() < 0) {
    if (errno != ENOENT) services.log.warn("rescue.refused", {{"folder", folder}, {"reason", "it is no folder"}});
    return;
  }
  struct stat info {};
  const bool seen = ::fstat(opened.number(), &info) == 0;
  const auto why = seen ? distrust(info) : "it cannot be looked at";
  if (why.empty()) {
    folder_ = folder;
  } else {
    services.log.warn("rescue.refused", {{"folder", folder}, {"reason", why}});
  }
}

std::optional<std::string> Rescue::find_day(store::Tx& tx, const base::Uuid& identity, base::Time now) {
  for (const auto& name : names_of(tx, identity)) {
    const std::string path = folder_ + "/" + name + ".txt";
    const auto reading = read_file(path, now);
    if (!reading.refused.empty())
      services_.log.warn("rescue.refused", {{"identity", base::to_string(identity)}, {"reason", reading.refused}});
    if (reading.day.empty()) continue;
    used_ = path;
    return reading.day;
  }
  return std::nullopt;
}

bool Rescue::help(store::Tx& tx, store::IdentityRow& identity, const std::string& address, base::Time now) {
  used_.clear();  // a transaction may run twice
  const auto& essentials = services_.config.essentials;
  if (folder_.empty() || session::available_aal(identity.factors, essentials) < session::Aal::aal2) return false;
  const auto day = find_day(tx, identity.id, now);
  if (!day || !store::take_rescue(tx, identity.id, *day, now)) return false;
  remove_second_factors(tx, identity.id);
  store::revoke_sessions_of(tx, identity.id, now);
  record(tx, now, {deed::kRescued, identity.id, address, details({{"day", *day}})});
  identity.factors = store::refresh_factors(tx, identity.id);
  return true;
}

void Rescue::finish() const {
  services_.log.warn("rescue.used", {{"file", used_}});
  if (::unlink(used_.c_str()) != 0) services_.log.warn("rescue.kept", {{"file", used_}, {"reason", "not removable"}});
}

}  // namespace flow
