// The tree that the dotted paths of the key table span: what may stand inside what.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/key.h"

namespace config {

struct Shape {
  std::string name;
  std::string path;          // dotted, `#` for a list's index
  const Key* key = nullptr;  // a leaf
  bool open = false;         // names that are not in the table are tolerated
  std::vector<Shape> children;

  [[nodiscard]] const Shape* find(std::string_view child) const;
  [[nodiscard]] bool is_list() const { return children.size() == 1 && children[0].name == "#"; }
};

// Borrows the rows of `keys`.
[[nodiscard]] Shape make_shape(Keys& keys);

// What to say about a name that `parent` does not have: the nearest one there, else the nearest anywhere, and what is
// allowed.
[[nodiscard]] std::string explain_unknown(const Shape& root, const Shape& parent, std::string_view name);

// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace config
