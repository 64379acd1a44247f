// Every key that a template or the code names exists, every key of the file is used, and holes are filled.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "api/language.h"
#include "api/page_files.h"
#include "api/page_words.h"
#include "base/result.h"
#include "flow/messages.h"
#include "samples.h"

namespace {

std::string_view file(std::string_view wanted) {
  for (const auto& [name, content] : api::page_files()) {
    if (name == wanted) return content;
  }
  throw std::runtime_error("no such file");
}

const api::Words& english() {
  static const api::Words kWords(file("en.txt"));
  return kWords;
}

std::string sources() {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator("common/api")) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("page") || !name.ends_with(".cpp")) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    all += text.str();
  }
  return all;
}

// Families of keys that the code completes with a group, an id, a slug or a number.
bool is_family(const std::string& key) {
  static const std::regex kFamilies(
      "(group|way|method|plural|device|sessions\\.ended|label|hint|slug|message|step\\.heading|step\\.lead|throttled|"
      "about|mail|reset|"
      "overview\\.(webauthn|"
      "passkey)|"
      "setup|transport|keys\\.(yours|first|another)|action|settings\\.heading|remove|error|busy|circle|unsent|barred|"
      "month|month\\.short)"
      "\\..+|overview\\.(webauthn|passkey)");
  return std::regex_match(key, kFamilies);
}

}  // namespace

BOOST_AUTO_TEST_CASE(templates_name_known_words) {
  api::Templates::Files files;
  for (const auto& entry : api::page_files()) {
    if (entry.first.ends_with(".html")) files.push_back(entry);
  }
  const api::Templates templates(files);
  const std::vector<std::string> keys = templates.keys();
  BOOST_TEST(keys.size() > 40U);
  for (const std::string& key : keys) BOOST_TEST(english().find(key) != nullptr, "missing: " << key);
}

BOOST_AUTO_TEST_CASE(code_names_known_words) {
  const std::string text = sources();
  std::size_t found = 0;
  for (const auto& [call, counted] : {std::pair{"say", false}, {"count", true}, {"markup", false}}) {
    const std::regex pattern("words\\.(?:try_)?" + std::string(call) + "\\(\"([a-z0-9_.]+)\"[,)]|[^_a-z]" + call +
                             "\\(\"([a-z0-9_.]+)\"[,)]");
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at, ++found) {
      const std::string key = (*at)[1].matched ? (*at)[1].str() : (*at)[2].str();
      BOOST_TEST((english().find(counted ? key + ".one" : key) != nullptr), "missing: " << key);
      if (counted) BOOST_TEST((english().find(key + ".other") != nullptr), "missing: " << key << ".other");
    }
  }
  BOOST_TEST(found > 50U);
}

BOOST_AUTO_TEST_CASE(no_words_are_left_over) {
  std::string text = sources();
  for (const auto& [name, content] : api::page_files()) {
    if (name.ends_with(".html")) text += content;
  }
  for (std::string key : english().keys()) {
    if (is_family(key)) continue;
    const std::string whole = key;
    for (const char* plural : {".one", ".other"}) {
      if (key.ends_with(plural)) key.resize(key.size() - std::string_view(plural).size());
    }
    const bool used = text.find("\"" + key + "\"") != std::string::npos ||
                      text.find("\"" + whole + "\"") != std::string::npos ||
                      text.find("{{_" + key + "}}") != std::string::npos;
    BOOST_TEST(used, "nobody says " << key);
  }
}

BOOST_AUTO_TEST_CASE(plurals_come_in_pairs) {
  for (const std::string& key : english().keys()) {
    if (key.ends_with(".one") && key != "home.level.one") {
      BOOST_TEST(english().find(key.substr(0, key.size() - 3) + "other") != nullptr, key);
    }
  }
}

// What www/words.awk proves at build time, seen from here: four languages, each of them whole.
BOOST_AUTO_TEST_CASE(every_language_says_what_english_says) {
  std::size_t files = 0;
  for (const auto& [name, content] : api::page_files()) files += name.ends_with(".txt");
  BOOST_TEST(files == api::kLanguages.size());
  for (const api::Language& language : api::kLanguages) {
    const api::Words words(file(std::string(language.code) + ".txt"));
    BOOST_TEST(words.say("language") == language.code);
    BOOST_TEST((words.keys() == english().keys()), language.code);
  }
}

