#include "tests/bench/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <fstream>

namespace bench {
namespace {

int listen_at(const std::string& path) {
  ::unlink(path.c_str());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) fail("a socket's path is too long: " + path);
  std::snprintf(address.sun_path, sizeof address.sun_path, "%s", path.c_str());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, 1024) != 0)
    fail("cannot listen at " + path);
  return fd;
}

}  // namespace

pid_t start(std::vector<std::string> arguments, std::vector<std::string> environment, int input, int output) {
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
  };
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output, 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "build/bench.log", O_WRONLY | O_CREAT | O_APPEND, 0600);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, arguments[0].c_str(), &actions, nullptr, pointers(arguments).data(),
                                  pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail("cannot start " + arguments[0]);
  return child;
}

Pool::Pool(const std::string& program, const std::string& socket, int processes,
           const std::vector<std::string>& environment)
    : endpoint_{.socket = socket} {
  const int listener = listen_at(socket);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int i = 0; i < processes; ++i) processes_.push_back(start({program}, environment, listener, null));
  ::close(listener);
  ::close(null);
}

Pool::~Pool() {
  for (pid_t process : processes_) ::kill(process, SIGTERM);
  for (pid_t process : processes_) ::waitpid(process, nullptr, 0);
}

std::uint64_t Pool::cpu_nanoseconds() const {
  std::uint64_t total = 0;
  for (pid_t process : processes_) {
    std::ifstream file("/proc/" + std::to_string(process) + "/schedstat");
    std::uint64_t nanoseconds = 0;
    if (!(file >> nanoseconds)) fail("a process has ended");
    total += nanoseconds;
  }
  return total;
}

std::uint64_t Pool::anonymous_kib() const {
  std::uint64_t total = 0;
  for (pid_t process : processes_) {
    std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
    for (std::string word; file >> word;) {
      if (word != "Anonymous:") continue;
      std::uint64_t kib = 0;
      file >> kib;
      total += kib;
    }
  }
  return total;
}

double run_cgi(const std::string& program, const Call& call, int status, const std::vector<std::string>& environment) {
  std::vector<std::string> variables = environment;
  variables.insert(variables.end(),
                   {"GATEWAY_INTERFACE=CGI/1.1", "REQUEST_METHOD=" + call.method, "REQUEST_URI=" + call.target,
                    "SERVER_PROTOCOL=HTTP/1.1", "REMOTE_ADDR=127.0.0.1", "HTTP_HOST=localhost", "CONTENT_LENGTH=0"});
  for (const auto& [name, value] : call.headers) {
    std::string variable = "HTTP_";
    for (char c : name) variable += c == '-' ? '_' : static_cast<char>(std::toupper(c));
    variables.push_back(variable + "=" + value);
  }
  int output[2];
  if (::pipe2(output, O_CLOEXEC) != 0) fail("cannot make a pipe");
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const double begin = now_seconds();
  const pid_t child = start({program}, variables, null, output[1]);
  ::close(output[1]);
  std::string raw;
  char buffer[65536];
  for (ssize_t got = 0; (got = ::read(output[0], buffer, sizeof buffer)) > 0;)
    raw.append(buffer, static_cast<std::size_t>(got));
  ::waitpid(child, nullptr, 0);
  const double seconds = now_seconds() - begin;
  ::close(output[0]);
  ::close(null);
  if (raw.rfind("Status: " + std::to_string(status), 0) != 0) fail(program + " as CGI answered " + raw.substr(0, 400));
  return seconds;
}

}  // namespace bench
