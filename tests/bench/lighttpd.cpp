#include "tests/bench/lighttpd.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/bench/worker.h"

namespace bench {
namespace {

constexpr char kProgram[] = "/usr/sbin/lighttpd";

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    fail("no free port");
  ::close(fd);
  return ntohs(address.sin_port);
}

bool listens(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool yes = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return yes;
}

std::string pool(const std::string& program, const std::string& socket, const std::string& mode = "responder") {
  return "fastcgi.server = ( \"/\" => (( \"bin-path\" => \"" + std::filesystem::absolute(program).string() +
         "\", \"socket\" => \"" + socket + "\", \"mode\" => \"" + mode +
         "\", \"max-procs\" => 2, \"check-local\" => \"disable\" )) )\n";
}

void write_page(const std::string& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/page.html") << std::string(1024, 'x');
}

}  // namespace

Lighttpd::Lighttpd(const std::string& folder, const std::vector<std::string>& environment) {
  const std::string absolute = std::filesystem::absolute(folder).string();
  endpoint_.port = free_port();
  write_page(absolute + "/let-through");
  write_page(absolute + "/guarded");
  const std::string file = absolute + "/lighttpd.conf";
  std::ofstream(file) << "server.bind = \"127.0.0.1\"\nserver.port = " << endpoint_.port
                      << "\nserver.document-root = \"" << absolute
                      << "\"\nserver.modules = ( \"mod_fastcgi\" )\n$HTTP[\"url\"] =~ \"^/null\" {\n"
                      << pool("build/test-bin/bench-null", absolute + "/l-null.sock")
                      << "}\nelse $HTTP[\"url\"] =~ \"^/let-through/\" {\n"
                      << pool("build/test-bin/bench-null", absolute + "/l-let-through.sock", "authorizer")
                      << "}\nelse $HTTP[\"url\"] =~ \"^/guarded/\" {\n"
                      << pool("build/bin/gate", absolute + "/l-gate.sock", "authorizer")
                      << "}\nelse $HTTP[\"url\"] =~ \"^/\" {\n"
                      << pool("build/bin/whoami", absolute + "/l-whoami.sock") << "}\n";
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  process_ = start({kProgram, "-D", "-f", file}, environment, null, null);
  ::close(null);
  for (int i = 0; i < 200; ++i) {
    if (listens(endpoint_.port)) return;
    ::usleep(20'000);
  }
  fail("lighttpd does not listen");
}

Lighttpd::~Lighttpd() {
  ::kill(process_, SIGTERM);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace bench
