// What makes a document an identity schema; compiles its patterns on the way.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "identity/schema_document.h"

namespace identity {

class DocumentCheck {
 public:
  explicit DocumentCheck(Document& document) : document_(document) {}
  // "" = usable, else the reason with the JSON pointer of its place.
  [[nodiscard]] std::string run();

 private:
  void check_root();
  void check_schema(const base::Json& schema, const std::string& place, int depth);
  void check_reference(const base::Json& schema, const std::string& place, int depth);
  void check_keyword(const std::string& name, const base::Json& value, const std::string& place);
  void check_type(const base::Json& value, const std::string& place);
  void check_children(const std::string& name, const base::Json& value, const std::string& place, int depth);
  void compile(const std::string& pattern, const std::string& place);
  void refuse(const std::string& place, std::string_view reason);

  Document& document_;
  std::set<const base::Json*> seen_;  // a reference may lead back up
  std::string reason_;                // the first one stays
};

}  // namespace identity
