// The file setup.txt, which opens /setup: who may write into the data folder owns the site.
#pragma once

#include <string>

#include "base/clock.h"

namespace api {

struct SetupWord {
  std::string text;     // "" = the page is closed
  std::string trouble;  // why a file that is there does not open it, for the log
};
// The first line of FOLDER/setup.txt, for 30 minutes after the file was written.
[[nodiscard]] SetupWord find_setup_word(const std::string& folder, base::Time now);

enum class Tried { right, wrong, closed };
// Five wrong words, and the file is renamed to setup.txt.refused. A try is charged before the words are compared, so
// that many at once are no more than five.
[[nodiscard]] Tried try_word(const std::string& folder, const std::string& word, const std::string& guess);
void close_setup(const std::string& folder);  // removes the file

}  // namespace api
