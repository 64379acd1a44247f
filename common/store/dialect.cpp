#include "store/dialect.h"

#include <algorithm>
#include <array>
#include <utility>

namespace store {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The end of the quoted text that begins at `at`; a doubled quote ends one and begins the next, which is the same.
std::size_t after_quoted(std::string_view sql, std::size_t at) {
  const std::size_t end = sql.find(sql[at], at + 1);
  return end == std::string_view::npos ? sql.size() : end + 1;
}

std::size_t after_word(std::string_view sql, std::size_t at) {
  while (at < sql.size() && is_word(sql[at])) ++at;
  return at;
}

std::size_t number_of(std::vector<std::string>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  const auto index = static_cast<std::size_t>(found - names.begin());
  if (found == names.end()) names.emplace_back(name);
  return index + 1;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kTypes = {{
    {"BLOB", "BYTEA"},
    {"INTEGER", "BIGINT"},
    {"TEXT", "TEXT COLLATE \"C\""},
}};

std::string_view type_of(std::string_view word) {
  const auto found = std::ranges::find(kTypes, word, [](const auto& pair) { return pair.first; });
  return found == kTypes.end() ? word : found->second;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

NumberedSql number_parameters(std::string_view sql) {
  NumberedSql out;
  out.text.reserve(sql.size());
  for (std::size_t at = 0; at < sql.size();) {
    std::size_t end = at + 1;
    if (sql[at] == '\'' || sql[at] == '"') {
      end = after_quoted(sql, at);
    } else if (sql.substr(at, 2) == "::") {
      end = after_word(sql, at + 2);
    } else if (sql[at] == ':' && after_word(sql, end) > end) {
      end = after_word(sql, end);
      out.text += '$' + std::to_string(number_of(out.names, sql.substr(at, end - at)));
      at = end;
      continue;
    }
    out.text += sql.substr(at, end - at);
    at = end;
  }
  return out;
}

std::string postgres_ddl(std::string_view ddl) {
  std::string out;
  for (std::size_t at = 0; at < ddl.size();) {
    std::size_t end = at + 1;
    if (ddl[at] == '\'' || ddl[at] == '"') {
      end = after_quoted(ddl, at);
      out += ddl.substr(at, end - at);
    } else if (is_word(ddl[at])) {
      end = after_word(ddl, at);
      out += type_of(ddl.substr(at, end - at));
    } else {
      out += ddl[at];
    }
    at = end;
  }
  replace_all(out, " WITHOUT ROWID", "");
  replace_all(out, "zeroblob(32)", "decode(repeat('00', 32), 'hex')");
  return out;
}

bool only_selects(std::string_view sql) {
  const std::size_t start = sql.find_first_not_of(" \n\t(");
  return start != std::string_view::npos && sql.substr(start, 6) == "SELECT";
}

}  // namespace store