BOOST_AUTO_TEST_CASE(every_page_is_printed_in_every_language) {
  for (const api::Language& language : api::kLanguages) {
    for (samples::Sample sample : samples::all()) {
      sample.view.language = language.code;
      const std::string page = api::render(sample.view);
      BOOST_TEST(page.find("<html lang=\"" + std::string(language.code) + "\">") != std::string::npos, sample.name);
    }
  }
}

// Kratos' messages: the text of the id in English, words of their own elsewhere.
BOOST_AUTO_TEST_CASE(english_says_what_kratos_says) {
  const std::regex hole("\\{([a-z_]+)\\}");
  std::size_t seen = 0;
  for (const std::string& key : english().keys()) {
    if (!key.starts_with("message.") || (key.ends_with("0001") && key > "message.4010000")) continue;
    base::JsonObject context;
    api::Words::Holes holes;
    const std::string& text = *english().find(key);
    for (std::sregex_iterator at(text.begin(), text.end(), hole), end; at != end; ++at) {
      context.emplace_back((*at)[1].str(), base::Json("<" + (*at)[1].str() + ">"));
      holes.emplace_back((*at)[1].str(), "<" + (*at)[1].str() + ">");
    }
    BOOST_TEST(flow::make_message(std::stoi(key.substr(8)), context).text == english().say(key, holes));
    ++seen;
  }
  BOOST_TEST(seen > 60U);
}

BOOST_AUTO_TEST_CASE(plurals_of_nothing) {
  BOOST_TEST(english().count("wait.minutes", 0) == "0 minutes");
  BOOST_TEST(api::Words(file("fr.txt")).count("wait.minutes", 0) == "0 minute");
}

BOOST_AUTO_TEST_CASE(own_words_keep_the_tone) {
  for (const std::string& key : english().keys()) {
    if (!key.starts_with("message.")) BOOST_TEST(english().find(key)->find('!') == std::string::npos, key);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_key_and_an_empty_hole_are_our_mistake) {
  BOOST_CHECK_THROW((void)english().say("no.such.key"), base::Broken);
  BOOST_CHECK_THROW((void)english().say("title", {{"site", "x"}}), base::Broken);
  BOOST_CHECK_THROW(api::Words("a = b\na = c\n"), base::Broken);
  BOOST_CHECK_THROW(api::Words("no equals sign\n"), base::Broken);
}

BOOST_AUTO_TEST_CASE(times_are_said_as_people_say_them) {
  using namespace std::chrono_literals;
  const base::Time now = samples::now();
  BOOST_TEST(english().ago(now - 59s, now) == "a moment ago");
  BOOST_TEST(english().ago(now - 60s, now) == "1 minute ago");
  BOOST_TEST(english().ago(now - 12min, now) == "12 minutes ago");
  BOOST_TEST(english().ago(now - 1h, now) == "1 hour ago");
  BOOST_TEST(english().ago(now - 24h, now) == "yesterday");
  BOOST_TEST(english().ago(now - 48h, now) == "on 22 November 2026");
  BOOST_TEST(english().date_and_time(now) == "24 November 2026, 14:32 UTC");
  BOOST_TEST(english().clock(now).markup == "<time datetime=\"2026-11-24T14:32:00Z\">14:32 UTC</time>");
  BOOST_TEST(english().wait(1) == "1 second");
  BOOST_TEST(english().wait(60) == "60 seconds");
  BOOST_TEST(english().wait(61) == "2 minutes");
  BOOST_TEST(english().wait(300) == "5 minutes");
}

BOOST_AUTO_TEST_CASE(brackets_become_a_link_only_if_there_is_one) {
  const api::Words words("k = Ask [the <people>] {n}.\n");
  const auto with = [](std::string_view hole) { return hole == "link" ? api::Html{"/a?b&amp;c"} : api::Html{"3"}; };
  BOOST_TEST(words.markup("k", with).markup == "Ask <a href=\"/a?b&amp;c\">the &lt;people&gt;</a> 3.");
  const auto without = [](std::string_view) { return api::Html{}; };
  BOOST_TEST(words.markup("k", without).markup == "Ask the &lt;people&gt; .");
}
