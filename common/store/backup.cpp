// VACUUM INTO reads one snapshot and holds up no writer; meanwhile the log cannot be folded back and grows. It does not
// flush what it writes, so we do.
#include "store/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/result.h"
#include "store/place.h"
#include "store/sqlite_connection.h"

namespace store {
namespace {

constexpr int kPatienceMs = 5000;

using Connection = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

Connection open(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Connection connection(db, &sqlite3_close);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(db, kPatienceMs);
  if (code != SQLITE_OK) fail(db, code);
  return connection;
}

// The first column of the first row; "" if there is none.
std::string ask(sqlite3* db, const char* sql) {
  sqlite3_stmt* raw = nullptr;
  if (const int code = sqlite3_prepare_v2(db, sql, -1, &raw, nullptr); code != SQLITE_OK) fail(db, code);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, &sqlite3_finalize);
  const int code = sqlite3_step(raw);
  if (code == SQLITE_DONE) return {};
  if (code != SQLITE_ROW) fail(db, sqlite3_extended_errcode(db));
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
  return text != nullptr ? text : "";
}

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
  const Connection source = open(database, SQLITE_OPEN_READWRITE);
  ask(source.get(), ("VACUUM INTO '" + quoted + "'").c_str());
}

void check(const std::string& draft, const std::string& database) {
  const Connection copy = open(draft, SQLITE_OPEN_READONLY);
  const std::string verdict = ask(copy.get(), "PRAGMA integrity_check(1)");
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
