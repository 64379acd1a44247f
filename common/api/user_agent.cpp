#include "api/user_agent.h"

#include <array>
#include <utility>

namespace api {

namespace {

using Table = std::pair<std::string_view, std::string_view>;  // what the header holds, what it means

// The first that occurs decides: nearly everybody claims to be Chrome, and Chrome to be Safari.
constexpr std::array kBrowsers = {
    Table{"Edg", "Edge"},         Table{"OPR/", "Opera"},         Table{"SamsungBrowser/", "Samsung Internet"},
    Table{"Vivaldi/", "Vivaldi"}, Table{"FxiOS/", "Firefox"},     Table{"Firefox/", "Firefox"},
    Table{"CriOS/", "Chrome"},    Table{"Chromium/", "Chromium"}, Table{"Chrome/", "Chrome"},
    Table{"Safari/", "Safari"},   Table{"curl/", "curl"},
};
// Android says Linux too, iPhones and iPads say Mac OS X.
constexpr std::array kSystems = {
    Table{"iPhone", "iphone"},   Table{"iPad", "ipad"},     Table{"Android", "android"}, Table{"CrOS", "chromeos"},
    Table{"Windows", "windows"}, Table{"Macintosh", "mac"}, Table{"Linux", "linux"},
};

template <std::size_t N>
std::string_view first_hit(const std::array<Table, N>& table, std::string_view header) {
  for (const auto& [mark, meaning] : table) {
    if (header.find(mark) != std::string_view::npos) return meaning;
  }
  return {};
}

}  // namespace

Agent read_user_agent(std::string_view header) { return {first_hit(kBrowsers, header), first_hit(kSystems, header)}; }

}  // namespace api
