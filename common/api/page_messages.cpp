// Messages: words by slug first, then by id and language, then Kratos' text (PAGES section 3).
#include <algorithm>

#include "api/page_choice.h"
#include "api/page_parts.h"
#include "base/json.h"
#include "base/text.h"

namespace api {

namespace {

constexpr int kReplayed = 4900001;
constexpr int kThrottled = 4900002;
constexpr int kBadCredentials = 4000006;

// Said by heading and lead.
bool is_said_elsewhere(int id) { return id == 1010003 || id == 1010004 || id == 1010012 || id == 1040009; }

// An expired flow was replaced: news, not a mistake.
bool is_expiry(int id) { return id == 4010001 || id == 4040001 || id == 4050001; }

// The field a global message belongs to.
std::string_view field_of(int id) {
  switch (id) {
    case 4000008:
    case kReplayed:
      return "totp_code";
    case 4000012:
    case 4000014:
    case 4000016:
      return "lookup_secret";
    default:
      return {};
  }
}

std::string_view group_of_field(std::string_view field) { return field == "totp_code" ? "totp" : field; }

struct Facts {  // a message's context
  Words::Holes holes;
  std::string reason;

  [[nodiscard]] std::int64_t number(std::string_view name) const {
    for (const auto& [key, value] : holes) {
      if (key == name) return base::parse_int(value).value_or(0);
    }
    return 0;
  }
};

// "string or number"
std::string alternatives(const Context& page, const base::JsonArray& values) {
  std::string text;
  for (const base::Json& value : values) {
    if (value.string()) text += (text.empty() ? "" : " " + page.words.say("or") + " ") + *value.string();
  }
  return text;
}

Facts facts_of(const Context& page, const flow::Message& message) {
  Facts facts;
  facts.holes.emplace_back("site", page.view.site);
  if (message.context.empty()) return facts;
  const auto context = base::parse_json(message.context);
  if (!context || !context.value().object()) return facts;
  for (const auto& [key, value] : *context.value().object()) {
    if (value.string()) facts.holes.emplace_back(key, *value.string());
    if (value.number()) facts.holes.emplace_back(key, value.number()->text);
    if (value.array()) facts.holes.emplace_back(key, alternatives(page, *value.array()));
    if (key == "reason" && value.string()) facts.reason = *value.string();
  }
  return facts;
}

bool is_origin(const Context& page, const flow::Message& message, const Facts& facts) {
  return (message.slug.empty() ? facts.reason : message.slug) == "webauthn.origin" && !page.view.key_origin.empty();
}

std::string words_of(const Context& page, const flow::Message& message, const Facts& facts) {
  const std::string& slug = message.slug.empty() ? facts.reason : message.slug;
  // `totp.skewed.fast 4`: what JSON must not say stands in the slug.
  if (const auto blank = slug.find(' '); blank != std::string::npos)
    return page.words.count("slug." + slug.substr(0, blank), base::parse_int(slug.substr(blank + 1)).value_or(1));
  if (auto words = page.words.try_say("slug." + slug, facts.holes)) return *words;
  if (auto words = page.words.try_say("message." + std::to_string(message.id), facts.holes)) return *words;
  return message.text;
}

// What is left of a span that was counted when the message was made.
std::int64_t left_of(const PageView& view, std::int64_t seconds) {
  if (view.answered_at == base::Time{}) return seconds;
  const auto passed = std::chrono::floor<std::chrono::seconds>(view.now - view.answered_at).count();
  return std::max<std::int64_t>(0, seconds - std::max<std::int64_t>(0, passed));
}

bool contains(const std::vector<std::string>& groups, std::string_view group) {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

void add_problem(Said& said, const std::string& field, const std::string& text) {
  std::string& problem = said.problems[field];
  problem += problem.empty() ? text : " " + text;
  said.error = true;
}

void place_global(const Context& page, const flow::Message& message, const std::vector<std::string>& groups,
                  Said& said) {
  if (is_said_elsewhere(message.id) || message.slug == "passkey.no_name") return;  // nothing a person could do about it
  Facts facts = facts_of(page, message);
  const std::string failed = failed_group(page.view);
  if (message.id == kThrottled) {
    const std::int64_t wait = left_of(page.view, facts.number("retry_after"));
    if (wait == 0 || (!failed.empty() && !contains(groups, failed))) return;
    said.wait = wait;
    said.error = true;
    facts.holes.emplace_back("wait", page.words.wait(wait));
    const bool password = failed == "password" || (failed.empty() && contains(groups, "password"));
    const std::string key = password ? "throttled.password" : "throttled.note";
    said.notes.push_back(note("wait", "alert", page.words.say(key, facts.holes)));
    return;
  }
  const std::string text = words_of(page, message, facts);
  const std::string_view field = field_of(message.id);
  if (!field.empty()) {
    if (!contains(groups, group_of_field(field))) return;
    add_problem(said, std::string(field), text);
    if (message.id == kReplayed) {
      said.replayed = true;
      said.next_code = left_of(page.view, facts.number("seconds"));
    }
    return;
  }
  if (message.type != flow::Message::Type::error || is_expiry(message.id)) {
    const bool success = message.type == flow::Message::Type::success;
    said.notes.push_back(note(success ? "success" : "info", "status", text));
    return;
  }
  said.error = true;
  said.bad_credentials = said.bad_credentials || message.id == kBadCredentials;
  said.notes.push_back(note("error", "alert", text).text("id", message.id == kBadCredentials ? "message" : ""));
  if (is_origin(page, message, facts)) said.notes.back().html("text", origin_in_words(page));
}

}  // namespace

std::string in_words(const Context& page, const flow::Message& message) {
  return words_of(page, message, facts_of(page, message));
}

Html with_breaks(std::string_view address) {
  const std::size_t at = address.find('@');
  if (at == std::string_view::npos) return escape_html(address);
  return {escape_html(address.substr(0, at + 1)).markup + "<wbr>" + escape_html(address.substr(at + 1)).markup};
}

std::string capitalised(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 32);
  return text;
}

std::string methods_in_words(const Context& page, const std::vector<std::string>& methods) {
  std::string text;
  for (std::size_t at = 0; at < methods.size(); ++at) {
    const std::string* name = page.words.find("method." + methods[at]);
    const std::string& method = name ? *name : methods[at];
    const bool last = at + 1 == methods.size();
    text = at == 0 ? method : page.words.say(last ? "list.last" : "list.middle", {{"list", text}, {"item", method}});
  }
  return text;
}

Slots note(std::string kind, std::string role, std::string text) {
  return Slots().text("kind", std::move(kind)).text("role", std::move(role)).text("text", std::move(text));
}

std::string failed_group(const PageView& view) {
  return view.failed_group.empty() ? group_in_error(view.ui) : view.failed_group;
}

Said place_messages(const Context& page, const std::vector<std::string>& groups) {
  Said said;
  for (const flow::Message& message : page.view.ui.messages) place_global(page, message, groups, said);
  for (const flow::Node& node : page.view.ui.nodes) {
    if (node.group != "default" && !contains(groups, node.group)) continue;
    const bool has_field = node.kind == flow::Node::Kind::input && node.type != "hidden" && node.type != "submit" &&
                           node.type != "button" && (node.group != "default" || node.label);
    for (const flow::Message& message : node.messages) {
      const Facts facts = facts_of(page, message);
      const std::string text = words_of(page, message, facts);
      if (message.type != flow::Message::Type::error) {
        said.notes.push_back(note("info", "status", text));
      } else if (has_field) {
        add_problem(said, node.name, text);
      } else {  // a message for a field that does not exist makes Kratos append a node without a label
        said.error = true;
        said.notes.push_back(note("error", "alert", text));
        if (is_origin(page, message, facts)) said.notes.back().html("text", origin_in_words(page));
      }
    }
  }
  return said;
}

void add_summary(const Context& page, const Said& said, Slots& slots) {
  if (said.problems.size() < 2) return;
  std::vector<Slots> problems;
  for (const flow::Node& node : page.view.ui.nodes) {  // in the order of the page
    const auto problem = said.problems.find(node.name);
    if (problem == said.problems.end()) continue;
    problems.push_back(Slots().text("field", node.name).text("text", problem->second));
  }
  const auto count = static_cast<std::int64_t>(said.problems.size());
  slots.group("summary",
              Slots().text("heading", page.words.count("summary", count)).list("problems", std::move(problems)));
}

}  // namespace api
