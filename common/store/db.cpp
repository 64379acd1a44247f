// The one place that chooses the engine; everything else speaks to store/engine.h.
#include "store/db.h"

#include <algorithm>

namespace store {
namespace {

std::unique_ptr<Engine> make_engine(Options options) {
  if (options.postgres.conninfo.empty()) return make_sqlite_engine(std::move(options));
#ifdef POSTERN_PG
  return make_postgres_engine(std::move(options));
#else
  throw base::Unavailable("db.no_engine", "this program knows SQLite only; `make PG=1` builds one for PostgreSQL");
#endif
}

}  // namespace

Db::Db(Options options) : engine_(make_engine(std::move(options))) {}
Db::~Db() = default;
Db::Db(Db&&) noexcept = default;

void Db::read(const std::function<void(Tx&)>& fn) { engine_->read(fn); }
void Db::look_up(const std::function<void(Tx&)>& fn) { engine_->look_up(fn); }
void Db::write(const std::function<void(Tx&)>& fn) { engine_->write(fn); }
bool Db::writing() const { return engine_->writing(); }
void Db::close() { engine_->close(); }
void Db::relieve_log() { engine_->relieve_log(); }
void Db::create_or_migrate(const Options& options) { make_engine(options)->create_or_migrate(); }

Statement Tx::prepare(const char* sql) { return Statement(engine_->prepare(sql)); }

Statement::~Statement() {
  if (cursor_ != nullptr) cursor_->release();
}

Statement& Statement::bind(const char* name, std::int64_t value) {
  cursor_->bind(name, value);
  return *this;
}

Statement& Statement::bind(const char* name, std::string_view value) {
  cursor_->bind(name, value);
  return *this;
}

Statement& Statement::bind(const char* name, base::ByteView value) {
  cursor_->bind(name, value);
  return *this;
}

Statement& Statement::bind_null(const char* name) {
  cursor_->bind_null(name);
  return *this;
}

bool Statement::step() { return cursor_->step(); }

std::int64_t Statement::run() {
  while (cursor_->step()) continue;
  return cursor_->changed();
}

bool Statement::is_null(int column) const { return cursor_->is_null(column); }

std::int64_t Statement::integer(int column) const { return cursor_->integer(column); }

std::string Statement::text(int column) const { return std::string(base::as_text(cursor_->view(column))); }

base::Bytes Statement::blob(int column) const {
  const base::ByteView bytes = cursor_->view(column);
  return {bytes.begin(), bytes.end()};
}

base::Uuid Statement::uuid(int column) const { return base::uuid_from_bytes(cursor_->view(column)); }

base::Time Statement::time(int column) const { return base::from_micros(integer(column)); }

base::TokenHash Statement::token_hash(int column) const {
  const base::ByteView bytes = cursor_->view(column);
  base::TokenHash out;
  if (bytes.size() != out.bytes.size()) throw base::Broken("db.bad_hash", "a hash that is not 32 bytes");
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  return out;
}

}  // namespace store
