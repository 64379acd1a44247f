#include "api/pagination.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace api {

namespace {

constexpr std::int64_t kDefaultSize = 250;
constexpr std::int64_t kMaxSize = 1000;
constexpr std::int64_t kMaxOffset = 1'000'000'000;
constexpr std::string_view kTokenStart = "{\"offset\":\"";
constexpr std::string_view kTokenEnd = "\",\"v\":2}";

std::string make_token(std::int64_t offset) {
  const std::string json = std::string(kTokenStart) + std::to_string(offset) + std::string(kTokenEnd);
  return base::encode_base64url(base::as_bytes(json));
}

// Only what make_token writes: everything else is the first page.
std::optional<std::int64_t> offset_of_token(std::string_view token) {
  const auto bytes = base::decode_base64url(token);
  if (!bytes) return std::nullopt;
  const std::string_view json = base::as_text(*bytes);
  if (!json.starts_with(kTokenStart) || !json.ends_with(kTokenEnd)) return std::nullopt;
  if (json.size() < kTokenStart.size() + kTokenEnd.size()) return std::nullopt;
  return base::parse_int(json.substr(kTokenStart.size(), json.size() - kTokenStart.size() - kTokenEnd.size()));
}

std::optional<std::int64_t> number_of(const Call& call, std::string_view name) {
  return base::parse_int(call.parameter(name));
}

std::string link(const Call& call, std::string_view relation, const base::Query& parameters) {
  const std::string path = base::parse_url(call.app.essentials().base_url).value_or(base::Url{}).path;
  std::string url = base::join_url(path, call.path);
  if (!call.request.query.empty()) url += "?" + call.request.query;
  return "<" + base::with_query(url, parameters) + ">; rel=\"" + std::string(relation) + "\"";
}

}  // namespace

Page requested_page(const Call& call) {
  std::int64_t size = number_of(call, "page_size").value_or(number_of(call, "per_page").value_or(kDefaultSize));
  size = std::clamp<std::int64_t>(size, 1, kMaxSize);
  const auto from_token = offset_of_token(call.parameter("page_token"));
  const std::int64_t page = std::clamp<std::int64_t>(number_of(call, "page").value_or(0), 0, kMaxOffset / kMaxSize);
  return {std::clamp<std::int64_t>(from_token.value_or(page * size), 0, kMaxOffset), static_cast<int>(size)};
}

void add_page_headers(const Call& call, const Page& page, std::int64_t total, http::Response& response) {
  const std::int64_t size = total > 0 ? std::min<std::int64_t>(page.size, total) : page.size;
  const std::int64_t here = page.offset / size, last = total > 0 ? (total - 1) / size : 0;
  std::string links;
  const auto add = [&](std::string_view relation, std::int64_t number) {
    const std::string length = std::to_string(size);
    links += (links.empty() ? "" : ",") + link(call, relation,
                                               {{"page", std::to_string(number)},
                                                {"page_size", length},
                                                {"page_token", make_token(number * size)},
                                                {"per_page", length}});
  };
  const bool nothing = total == 0;  // Kratos then offers neighbours on both sides, and clients compare the header
  if (here > 0 || last == 0) add("first", 0);
  if (here < last || nothing) add("next", here + 1);
  if (here > 0 || nothing) add("prev", std::min(here, last + 1) - 1);
  if (here < last) add("last", last);
  response.set("X-Total-Count", std::to_string(total)).set("Link", links);
}

IdPage requested_id_page(const Call& call) {
  const auto after = base::parse_uuid(call.parameter("page_token"));
  return {after.value_or(base::Uuid{}), requested_page(call).size};
}

void add_id_page_links(const Call& call, const IdPage& page, const std::optional<base::Uuid>& last,
                       http::Response& response) {
  const auto add = [&](std::string_view relation, const base::Uuid& after) {
    return link(call, relation, {{"page_size", std::to_string(page.size)}, {"page_token", base::to_string(after)}});
  };
  response.set("Link", add("first", base::Uuid{}) + (last ? "," + add("next", *last) : ""));
}

}  // namespace api
