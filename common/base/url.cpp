// Go's net/url (url.Parse and URL.String), which reads RFC 3986 with a few tolerances of its own. Whatever a browser
// might read as a host must end up in `host`: the redirect checks compare it.
#include "base/url.h"

#include <algorithm>

#include "base/result.h"
#include "base/text.h"

namespace base {

namespace {

enum class Part { path, segment, userinfo, query, fragment, host };

bool is_any(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What stands for itself in a part of a URL; everything else is percent-encoded.
bool is_plain(char c, Part part) {
  if (is_letter(c) || is_digit(c) || is_any(c, "-_.~")) return true;
  switch (part) {
    case Part::path:
      return is_any(c, "$&+,/:;=@");
    case Part::segment:
      return is_any(c, "$&+:=@");
    case Part::userinfo:
      return is_any(c, "$&+,;=");
    case Part::query:
      return false;
    case Part::fragment:
      return is_any(c, "$&+,/:;=?@!()*");
    case Part::host:
      return is_any(c, "!$&'()*+,;=:[]<>\"");
  }
  return false;
}

std::string escape(std::string_view text, Part part) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c, part)) {
      out.push_back(c);
    } else if (c == ' ' && part == Part::query) {
      out.push_back('+');
    } else {
      out.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return out;
}

std::optional<std::string> unescape(std::string_view text, Part part) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      const bool is_blank = part == Part::query && text[i] == '+';
      out.push_back(is_blank ? ' ' : text[i]);
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

// Go keeps an escaped path or fragment as it was written if it could have been written so, else it escapes anew.
std::optional<std::string> keep_escaped(std::string_view text, Part part) {
  const auto clear = unescape(text, part);
  if (!clear) return std::nullopt;
  const bool is_kept =
      std::all_of(text.begin(), text.end(), [&](char c) { return is_plain(c, part) || is_any(c, "!'()*[]%"); });
  return is_kept || text == "*" ? std::string(text) : escape(*clear, part);
}

// Cuts `text` at `separator`; the rest is nothing if there is none.
std::optional<std::string_view> cut(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

// False if there is a colon where a scheme should be but is not.
bool take_scheme(std::string_view& text, std::string& scheme) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_letter(c)) continue;
    if (i == 0 && c == ':') return false;
    if (i == 0) return true;
    if (is_digit(c) || is_any(c, "+-.")) continue;
    if (c != ':') return true;
    scheme = to_lower_ascii(text.substr(0, i));
    text.remove_prefix(i + 1);
    return true;
  }
  return true;
}

bool is_port(std::string_view text) {
  return text.empty() || (text[0] == ':' && std::all_of(text.begin() + 1, text.end(), is_digit));
}

// Escapes in a host may only stand for bytes beyond ASCII; an IPv6 zone (`%25eth0`) may hold any.
std::optional<std::string> parse_host_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const bool is_percent = text.substr(i, 3) == "%25";
      const bool is_beyond_ascii = i + 1 < text.size() && hex_value(text[i + 1]) >= 8;
      if (!is_percent && !is_beyond_ascii) return std::nullopt;
    } else if (static_cast<unsigned char>(text[i]) < 0x80 && !is_plain(text[i], Part::host)) {
      return std::nullopt;
    }
  }
  return unescape(text, Part::host);
}

std::optional<std::string> parse_host(std::string_view text) {
  if (!text.starts_with('[')) {
    const std::size_t colon = text.rfind(':');
    if (colon != std::string_view::npos && !is_port(text.substr(colon))) return std::nullopt;
    return parse_host_text(text);
  }
  const std::size_t close = text.rfind(']');
  if (close == std::string_view::npos || !is_port(text.substr(close + 1))) return std::nullopt;
  const std::size_t zone = text.substr(0, close).find("%25");
  if (zone == std::string_view::npos) return parse_host_text(text);
  const auto address = parse_host_text(text.substr(0, zone));
  const auto name = unescape(text.substr(zone, close - zone), Part::host);
  if (!address || !name) return std::nullopt;
  return *address + *name + std::string(text.substr(close));
}

bool parse_authority(std::string_view text, Url& url) {
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    url.userinfo = text.substr(0, at);
    const bool is_valid = std::all_of(url.userinfo.begin(), url.userinfo.end(), [](char c) {
      return is_letter(c) || is_digit(c) || is_any(c, "-._:~!$&'()*+,;=%@");
    });
    if (!is_valid || !unescape(url.userinfo, Part::userinfo)) return false;
    text.remove_prefix(at + 1);
  }
  auto host = parse_host(text);
  if (!host) return false;
  url.host = std::move(*host);
  return true;
}

