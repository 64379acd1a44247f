#include "config/parse_value.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/url.h"

namespace config {
namespace {

using Kind = Value::Kind;
using Outcome = base::Result<Parsed, std::string>;

Outcome refuse(std::string text) { return base::Error{std::move(text)}; }

std::string quoted(const Key& key, const std::string& text) {
  if (key.secret) return "the value";
  return base::quote_go(base::truncate_utf8(text, 80));
}

Outcome wrong_kind(const Value& value, std::string_view wanted) {
  std::string text = "must be " + std::string(wanted) + ", but is " + std::string(value.kind_name());
  if (value.kind == Kind::null) text += "; remove the key or give it a value";
  return refuse(std::move(text));
}

std::string list_of(const Key& key) {
  std::string text;
  for (const std::string_view word : allowed_words(key)) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

Outcome parse_boolean(const Value& value) {
  if (value.kind != Kind::boolean) return wrong_kind(value, "true or false, without quotes");
  Parsed parsed;
  parsed.on = value.text == "true";
  return parsed;
}

// Kratos' schema says string: an unquoted true is refused there, too.
Outcome parse_quoted_boolean(const Key& key, const Value& value) {
  if (value.kind == Kind::boolean) {
    return refuse("must be a string, but is a boolean: write \"" + value.text + "\" with the quotes");
  }
  if (value.kind != Kind::string) return wrong_kind(value, "\"true\" or \"false\", with the quotes");
  const std::optional<bool> on = base::parse_go_bool(value.text);
  if (!on) return refuse(quoted(key, value.text) + " is neither \"true\" nor \"false\"");
  Parsed parsed;
  parsed.on = *on;
  return parsed;
}

std::string bounds(const Key& key) {
  const bool low = key.least != std::numeric_limits<std::int64_t>::min();
  const bool high = key.most != std::numeric_limits<std::int64_t>::max();
  if (low && high) return "from " + std::to_string(key.least) + " to " + std::to_string(key.most);
  if (low) return std::to_string(key.least) + " or more";
  return "any whole number";
}

Outcome parse_integer(const Key& key, const Value& value) {
  if (value.kind != Kind::number) return wrong_kind(value, "a whole number");
  const std::optional<std::int64_t> number = base::parse_int(value.text);
  if (!number) return refuse(quoted(key, value.text) + " is no whole number; allowed: " + bounds(key));
  if (*number < key.least || *number > key.most) return refuse("is " + value.text + "; allowed: " + bounds(key));
  Parsed parsed;
  parsed.number = *number;
  return parsed;
}

Outcome parse_text(const Value& value) {
  if (value.kind == Kind::number || value.kind == Kind::boolean) {
    return refuse("must be a string, but is " + std::string(value.kind_name()) + ": put it in quotes");
  }
  if (value.kind != Kind::string) return wrong_kind(value, "a string");
  if (base::has_controls(value.text)) return refuse("holds control characters");
  Parsed parsed;
  parsed.text = value.text;
  return parsed;
}

// Kratos accepts any reference here and ends its process at first use if it is none of these.
Outcome parse_uri(const Key& key, const Value& value) {
  Outcome parsed = parse_text(value);
  if (!parsed) return parsed;
  const std::optional<base::Url> url = base::parse_url(value.text);
  const bool absolute = url && !url->scheme.empty() && url->opaque.empty() && !url->host.empty();
  const bool path = url && url->scheme.empty() && url->host.empty() && url->path.starts_with('/');
  if (!absolute && !path) {
    return refuse(quoted(key, value.text) + " is no URL; allowed: https://host/path, or a path that begins with /");
  }
  return parsed;
}

Outcome parse_duration_value(const Key& key, const Value& value) {
  if (value.kind != Kind::string) return wrong_kind(value, "a duration such as 1h30m or 15m");
  const std::optional<base::Duration> duration = parse_duration(value.text);
  if (!duration) {
    return refuse(quoted(key, value.text) +
                  " is no duration; allowed: whole numbers with a unit (ns us ms s m h), as in 1h30m or 15m");
  }
  Parsed parsed;
  parsed.duration = *duration;
  return parsed;
}

Outcome parse_size_value(const Key& key, const Value& value) {
  if (value.kind != Kind::string) return wrong_kind(value, "a size such as 64KB, 128MB or 1GB");
  const std::optional<std::int64_t> bytes = parse_size(value.text);
  if (!bytes) return refuse(quoted(key, value.text) + " is no size; allowed: a whole number with B, KB, MB, GB or TB");
  if (*bytes < key.least || *bytes > key.most) {
    return refuse(quoted(key, value.text) + " is out of range; allowed: " + bounds(key) + " bytes");
  }
  Parsed parsed;
  parsed.number = *bytes;
  return parsed;
}

std::optional<std::int64_t> find_word(const Key& key, std::string_view text) {
  const std::vector<std::string_view> words = allowed_words(key);
  const auto found = std::ranges::find(words, text);
  if (found == words.end()) return std::nullopt;
  return found - words.begin();
}

Outcome parse_choice(const Key& key, const Value& value) {
  if (value.kind != Kind::string) return wrong_kind(value, "one of " + list_of(key));
  const std::optional<std::int64_t> place = find_word(key, value.text);
  if (!place) return refuse(quoted(key, value.text) + " is not allowed; allowed: " + list_of(key));
  Parsed parsed;
  parsed.number = *place;
  parsed.text = value.text;
  return parsed;
}

std::string length_problem(const Key& key, const std::string& item, std::size_t index) {
  if (!key.secret) return {};
  const auto length = static_cast<std::int64_t>(base::count_code_points(item));
  if (length >= key.least && length <= key.most) return {};
  const std::string wanted =
      key.least == key.most ? "exactly " + std::to_string(key.least) : std::to_string(key.least) + " or more";
  return "entry " + std::to_string(index + 1) + " has " + std::to_string(length) + " characters; allowed: " + wanted +
         "; `postern secrets generate` makes one";
}

Outcome parse_list(const Key& key, const Value& value) {
  if (value.kind != Kind::list) return wrong_kind(value, "a list of strings");
  Parsed parsed;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const Value& item = value.items[i];
    Outcome text = parse_text(item);
    if (!text) return refuse("entry " + std::to_string(i + 1) + ": " + text.error());
    if (key.type == Type::choices && !find_word(key, item.text)) {
      return refuse(quoted(key, item.text) + " is not allowed; allowed: " + list_of(key));
    }
    if (std::string problem = length_problem(key, item.text, i); !problem.empty()) return refuse(std::move(problem));
    if (std::ranges::find(parsed.list, item.text) != parsed.list.end()) {
      return refuse("entry " + std::to_string(i + 1) + " stands there twice");
    }
    parsed.list.push_back(item.text);
  }
  return parsed;
}

Outcome parse_hooks(const Key& key, const Value& value) {
  if (value.kind != Kind::list) return wrong_kind(value, "a list of hooks, as in [{ hook: revoke_active_sessions }]");
  Parsed parsed;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::string entry = "entry " + std::to_string(i + 1) + " ";
    const Value* hook = value.items[i].find("hook");
    if (hook == nullptr || hook->kind != Kind::string) {
      return refuse(entry + "must be an object that names its `hook`; allowed: " + list_of(key));
    }
    if (!find_word(key, hook->text))
      return refuse(quoted(key, hook->text) + " is no hook here; allowed: " + list_of(key));
    for (const Member& member : value.items[i].members) {
      if (member.name != "hook" && member.name != "config") {
        return refuse(entry + "holds the unknown key `" + member.name + "`; allowed: hook, config");
      }
    }
    parsed.list.push_back(hook->text);
  }
  return parsed;
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::array<Unit, 6> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000}}};

