// Just enough reading of our own HTML to check its structure: a list of start tags with their attributes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace html {

struct Tag {
  std::string name;                               // `input`, `/form`
  std::map<std::string, std::string> attributes;  // values still escaped
  [[nodiscard]] bool has(const std::string& name_) const { return attributes.contains(name_); }
  [[nodiscard]] std::string get(const std::string& name_) const {
    const auto found = attributes.find(name_);
    return found == attributes.end() ? std::string() : found->second;
  }
  [[nodiscard]] bool has_class(std::string_view wanted) const {
    return (" " + get("class") + " ").find(" " + std::string(wanted) + " ") != std::string::npos;
  }
};

// Fails (by returning an unnamed tag) on anything that is not our own strict style: quoted values, no stray `<`.
inline std::vector<Tag> tags_of(std::string_view page) {
  std::vector<Tag> tags;
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at)) {
    Tag tag;
    std::size_t end = at + 1;
    while (end < page.size() && page[end] != ' ' && page[end] != '>') tag.name += page[end++];
    while (end < page.size() && page[end] == ' ') {
      std::string name, value;
      for (++end; end < page.size() && page[end] != '=' && page[end] != ' ' && page[end] != '>';) name += page[end++];
      if (end + 1 < page.size() && page[end] == '=') {
        if (page[end + 1] != '"') return {Tag{}};
        const std::size_t close = page.find('"', end + 2);
        if (close == std::string_view::npos) return {Tag{}};
        value = std::string(page.substr(end + 2, close - end - 2));
        end = close + 1;
      }
      if (!tag.attributes.emplace(name, value).second) return {Tag{}};  // an attribute twice
    }
    if (end >= page.size() || page[end] != '>') return {Tag{}};
    tags.push_back(std::move(tag));
    at = end;
  }
  return tags;
}

}  // namespace html
