// Every configuration that the recorded conversations with Kratos were held under loads here.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>

#include "base/json.h"
#include "fixture.h"

using namespace config_test;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

void merge(base::Json& onto, const base::Json& patch) {
  if (patch.object() == nullptr || onto.object() == nullptr) {
    onto = patch;
    return;
  }
  for (const auto& [name, value] : *patch.object()) {
    base::JsonObject& members = *onto.object();
    const auto found = std::ranges::find(members, name, [](const auto& member) { return member.first; });
    if (found == members.end()) {
      members.emplace_back(name, value);
    } else {
      merge(found->second, value);
    }
  }
}

std::string filled(std::string text) {
  for (const auto& [mark, value] :
       {std::pair{"{{BASE}}", "http://127.0.0.1:8080"}, std::pair{"{{DIR}}", "/srv/site"}}) {
    for (std::size_t at; (at = text.find(mark)) != std::string::npos;)
      text.replace(at, std::string_view(mark).size(), value);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(golden_configurations_load) {
  const char* shared = std::getenv("POSTERN_SHARED");
  const std::filesystem::path folder = std::filesystem::path(shared != nullptr ? shared : "../shared") / "golden";
  if (!std::filesystem::exists(folder / "base.json")) {
    std::cout << "skipped 1: no " << folder.string() << "\n";
    BOOST_TEST(true);
    return;
  }
  const base::Json base_configuration = base::parse_json(read(folder / "base.json")).value();
  const std::string site = "\ndsn: sqlite://db.sqlite\nsecrets: { default: [a-secret-of-the-test-suite] }\n";
  std::size_t loaded = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".json") || name.ends_with(".golden.json") || name.ends_with(".schema.json")) continue;
    const base::Json scenario = base::parse_json(read(entry.path())).value();
    base::Json configuration = base_configuration;
    if (const base::Json* patch = scenario.find("config")) merge(configuration, *patch);
    std::string yaml;
    for (const auto& [key, value] : *configuration.object()) yaml += key + ": " + value.text() + "\n";
    try {
      const config::Loaded result = must_load(filled(yaml) + site);
      for (const config::Problem& warning : result.warnings) BOOST_ERROR(name + ": " + warning.key + " warns");
    } catch (const std::exception& error) {
      BOOST_ERROR(name + ": " + error.what());
    }
    ++loaded;
  }
  BOOST_TEST(loaded > 100u);
}
