// A process between the store and its server, on a Unix socket, that cuts connections where a test says.
#pragma once

#include <sys/types.h>

#include <string>

namespace store_test {

enum class Cut : std::uint8_t {
  before_commit_arrives,  // the server never sees COMMIT
  after_commit_is_done,   // the server has answered it, the answer is dropped
};

// Cuts each of the first `times` connections that send COMMIT; lets every other byte through.
class CuttingProxy {
 public:
  // `server_folder`: where the server's socket .s.PGSQL.5432 lies; ours gets the same name in `folder`.
  CuttingProxy(const std::string& server_folder, const std::string& folder, Cut cut, int times = 1);
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy();

 private:
  pid_t child_ = -1;
};

}  // namespace store_test
