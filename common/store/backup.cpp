// VACUUM INTO reads one snapshot and holds up no writer; meanwhile the log cannot be folded back and grows. It does not
// flush what it writes, so we do.
#include "store/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/result.h"
#include "store/place.h"
#include "store/sqlite_plain.h"

namespace store {
namespace {

[[noreturn]] void refuse_place(const std::string& path) {
  throw base::Unavailable("backup.unwritable", path + " cannot be written: " + std::strerror(errno));
}

// A file beside the copy that is gone when this is, whatever happened.
class Draft {
 public:
  explicit Draft(const std::string& copy) : name_(copy + ".XXXXXX") {
    descriptor_ = ::mkstemp(name_.data());  // 0600
    if (descriptor_ < 0) refuse_place(copy);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    ::close(descriptor_);
    ::unlink(name_.c_str());
  }

  [[nodiscard]] const std::string& name() const { return name_; }

  std::int64_t flush() const {
    struct stat info {};
    if (::fsync(descriptor_) != 0 || ::fstat(descriptor_, &info) != 0) refuse_place(name_);
    return info.st_size;
  }

  // Another name for the same file: it appears whole, and link() alone refuses a name that is taken.
  void publish(const std::string& copy, IfTaken if_taken) const {
    const bool done = if_taken == IfTaken::replace ? ::rename(name_.c_str(), copy.c_str()) == 0
                                                   : ::link(name_.c_str(), copy.c_str()) == 0;
    if (!done && errno == EEXIST) throw base::Unavailable("backup.exists", copy + " is there already");
    if (!done) refuse_place(copy);
    const int folder = ::open(folder_of(copy).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
  }

 private:
  std::string name_;
  int descriptor_;
};

void copy_into(const std::string& database, const std::string& draft) {
  std::string quoted;
  for (const char c : draft) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  const PlainConnection source = open_plainly(database, SQLITE_OPEN_READWRITE);
  ask(source.get(), ("VACUUM INTO '" + quoted + "'").c_str());
}

void check(const std::string& draft, const std::string& database) {
  const PlainConnection copy = open_plainly(draft, SQLITE_OPEN_READONLY);
  const std::string verdict = ask(copy.get(), "PRAGMA integrity_check(1)").value_or("");
  if (verdict != "ok") throw base::Unavailable("backup.damaged", database + " is damaged: " + verdict);
  const bool ours = ask(copy.get(), "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'meta'") == "1";
  if (!ours) throw base::Unavailable("db.missing", database + " holds no tables; `postern migrate` creates them");
}

}  // namespace

std::int64_t back_up(const std::string& database, const std::string& copy, IfTaken if_taken) {
  struct stat info {};
  if (if_taken == IfTaken::refuse && ::lstat(copy.c_str(), &info) == 0) {
    throw base::Unavailable("backup.exists", copy + " is there already");  // said before the work, decided after it
  }
  require_owner(database);
  const Draft draft(copy);
  copy_into(database, draft.name());
  check(draft.name(), database);
  const std::int64_t size = draft.flush();
  draft.publish(copy, if_taken);
  return size;
}

}  // namespace store
