// A web server that gives whoever comes the answer of the moment, and keeps what it was asked.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <mutex>
#include <string>
#include <thread>

namespace trouble {

class ListServer {
 public:
  ListServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    BOOST_REQUIRE(::bind(listener_, any, size) == 0 && ::listen(listener_, 16) == 0);
    BOOST_REQUIRE(::getsockname(listener_, any, &size) == 0);
    host_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~ListServer() {
    ::shutdown(listener_, SHUT_RDWR);  // ends accept
    thread_.join();
    ::close(listener_);
  }
  ListServer(const ListServer&) = delete;
  ListServer& operator=(const ListServer&) = delete;

  [[nodiscard]] const std::string& host() const { return host_; }
  // As it is sent; "" = nothing is, until the client goes away.
  void answer_with(std::string answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  void answer_with_list(const std::string& list) {
    answer_with("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(list.size()) +
                "\r\n\r\n" + list);
  }
  // The requests since the last call, one after another.
  [[nodiscard]] std::string take_requests() {
    const std::lock_guard lock(mutex_);
    return std::exchange(requests_, "");
  }

 private:
  void serve() {
    for (int client; (client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ::close(client)) {
      const std::string request = read_until(client, "\r\n\r\n");
      const std::string answer = note(request);
      std::string_view rest = answer;
      while (!rest.empty()) {
        const ssize_t count = ::send(client, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(count));
      }
      if (answer.empty()) read_until(client, "\n\n never");
    }
  }
  std::string note(const std::string& request) {
    const std::lock_guard lock(mutex_);
    requests_ += request;
    return answer_;
  }
  static std::string read_until(int client, std::string_view end) {
    std::string text;
    for (char c; text.find(end) == std::string::npos && ::recv(client, &c, 1, 0) == 1;) text += c;
    return text;
  }

  int listener_;
  std::string host_;
  std::mutex mutex_;
  std::string answer_, requests_;
  std::thread thread_;
};

}  // namespace trouble
