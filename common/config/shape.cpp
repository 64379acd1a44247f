#include "config/shape.h"

#include <algorithm>

namespace config {
namespace {

Shape& require_child(Shape& parent, std::string_view name) {
  const auto found = std::ranges::find(parent.children, name, &Shape::name);
  if (found != parent.children.end()) return *found;
  Shape child;
  child.name = name;
  child.path = parent.path.empty() ? child.name : parent.path + "." + child.name;
  parent.children.push_back(std::move(child));
  return parent.children.back();
}

Shape& descend(Shape& root, std::string_view path) {
  Shape* at = &root;
  while (true) {
    const std::size_t dot = path.find('.');
    at = &require_child(*at, path.substr(0, dot));
    if (dot == std::string_view::npos) return *at;
    path.remove_prefix(dot + 1);
  }
}

struct Nearest {
  const Shape* shape = nullptr;
  std::size_t distance = std::string_view::npos;
};

void consider(Nearest& best, const Shape& candidate, std::string_view name) {
  if (candidate.name == "#") return;
  const std::size_t distance = edit_distance(candidate.name, name);
  // A third of the word may be wrong: more is another word.
  if (distance <= std::max<std::size_t>(1, name.size() / 3) && distance < best.distance) best = {&candidate, distance};
}

void consider_all(Nearest& best, const Shape& parent, std::string_view name) {
  for (const Shape& child : parent.children) {
    consider(best, child, name);
    consider_all(best, child, name);
  }
}

}  // namespace

const Shape* Shape::find(std::string_view child) const {
  const auto found = std::ranges::find(children, child, &Shape::name);
  return found == children.end() ? nullptr : &*found;
}

Shape make_shape(Keys& keys) {
  Shape root;
  for (const Key& key : keys.rows()) descend(root, key.path).key = &key;
  for (const std::string& path : keys.open_objects()) descend(root, path).open = true;
  return root;
}

std::string explain_unknown(const Shape& root, const Shape& parent, std::string_view name) {
  std::string text = "unknown key";
  Nearest nearest;
  for (const Shape& child : parent.children) consider(nearest, child, name);
  if (nearest.shape != nullptr) {
    text += "; did you mean `" + nearest.shape->name + "`?";
  } else {
    consider_all(nearest, root, name);
    text += nearest.shape != nullptr ? "; did you mean `" + nearest.shape->path + "`?" : ".";
  }
  text += " Allowed here: ";
  std::string_view separator;
  for (const Shape& child : parent.children) {
    text += separator;
    text += child.name;
    separator = ", ";
  }
  if (parent.children.empty()) text += "nothing";
  return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace config
