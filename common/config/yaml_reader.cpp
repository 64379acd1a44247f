// YAML 1.2.2. Scalars get their kind from section 10.3 (core schema): true/false, null, integers and floats where
// plain, strings where quoted. Anchors and aliases (section 7.1) are copied; `<<` merges as Go's YAML libraries do.
#include "config/yaml_reader.h"

#include <yaml-cpp/yaml.h>

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

namespace config {
namespace {

// Kratos' largest examples have some hundred values; an alias bomb has millions.
constexpr std::size_t kMaxValues = 10000;

struct Refused {
  YAML::Mark mark;
  std::string text;
};

Place place_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1, {}}; }

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  if (is_digits(text)) return true;
  if (text.starts_with("0x") || text.starts_with("0o")) {
    return text.size() > 2 && text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
  }
  if (const std::size_t exponent = text.find_first_of("eE"); exponent != std::string_view::npos) {
    std::string_view power = text.substr(exponent + 1);
    if (!power.empty() && (power[0] == '-' || power[0] == '+')) power.remove_prefix(1);
    if (!is_digits(power)) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return is_digits(text);
  const std::string_view whole = text.substr(0, point), fraction = text.substr(point + 1);
  return (whole.empty() || is_digits(whole)) && (fraction.empty() || is_digits(fraction)) && text.size() > 1;
}

Value scalar(const YAML::Mark& mark, const std::string& tag, const std::string& text) {
  Value value;
  value.kind = Value::Kind::string;
  value.text = text;
  value.place = place_of(mark);
  if (tag != "?") return value;  // quoted, or tagged by hand
  if (text == "true" || text == "True" || text == "TRUE") {
    value.kind = Value::Kind::boolean;
    value.text = "true";
  } else if (text == "false" || text == "False" || text == "FALSE") {
    value.kind = Value::Kind::boolean;
    value.text = "false";
  } else if (is_number(text)) {
    value.kind = Value::Kind::number;
  }
  return value;
}

std::size_t count_values(const Value& value) {
  std::size_t count = 1;
  for (const Value& item : value.items) count += count_values(item);
  for (const Member& member : value.members) count += count_values(member.value);
  return count;
}

void merge_into(std::vector<Member>& members, const Value& from) {
  for (const Member& member : from.members) {
    if (std::ranges::find(members, member.name, &Member::name) == members.end()) members.push_back(member);
  }
}

// `<<: *defaults`, or a list of such: what the object says itself wins.
void resolve_merges(Value& object) {
  const auto found = std::ranges::find(object.members, "<<", &Member::name);
  if (found == object.members.end()) return;
  const Value merged = std::move(found->value);
  object.members.erase(found);
  merge_into(object.members, merged);
  for (const Value& item : merged.items) merge_into(object.members, item);
}

class Builder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Value value;
    value.place = place_of(mark);
    add(mark, anchor, std::move(value));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refused{mark, "an alias may not stand inside what it names"};
    values_ += count_values(found->second);
    add(mark, 0, found->second);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    add(mark, anchor, scalar(mark, tag, text));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor, Value::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor, Value::Kind::object);
  }
  void OnMapEnd() override { close(); }

  Value take() { return std::move(root_); }

 private:
  struct Open {
    YAML::Mark mark;
    YAML::anchor_t anchor;
    Value value;
    std::optional<Member> pending = std::nullopt;  // an object's name that waits for its value
  };

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, Value::Kind kind) {
    Open opened{mark, anchor, {}};
    opened.value.kind = kind;
    opened.value.place = place_of(mark);
    open_.push_back(std::move(opened));
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    resolve_merges(closed.value);
    add(closed.mark, closed.anchor, std::move(closed.value));
  }

  void add(const YAML::Mark& mark, YAML::anchor_t anchor, Value value) {
    if (++values_ > kMaxValues) throw Refused{mark, "the document is too large"};
    if (anchor != 0) anchors_[anchor] = value;
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.kind == Value::Kind::list) {
      open_.back().value.items.push_back(std::move(value));
    } else {
      add_to_object(mark, open_.back(), std::move(value));
    }
  }

  static void add_to_object(const YAML::Mark& mark, Open& object, Value value) {
    if (object.pending) {
      object.pending->value = std::move(value);
      object.value.members.push_back(std::move(*object.pending));
      object.pending.reset();
      return;
    }
    if (value.kind == Value::Kind::list || value.kind == Value::Kind::object) {
      throw Refused{mark, "a key must be plain text"};
    }
    if (object.value.find(value.text) != nullptr) {
      throw Refused{mark, "`" + value.text + "` stands here twice; keep one"};
    }
    object.pending = Member{value.text, value.place, {}};
  }

  Value root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Value> anchors_;
  std::size_t values_ = 0;
};

Problem problem_at(const std::string& file, const YAML::Mark& mark, std::string text) {
  const Place place = mark.is_null() ? Place{1, 1, {}} : place_of(mark);
  return {place.text(file), "", std::move(text)};
}

}  // namespace

base::Result<Value, Problem> read_yaml(const std::string& text, const std::string& file) {
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    Builder builder;
    if (!parser.HandleNextDocument(builder)) return Value{};
    Value root = builder.take();
    if (Builder second; parser.HandleNextDocument(second)) {
      return base::Error{problem_at(file, YAML::Mark(), "more than one document; a configuration is one")};
    }
    return root;
  } catch (const Refused& refused) {
    return base::Error{problem_at(file, refused.mark, refused.text)};
  } catch (const YAML::Exception& error) {
    return base::Error{problem_at(file, error.mark, "not YAML: " + error.msg)};
  }
}

}  // namespace config
