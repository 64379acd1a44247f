#include "cutting_proxy.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <string_view>
#include <vector>

namespace store_test {
namespace {

constexpr const char* kSocketName = "/.s.PGSQL.5432";

sockaddr_un address_of(const std::string& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder + kSocketName).c_str(), sizeof address.sun_path - 1);
  return address;
}

int listen_at(const std::string& folder) {
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(folder);
  BOOST_REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  BOOST_REQUIRE(::listen(listener, 16) == 0);
  return listener;
}

struct Pair {
  int client = -1, server = -1;
  bool committing = false;  // what the server says next is the answer to COMMIT
};

class Relay {
 public:
  Relay(int listener, std::string server_folder, Cut cut, int times)
      : listener_(listener), server_folder_(std::move(server_folder)), cut_(cut), times_(times) {}

  [[noreturn]] void run() {
    for (;;) {
      std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        waiting.push_back({pair.client, POLLIN, 0});
        waiting.push_back({pair.server, POLLIN, 0});
      }
      ::poll(waiting.data(), waiting.size(), -1);
      for (std::size_t i = pairs_.size(); i-- > 0;) {
        const bool goes_on = (waiting[2 * i + 1].revents == 0 || from_client(pairs_[i])) &&
                             (waiting[2 * i + 2].revents == 0 || from_server(pairs_[i]));
        if (!goes_on) drop(i);
      }
      if (waiting[0].revents != 0) accept_one();
    }
  }

 private:
  void accept_one() {
    Pair pair;
    pair.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    pair.server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_of(server_folder_);
    if (::connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) ::_exit(3);
    pairs_.push_back(pair);
  }

  void drop(std::size_t i) {
    ::close(pairs_[i].client);
    ::close(pairs_[i].server);
    pairs_.erase(pairs_.begin() + static_cast<std::ptrdiff_t>(i));
  }

  bool from_client(Pair& pair) {
    const ssize_t size = ::read(pair.client, buffer_.data(), buffer_.size());
    if (size <= 0) return false;
    const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(size));
    pair.committing = times_ > 0 && bytes.find("COMMIT") != std::string_view::npos;
    if (pair.committing && cut_ == Cut::before_commit_arrives) {
      --times_;
      return false;
    }
    return ::write(pair.server, bytes.data(), bytes.size()) == size;
  }

  bool from_server(Pair& pair) {
    const ssize_t size = ::read(pair.server, buffer_.data(), buffer_.size());
    if (size <= 0) return false;
    if (pair.committing) {
      --times_;
      return false;
    }
    return ::write(pair.client, buffer_.data(), static_cast<std::size_t>(size)) == size;
  }

  int listener_;
  std::string server_folder_;
  Cut cut_;
  int times_;
  std::vector<Pair> pairs_;
  std::array<char, 65536> buffer_{};
};

}  // namespace

CuttingProxy::CuttingProxy(const std::string& server_folder, const std::string& folder, Cut cut, int times) {
  const int listener = listen_at(folder);  // before the fork: nobody connects too early
  child_ = ::fork();
  if (child_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGPIPE, SIG_IGN);
    Relay(listener, server_folder, cut, times).run();
  }
  ::close(listener);
}

CuttingProxy::~CuttingProxy() {
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

}  // namespace store_test