// The digits at the front of `text`, taken off it.
std::optional<std::int64_t> take_number(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::optional<std::int64_t> number = base::parse_int(text.substr(0, end));
  text.remove_prefix(end);
  return number;
}

}  // namespace

std::vector<std::string_view> allowed_words(const Key& key) { return base::split(key.allowed, '|'); }

// Go's time.ParseDuration without sign and fraction; more than its 290 years is refused as there.
std::optional<base::Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    const std::optional<std::int64_t> number = take_number(text);
    if (!number) return std::nullopt;
    const std::size_t end = std::min(text.find_first_of("0123456789"), text.size());
    const auto unit = std::ranges::find(kUnits, text.substr(0, end), &Unit::name);
    if (unit == kUnits.end()) return std::nullopt;
    std::int64_t part = 0;
    if (__builtin_mul_overflow(*number, unit->nanoseconds, &part)) return std::nullopt;
    if (__builtin_add_overflow(total, part, &total)) return std::nullopt;
    text.remove_prefix(end);
  }
  return base::Duration(total / 1000);
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  constexpr std::array<std::string_view, 5> kSizes{"B", "KB", "MB", "GB", "TB"};
  const std::optional<std::int64_t> number = take_number(text);
  const auto unit = std::ranges::find(kSizes, text);
  if (!number || unit == kSizes.end()) return std::nullopt;
  std::int64_t bytes = *number;
  for (auto step = kSizes.begin(); step != unit; ++step) {
    if (__builtin_mul_overflow(bytes, std::int64_t{1024}, &bytes)) return std::nullopt;
  }
  return bytes;
}

Outcome parse_value(const Key& key, const Value& value) {
  switch (key.type) {
    case Type::boolean:
      return parse_boolean(value);
    case Type::quoted_boolean:
      return parse_quoted_boolean(key, value);
    case Type::integer:
      return parse_integer(key, value);
    case Type::text:
      return parse_text(value);
    case Type::uri:
      return parse_uri(key, value);
    case Type::duration:
      return parse_duration_value(key, value);
    case Type::size:
      return parse_size_value(key, value);
    case Type::choice:
      return parse_choice(key, value);
    case Type::texts:
    case Type::choices:
      return parse_list(key, value);
    case Type::hooks:
      return parse_hooks(key, value);
    case Type::any:
      return Parsed{};
  }
  return Parsed{};
}

std::string show(const Value& value) {
  if (value.kind == Kind::list) {
    std::string text = "[";
    for (const Value& item : value.items) {
      if (text.size() > 1) text += ", ";
      text += show(item);
    }
    return text + "]";
  }
  if (value.kind == Kind::object) {
    const Value* hook = value.find("hook");
    return hook != nullptr ? hook->text : "{…}";
  }
  return value.text;
}

}  // namespace config
