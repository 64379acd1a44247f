// Foreign vectors are data beside the repository, read at test time; without them a test says so and counts.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "base/encoding.h"
#include "base/json.h"

namespace testing {

inline std::optional<base::Json> read_vectors(const std::string& name) {
  const char* shared = std::getenv("POSTERN_SHARED");
  const std::filesystem::path path = std::filesystem::path(shared != nullptr ? shared : "../shared") / "vectors" / name;
  std::ifstream file(path);
  if (!file) {
    BOOST_TEST_MESSAGE("skipped: no " << path);
    std::fprintf(stderr, "skipped: 1 file of vectors, %s\n", path.c_str());
    return std::nullopt;
  }
  std::stringstream text;
  text << file.rdbuf();
  auto json = base::parse_json(text.str());
  BOOST_REQUIRE_MESSAGE(json.ok(), path);
  return std::move(json).value();
}

inline const base::JsonArray& rows(const base::Json& json, std::string_view name) {
  const base::Json* member = json.find(name);
  BOOST_REQUIRE(member != nullptr && member->array() != nullptr);
  BOOST_REQUIRE(!member->array()->empty());
  return *member->array();
}

inline std::string text_of(const base::Json& row, std::string_view name) {
  const base::Json* member = row.find(name);
  BOOST_REQUIRE_MESSAGE(member != nullptr && member->string() != nullptr, name);
  return *member->string();
}

inline std::int64_t number_of(const base::Json& row, std::string_view name) {
  const base::Json* member = row.find(name);
  BOOST_REQUIRE_MESSAGE(member != nullptr && member->number() != nullptr, name);
  return std::stoll(member->number()->text);
}

}  // namespace testing
