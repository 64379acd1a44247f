// Files that are planted to see whether a web server gives them away. They are gone when the owner of this object is,
// and when a signal ends the program, whichever signals whoever started it had ignored.
#pragma once

#include <string>

#include "base/random.h"

namespace tools {

class Probes {
 public:
  explicit Probes(base::Random& random);
  Probes(const Probes&) = delete;
  Probes& operator=(const Probes&) = delete;
  ~Probes();

  // What a probe says; no page has it by chance.
  [[nodiscard]] const std::string& word() const { return word_; }
  // FOLDER/postern-probe-RANDOM SUFFIX, which holds the word and which everybody may read. The name; "" if it cannot be
  // written there.
  [[nodiscard]] std::string plant(const std::string& folder, const std::string& suffix);
  // A private file under a name that nobody else uses; what an interrupted run left there is replaced. False: it cannot
  // be written.
  bool plant_private(const std::string& path, const std::string& content);
  void remove_all();

 private:
  std::string stem_, word_;
};

}  // namespace tools
