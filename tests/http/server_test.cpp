// The gateway loop in a child process: the ends that a .case file cannot show.
#include "http/server.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <string>

#include "tests/support/process.h"

namespace {

int serve() {
  return http::serve(
      {}, [](http::Incoming&&) { return http::Response(); }, [] {}, "program");
}

int listening_socket(const std::filesystem::path& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  BOOST_REQUIRE(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  BOOST_REQUIRE(listen(descriptor, 1) == 0);
  return descriptor;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server)

// At whatever moment a signal arrives, also between two system calls of accept(), the loop ends and the code is 0.
BOOST_AUTO_TEST_CASE(signals_end_the_loop_at_any_moment) {
  const support::TemporaryFolder folder;
  const int listening = listening_socket(folder.path() / "socket");
  for (int round = 0; round < 200; ++round) {
    int ready[2];
    BOOST_REQUIRE(pipe(ready) == 0);
    const pid_t child = fork();
    if (child == 0) {
      dup2(listening, STDIN_FILENO);
      signal(SIGTERM, SIG_DFL);
      alarm(5);  // a lost signal shows as 128 + SIGALRM
      signal(SIGALRM, SIG_DFL);
      close(ready[0]);
      // The loop has its handlers a moment after this write: until then the default action (128 + SIGTERM) is right.
      BOOST_REQUIRE(write(ready[1], "x", 1) == 1);
      _exit(serve());
    }
    char byte;
    BOOST_REQUIRE(read(ready[0], &byte, 1) == 1);
    usleep(static_cast<useconds_t>(round * 5));
    kill(child, round % 2 ? SIGTERM : SIGUSR1);
    const int code = support::wait_for(child);
    BOOST_TEST((code == 0 || code == 128 + SIGTERM || code == 128 + SIGUSR1), "round " << round << ": " << code);
    close(ready[0]);
    close(ready[1]);
  }
  close(listening);
}

BOOST_AUTO_TEST_CASE(started_by_hand) {
  int error[2];
  BOOST_REQUIRE(pipe(error) == 0);
  const pid_t child = fork();
  if (child == 0) {
    unsetenv("REQUEST_METHOD");
    dup2(error[1], STDERR_FILENO);
    _exit(serve());
  }
  close(error[1]);
  BOOST_TEST(support::wait_for(child) == 2);
  char text[1000];
  const ssize_t size = read(error[0], text, sizeof text);
  BOOST_REQUIRE(size > 0);
  const std::string message(text, static_cast<std::size_t>(size));
  BOOST_TEST(message.starts_with("program: "));
  BOOST_TEST(std::count(message.begin(), message.end(), '\n') == 2);
  close(error[0]);
}

BOOST_AUTO_TEST_SUITE_END()