// Scheme, fragment and query are off: `//authority/path` or a path.
bool parse_hierarchy(std::string_view rest, Url& url) {
  const bool is_rooted = rest.starts_with('/');
  if (!is_rooted) {
    if (!url.scheme.empty()) {
      url.opaque = rest;
      return true;
    }
    // Go: `cache_object:foo/bar` must not become a path
    if (rest.substr(0, rest.find('/')).find(':') != std::string_view::npos) return false;
  }
  if (rest.starts_with("//") && (!url.scheme.empty() || !rest.starts_with("///"))) {
    rest.remove_prefix(2);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (!parse_authority(rest.substr(0, slash), url)) return false;
    rest.remove_prefix(slash);
  } else if (!url.scheme.empty() && is_rooted) {
    url.omit_host = true;
  }
  auto path = keep_escaped(rest, Part::path);
  if (!path) return false;
  url.path = std::move(*path);
  return true;
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  const auto fragment = cut(text, '#');
  if (has_controls(text) || !take_scheme(text, url.scheme)) return std::nullopt;
  if (const auto query = cut(text, '?')) {
    url.query = *query;
    url.force_query = query->empty();
  }
  if (!parse_hierarchy(text, url)) return std::nullopt;
  if (!fragment) return url;
  auto escaped = keep_escaped(*fragment, Part::fragment);
  if (!escaped) return std::nullopt;
  url.fragment = std::move(*escaped);
  return url;
}

std::string Url::hostname() const {
  std::string name = host;
  const std::size_t colon = name.rfind(':');
  const bool has_port = colon != std::string::npos && is_port(std::string_view(name).substr(colon));
  if (has_port) name.resize(colon);
  if (name.starts_with('[') && name.ends_with(']')) return name.substr(1, name.size() - 2);
  return name;
}

std::string Url::str() const {
  std::string out;
  if (!scheme.empty()) out = scheme + ":";
  if (!opaque.empty()) {
    out += opaque;
  } else {
    const bool has_authority = !host.empty() || !userinfo.empty();
    if (has_authority || (!scheme.empty() && !path.empty() && !omit_host)) out += "//";
    if (!userinfo.empty()) out += userinfo + "@";
    out += escape(host, Part::host);
    if (!path.empty() && path[0] != '/' && !host.empty()) out += '/';
    // else the first segment would read as a scheme
    if (out.empty() && path.substr(0, path.find('/')).find(':') != std::string::npos) out = "./";
    out += path;
  }
  if (force_query || !query.empty()) out += "?" + query;
  if (!fragment.empty()) out += "#" + fragment;
  return out;
}

// RFC 3986 section 5.2.4.
std::string clean_path(std::string_view path) {
  std::string decoded;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool is_dot = path[i] == '%' && equal_ignoring_case(path.substr(i, 3), "%2e");
    decoded.push_back(is_dot ? '.' : path[i]);
    if (is_dot) i += 2;
  }
  std::vector<std::string_view> kept;
  const std::vector<std::string_view> segments = split(decoded, '/');
  const std::size_t root = decoded.starts_with('/') ? 1 : 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool is_last = i + 1 == segments.size();
    const bool is_up = segments[i] == "..";
    if (!is_up && segments[i] != ".") {
      kept.push_back(segments[i]);
      continue;
    }
    if (is_up && kept.size() > root) kept.pop_back();
    if (is_last && !kept.empty()) kept.emplace_back();  // `/a/..` is the folder `/`
  }
  std::string out;
  for (std::size_t i = 0; i < kept.size(); ++i) out.append(i == 0 ? "" : "/").append(kept[i]);
  return out;
}

Query parse_query(std::string_view raw) {
  Query query;
  for (std::string_view pair : split(raw, '&')) {
    if (pair.empty() || pair.find(';') != std::string_view::npos) continue;
    const std::string_view raw_value = cut(pair, '=').value_or(std::string_view());
    auto name = unescape(pair, Part::query);
    auto value = unescape(raw_value, Part::query);
    if (name && value) query.emplace_back(std::move(*name), std::move(*value));
  }
  return query;
}

std::optional<std::string> find_parameter(const Query& query, std::string_view name) {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string encode_query(Query query) {
  std::stable_sort(query.begin(), query.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out;
  for (const auto& [key, value] : query) {
    if (!out.empty()) out += '&';
    out += escape_query(key) + "=" + escape_query(value);
  }
  return out;
}

std::string escape_query(std::string_view text) { return escape(text, Part::query); }
std::string escape_path(std::string_view text) { return escape(text, Part::path); }
std::string escape_path_segment(std::string_view text) { return escape(text, Part::segment); }
std::optional<std::string> unescape_path(std::string_view text) { return unescape(text, Part::path); }

std::string join_url(std::string_view base, std::string_view path) {
  const std::size_t scheme = base.find("://");
  const std::size_t authority = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t start = scheme == std::string_view::npos ? 0 : std::min(base.find('/', authority), base.size());
  const std::size_t path_end = std::min(path.find_first_of("?#"), path.size());
  std::string joined(base.substr(start));
  if (!path.empty()) joined.append("/").append(path.substr(0, path_end));
  std::string out(base.substr(0, start));
  for (const char c : joined) {
    if (c == '/' && out.size() > start && out.back() == '/') continue;
    out.push_back(c);
  }
  return out.append(path.substr(path_end));
}

std::string with_query(std::string_view url, const Query& add) {
  auto parsed = parse_url(url);
  if (!parsed) throw Broken("url.invalid", "a URL that must be valid is not");
  Query query = parse_query(parsed->query);
  std::erase_if(query, [&](const auto& old) { return find_parameter(add, old.first).has_value(); });
  query.insert(query.end(), add.begin(), add.end());
  parsed->query = encode_query(std::move(query));
  return parsed->str();
}

}  // namespace base
