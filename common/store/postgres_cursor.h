// One use of a statement on PostgreSQL: the first step sends it, with what was bound, and fetches every row.
#pragma once

#include <vector>

#include "store/postgres_connection.h"

namespace store {

class PostgresCursor final : public Cursor {
 public:
  PostgresCursor(PostgresConnection& connection, const char* sql, const NumberedSql& numbered)
      : connection_(connection), sql_(sql), numbered_(numbered), values_(numbered.names.size()) {}

  void bind(const char* name, std::int64_t value) override;
  void bind(const char* name, std::string_view text) override;
  void bind(const char* name, base::ByteView blob) override;
  void bind_null(const char* name) override;
  bool step() override;
  [[nodiscard]] std::int64_t changed() const override { return changed_; }
  [[nodiscard]] bool is_null(int column) const override;
  [[nodiscard]] std::int64_t integer(int column) const override;
  [[nodiscard]] base::ByteView view(int column) const override;
  void release() noexcept override { delete this; }

 private:
  PostgresValue& value_of(const char* name);

  PostgresConnection& connection_;
  const char* sql_;
  const NumberedSql& numbered_;
  std::vector<PostgresValue> values_;
  PostgresResult result_;
  int row_ = -1;
  std::int64_t changed_ = 0;
};

}  // namespace store
