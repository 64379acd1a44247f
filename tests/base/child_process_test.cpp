#include "base/child_process.h"

#include <fcntl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>

using namespace std::chrono_literals;

namespace {

constexpr base::ChildLimits kAmple{10s, 1000};

std::string run(const std::vector<std::string>& command, base::ChildLimits limits = kAmple) {
  const auto output = base::output_of(command, limits);
  if (output) return *output;
  switch (output.error()) {
    case base::ChildFailure::not_started:
      return "not started";
    case base::ChildFailure::too_slow:
      return "too slow";
    case base::ChildFailure::too_long:
      return "too long";
  }
  return "";
}

std::string run_shell(const std::string& script, base::ChildLimits limits = kAmple) {
  return run({"/bin/sh", "-c", script}, limits);
}

bool no_child_is_left() { return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

// What a signal does, until the end of the block.
class Handling {
 public:
  Handling(int signal, void (*handler)(int)) : signal_(signal) {
    struct sigaction action = {};
    action.sa_handler = handler;
    ::sigaction(signal, &action, &before_);
  }
  ~Handling() { ::sigaction(signal_, &before_, nullptr); }
  Handling(const Handling&) = delete;
  Handling& operator=(const Handling&) = delete;

 private:
  int signal_;
  struct sigaction before_ = {};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(child_process)

BOOST_AUTO_TEST_CASE(its_arguments_are_all_it_gets) {
  const int inherited = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  BOOST_TEST(run({"/bin/echo", "a b", "", "c"}) == "a b  c\n");
  BOOST_TEST(run({"/usr/bin/env"}) == "");
  BOOST_TEST(run({"/bin/cat"}) == "");
  BOOST_TEST(run({"/bin/ls", "/proc/self/fd"}) == "0\n1\n2\n3\n");  // 3 is the folder it reads
  BOOST_TEST(no_child_is_left());
  ::close(inherited);
}

BOOST_AUTO_TEST_CASE(limits) {
  const auto start = std::chrono::steady_clock::now();
  BOOST_TEST(run({"/bin/sleep", "30"}, {100ms, 1000}) == "too slow");
  BOOST_TEST(run_shell("while :; do echo x; done", {100ms, 1u << 30}) == "too slow");
  BOOST_TEST(run_shell("while :; do echo x; done") == "too long");
  BOOST_TEST(run_shell("echo done; exec >&-; exec /bin/sleep 30") == "done\n");  // it is not waited for
  BOOST_TEST((std::chrono::steady_clock::now() - start < 10s));
  BOOST_TEST(no_child_is_left());
}

BOOST_AUTO_TEST_CASE(what_is_not_there) {
  BOOST_TEST(run({"/nowhere/at-all"}) == "not started");
  BOOST_TEST(run({""}) == "not started");
  BOOST_TEST(run({"/etc/passwd"}) == "not started");
  BOOST_TEST(no_child_is_left());
}

BOOST_AUTO_TEST_CASE(signals_disturb_nothing) {
  const Handling alarm(SIGALRM, [](int) {});
  const itimerval often{{0, 5000}, {0, 5000}}, never{};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  BOOST_TEST(run_shell("/bin/sleep 0.2; echo done") == "done\n");
  BOOST_TEST(run({"/bin/sleep", "30"}, {100ms, 1000}) == "too slow");
  ::setitimer(ITIMER_REAL, &never, nullptr);
  BOOST_TEST(no_child_is_left());
}

// Web servers start handlers with these ignored; a child has to end by them all the same.
BOOST_AUTO_TEST_CASE(ignored_signals_stay_with_the_parent) {
  const Handling child(SIGCHLD, SIG_IGN), pipe(SIGPIPE, SIG_IGN);
  BOOST_TEST(run_shell("echo done") == "done\n");
  BOOST_TEST(run({"/bin/sleep", "30"}, {100ms, 1000}) == "too slow");
  BOOST_TEST(run_shell("kill -PIPE $$; echo survived") == "");
}

BOOST_AUTO_TEST_CASE(the_pipe_may_lie_at_a_standard_descriptor) {
  std::array<int, 3> kept;
  for (int i = 0; i < 3; ++i) {
    kept[static_cast<std::size_t>(i)] = ::fcntl(i, F_DUPFD_CLOEXEC, 10);
    ::close(i);
  }
  const std::string both = run({"/bin/echo", "done"});
  const int zero = ::open("/dev/null", O_RDONLY);
  const std::string output_and_error = run({"/bin/echo", "done"});
  ::close(zero);
  for (int i = 0; i < 3; ++i) {
    ::dup2(kept[static_cast<std::size_t>(i)], i);
    ::close(kept[static_cast<std::size_t>(i)]);
  }
  BOOST_TEST(both == "done\n");
  BOOST_TEST(output_and_error == "done\n");
}

BOOST_AUTO_TEST_CASE(a_program_is_found_in_the_first_absolute_folder_that_has_it) {
  BOOST_TEST(base::find_program("sh", "bin:/nowhere::/bin:/usr/bin") == "/bin/sh");
  BOOST_TEST(base::find_program("sh", "/usr/bin:/bin") == "/usr/bin/sh");
  BOOST_TEST(base::find_program("sh", "bin:.") == "");
  BOOST_TEST(base::find_program("no-such-program", "/bin") == "");
}

BOOST_AUTO_TEST_CASE(programs_lie_side_by_side) {
  BOOST_TEST(base::beside_this_program("x").ends_with("/x"));
  BOOST_TEST(::access(base::beside_this_program("unit-base").c_str(), X_OK) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
