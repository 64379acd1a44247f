#include "flow/rescue.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/left_file.h"
#include "flow/audit.h"
#include "flow/notices.h"
#include "session/session.h"
#include "store/credentials.h"
#include "store/rescues.h"
#include "store/sessions.h"

namespace flow {
namespace {

constexpr std::size_t kDayLength = 10;

std::string day_of(base::Time time) { return base::format_rfc3339(time).substr(0, kDayLength); }

struct Reading {
  std::string day;
  std::string_view refused;  // why; "" with an empty day: there is no such file
};

Reading read_file(const std::string& path, base::Time now) {
  const auto file = base::read_left_file(path);
  if (!file) {
    if (file.error() == base::LeftFileTrouble::absent) return {};
    const bool opened = file.error() == base::LeftFileTrouble::no_plain_file;
    return {{}, opened ? "it is no plain file" : "it cannot be opened, or is a link"};
  }
  if (!file->ours) return {{}, "it is not the owner's"};
  if (file->others_may_write) return {{}, "others may write it"};
  if (file->modified + std::chrono::days(1) <= now) return {{}, "it is older than a day"};
  if (file->line != day_of(now) && file->line != day_of(now + std::chrono::days(1)))
    return {{}, "its first line is not the date of today or tomorrow"};
  return {file->line, {}};
}

// What is wrong with the folder, "" = nothing; nullopt: there is none.
std::optional<std::string_view> distrust(const std::string& folder) {
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0) {
    if (errno == ENOENT) return std::nullopt;
    return "it cannot be looked at";
  }
  if (!S_ISDIR(info.st_mode)) return "it is no folder";
  if (info.st_uid != ::geteuid()) return "it is not the owner's";
  return (info.st_mode & (S_IWGRP | S_IWOTH)) != 0 ? "others may write it" : "";
}

// An identifier may be anything; what cannot be a file's name is left out.
std::vector<std::string> names_of(store::Tx& tx, const base::Uuid& identity) {
  std::vector<std::string> names{base::to_string(identity)};
  for (auto& name : store::all_identifiers_of(tx, identity)) {
    if (name.find('/') == std::string::npos && name.find('\0') == std::string::npos) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

void remove_second_factors(store::Tx& tx, const base::Uuid& identity) {
  store::delete_totp(tx, identity);
  store::delete_lookup_codes(tx, identity);
  store::delete_second_factor_keys(tx, identity);
}

Rescue::Rescue(const Services& services) : services_(services) {
  const std::string folder = services.config.essentials.data_dir + "/rescue";
  const auto why = distrust(folder);
  if (!why) return;
  if (why->empty()) {
    folder_ = folder;
  } else {
    services.log.warn("rescue.refused", {{"folder", folder}, {"reason", *why}});
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

bool Rescue::help(store::Tx& tx, store::IdentityRow& identity, const Client& client, base::Time now) {
  used_.clear();  // a transaction may run twice
  const auto& essentials = services_.config.essentials;
  if (folder_.empty() || session::available_aal(identity.factors, essentials) < session::Aal::aal2) return false;
  const auto day = find_day(tx, identity.id, now);
  if (!day || !store::take_rescue(tx, identity.id, *day, now)) return false;
  remove_second_factors(tx, identity.id);
  store::revoke_sessions_of(tx, identity.id, now);
  record(tx, now, {deed::kRescued, identity.id, client.address, details({{"day", *day}})});
  tell(tx, postbox_of(services_), identity.id, {.kind = notice::kRescued, .client = &client}, now);
  identity.factors = store::refresh_factors(tx, identity.id);
  return true;
}

void Rescue::finish() const {
  services_.log.warn("rescue.used", {{"file", used_}});
  if (::unlink(used_.c_str()) != 0) services_.log.warn("rescue.kept", {{"file", used_}, {"reason", "not removable"}});
}

}  // namespace flow
