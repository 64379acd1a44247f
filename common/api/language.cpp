#include "api/language.h"

#include <algorithm>

#include "api/cookies.h"
#include "base/text.h"

namespace api {

namespace {

// `de-CH` is German.
std::string_view spoken(std::string_view tag) {
  const std::string code = base::to_lower_ascii(base::trim(tag.substr(0, tag.find_first_of("-_"))));
  const auto hit = std::ranges::find(kLanguages, code, &Language::code);
  return hit == kLanguages.end() ? std::string_view() : hit->code;
}

// `q=0.8` in thousandths; what cannot be read counts as not wanted.
int weight_of(std::string_view parameter) {
  parameter = base::trim(parameter);
  if (parameter.empty()) return 1000;
  if (!parameter.starts_with("q=") || parameter.size() < 3) return 0;
  if (parameter[2] == '1') return 1000;
  int weight = 0, place = 100;
  for (const char digit : parameter.substr(std::min<std::size_t>(4, parameter.size()))) {
    if (digit < '0' || digit > '9') return 0;
    weight += place * (digit - '0');
    place /= 10;
  }
  return weight;
}

}  // namespace

std::string_view first_spoken(std::string_view ui_locales) {
  while (!ui_locales.empty()) {
    const auto end = std::min(ui_locales.find(' '), ui_locales.size());
    if (const auto code = spoken(ui_locales.substr(0, end)); !code.empty()) return code;
    ui_locales.remove_prefix(std::min(end + 1, ui_locales.size()));
  }
  return {};
}

std::string_view best_accepted(std::string_view accept_language) {
  std::string_view best;
  int best_weight = 0;
  while (!accept_language.empty()) {
    const auto end = std::min(accept_language.find(','), accept_language.size());
    const auto item = accept_language.substr(0, end);
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto code = spoken(item.substr(0, semicolon));
    const int weight = weight_of(item.substr(std::min(semicolon + 1, item.size())));
    if (!code.empty() && weight > best_weight) best = code, best_weight = weight;
    accept_language.remove_prefix(std::min(end + 1, accept_language.size()));
  }
  return best;
}

std::string_view page_language(Call& call) {
  keep_language(call);
  return spoken_language(call);
}

std::string_view spoken_language(Call& call) {
  if (const auto asked = first_spoken(call.parameter("ui_locales")); !asked.empty()) return asked;
  if (const auto kept = first_spoken(language_cookie_of(call)); !kept.empty()) return kept;
  if (const auto accepted = best_accepted(call.request.header("accept-language").value_or("")); !accepted.empty())
    return accepted;
  return kLanguages[static_cast<std::size_t>(call.app.config().pages.language)].code;
}

void keep_language(Call& call) {
  const auto asked = first_spoken(call.parameter("ui_locales"));
  if (!asked.empty() && asked != language_cookie_of(call)) set_language_cookie(call, std::string(asked));
}

}  // namespace api
