// Outgoing HTTP for `postern doctor`: the program curl(1) as a child, because a static program has neither the host's
// name resolution nor its certificates. Redirects are not followed, nothing is taken from curl's own configuration or
// the environment, and no secret is ever sent: the arguments of a process can be seen by everybody on the machine.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.h"

namespace tools {

struct Wanted {
  std::string url;  // sent as it stands: dot segments and double slashes stay
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::vector<std::string> options = {};  // of curl, for what only one caller needs
};

struct Answer {
  int status = 0;          // 0: nobody answered; `trouble` says why
  std::string head;        // header lines of the last answer, as received
  std::string body;        // at most 256 KiB; of something that is announced to be longer, nothing
  std::string trouble;     // in plain words
  bool untrusted = false;  // https, and the certificate is the trouble
  bool too_long = false;   // a file, not a page of ours

  [[nodiscard]] std::string header(std::string_view name) const;  // the first; "" if absent
};

class Fetcher {
 public:
  // In the folders of PATH, then where hosts keep it; "" = there is none.
  static std::string find_curl();

  Fetcher(std::string curl, base::Random& random);
  [[nodiscard]] Answer fetch(const Wanted& wanted) const;
  [[nodiscard]] Answer get(const std::string& url) const { return fetch({.url = url}); }
  // From here on certificates are not looked at: the trouble is known, the rest is still to be seen.
  void trust_anybody() { trusting_ = true; }

 private:
  std::string curl_, mark_;
  bool trusting_ = false;
};

}  // namespace tools
