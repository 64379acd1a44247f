// The Accept header (RFC 9110 section 12.5.1) as the contract weighs it (half A 2.2): offers in order, inside an offer
// the ranges in order, a later one only wins with a higher q or, for the same q, a narrower range.
#include "api/negotiate.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"

namespace api {

namespace {

struct Range {
  std::string_view type;
  double q = 1;
};

constexpr std::array<std::string_view, 4> kJsonRequestOffers{"text/html", "text/*", "*/*", "application/json"};
constexpr std::array<std::string_view, 2> kAcceptOffers{"text/html", "application/json"};

bool is_token_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7F && std::string_view("()<>@,;:\\\"[]?={}").find(c) == std::string_view::npos;
}

void skip_blanks(std::string_view& text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  text.remove_prefix(start == std::string_view::npos ? text.size() : start);
}

std::string_view take_type(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_token_char(text[end])) ++end;
  const std::string_view type = text.substr(0, end);
  text.remove_prefix(end);
  return type;
}

// qvalue: `0`, `1`, `0.5`; nullopt for anything that starts otherwise.
std::optional<double> take_quality(std::string_view& text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  double q = text[0] - '0';
  text.remove_prefix(1);
  if (!text.starts_with('.')) return q;
  text.remove_prefix(1);
  double place = 0.1;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    q += place * (text[0] - '0');
    place /= 10;
    text.remove_prefix(1);
  }
  return q;
}

// Reading ends at the first thing that is not understood; what was read before counts.
std::vector<Range> parse_accept(std::string_view text) {
  std::vector<Range> ranges;
  while (true) {
    skip_blanks(text);
    Range range{take_type(text)};
    if (range.type.empty()) return ranges;
    skip_blanks(text);
    if (text.starts_with(';')) {
      text.remove_prefix(1);
      skip_blanks(text);
      if (!text.starts_with("q=")) return ranges;
      text.remove_prefix(2);
      const auto q = take_quality(text);
      if (!q) return ranges;
      range.q = *q;
    }
    ranges.push_back(range);
    skip_blanks(text);
    if (!text.starts_with(',')) return ranges;
    text.remove_prefix(1);
  }
}

// How loosely a range names an offer: 0 exactly, 1 `type/*`, 2 `*/*`.
std::optional<int> wildness(std::string_view range, std::string_view offer) {
  if (range == "*/*") return 2;
  if (range.ends_with("/*") && offer.starts_with(range.substr(0, range.size() - 1))) return 1;
  if (range == offer) return 0;
  return std::nullopt;
}

}  // namespace

std::string_view negotiate(std::string_view accept, std::span<const std::string_view> offers,
                           std::string_view fallback) {
  const std::vector<Range> ranges = parse_accept(accept);
  std::string_view best = fallback;
  double best_q = -1;
  int best_wildness = 3;
  for (const std::string_view offer : offers) {
    for (const Range& range : ranges) {
      if (range.q <= 0 || range.q < best_q) continue;
      const auto wild = wildness(range.type, offer);
      if (!wild || (range.q <= best_q && *wild >= best_wildness)) continue;
      best = offer;
      best_q = range.q;
      best_wildness = *wild;
    }
  }
  return best;
}

bool is_json_request(const http::Request& request) {
  if (request.content_type == "application/json") return true;
  return negotiate(request.header("accept").value_or(""), kJsonRequestOffers, "text/html") == "application/json";
}

bool accepts_json(const http::Request& request) {
  return negotiate(request.header("accept").value_or(""), kAcceptOffers, "text/html") == "application/json";
}

bool wants_page(const http::Request& request) {
  constexpr std::array<std::string_view, 2> kOffers{"application/json", "text/html"};
  return negotiate(request.header("accept").value_or(""), kOffers, "application/json") == "text/html";
}

}  // namespace api
