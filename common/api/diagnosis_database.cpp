#include "api/diagnosis.h"

namespace api {
namespace {

constexpr std::int64_t kMebibyte = 1 << 20;
constexpr std::int64_t kLittleSpace = 200 * kMebibyte, kTooLittleSpace = 20 * kMebibyte;

Finding version_of(const store::Health& health) {
  const std::string found = "is of version " + std::to_string(health.version);
  const std::string knows = ", this program knows " + std::to_string(health.known);
  if (health.version == 0) {
    return wrong("database", health.path + " holds no tables of ours", "`postern migrate` makes them; is `dsn` right?");
  }
  if (health.min_reader > health.known) {
    return wrong("database", found + knows, "put the newer executables in place; the older ones answer 503");
  }
  if (health.version < health.known) {
    return hint("database", found + knows, "nothing: the first process that opens it makes a copy and upgrades");
  }
  return ok("database", found + (health.version > health.known ? knows + " and can use it" : ""));
}

Finding journal_of(const store::Health& health) {
  if (health.local) return ok("journal", health.journal_mode + ", on a local file system");
  const std::string where = "on " + health.file_system;
  if (health.journal_mode == "wal") {
    return wrong("journal", "WAL " + where + ", which cannot share its index between machines: it will be damaged",
                 "`dsn`: move the database to a disk of this machine");
  }
  return hint("journal", health.journal_mode + " " + where + ", whose locks are slow and at times do not hold",
              "`dsn`: a disk of this machine, if there is one");
}

Finding space_of(const store::Health& health) {
  const std::string found = std::to_string(health.free_bytes / kMebibyte) + " MiB are free";
  if (health.free_bytes < kTooLittleSpace) {
    return wrong("disk space", found, "make room beside " + health.path + ": soon nobody can sign in (503 db.full)");
  }
  if (health.free_bytes < kLittleSpace) {
    return hint("disk space", found, "make room beside " + health.path + "; an upgrade needs a copy of it");
  }
  return ok("disk space", found);
}

}  // namespace

Findings diagnose_database(const store::Health& health) {
  if (!health.present) {
    return {wrong("database", health.path + " is missing", "`postern migrate` makes it; or `dsn` names another")};
  }
  if (!health.trouble.empty()) {
    return {wrong("database", health.path + " cannot be read: " + health.trouble,
                  "the file and its folder must belong to the user who runs the handlers")};
  }
  Findings out{version_of(health)};
  if (health.integrity != "ok") {
    out.push_back(wrong("integrity", health.path + " is damaged: " + health.integrity,
                        "stop the web server and put a copy made by `postern backup` in its place"));
  }
  out.push_back(journal_of(health));
  out.push_back(space_of(health));
  return out;
}

}  // namespace api
