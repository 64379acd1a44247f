// A lighttpd with pools of two processes each: /null; a file that the null handler lets through,
// /let-through/page.html; one that the gate guards, /guarded/page.html; and everything else (whoami).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/bench/fastcgi.h"

namespace bench {

class Lighttpd {
 public:
  Lighttpd(const std::string& folder, const std::vector<std::string>& environment);
  ~Lighttpd();
  Lighttpd(const Lighttpd&) = delete;

  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

 private:
  Endpoint endpoint_;
  pid_t process_ = 0;
};

}  // namespace bench
