// A folder of the web space under Apache, filled with what apache/htaccess needs beside it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tools {

// Only where nothing is; false: something is, or it cannot be written.
bool write_new_file(const std::string& path, std::string_view content, unsigned mode);

class WebFolder {
 public:
  // Looks for everything first, so that nothing is done by halves: `program` is in bin/ of a release or a build, or in
  // lib/postern. Throws Failure, also where a file of that name is there already.
  WebFolder(const std::string& folder, const std::string& program);
  [[nodiscard]] const std::string& path() const { return path_; }
  // With the path of kratos.yml in .htaccess.
  void fill(const std::string& config) const;

 private:
  std::string path_, htaccess_;
  std::vector<std::pair<std::string, std::string>> copies_;  // from, name
};

}  // namespace tools
