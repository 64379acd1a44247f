#include "api/mail_child.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

namespace api {
namespace {

constexpr int kMost = 50, kPatience = 1;
constexpr unsigned kLongest = 120;  // seconds
constexpr std::chrono::milliseconds kWait(3000), kStep(100);

// A web server takes the end of output for the end of a CGI program, and its listening socket must not live on here.
void let_go() {
  ::closefrom(0);
  for (int i = 0; i < 3; ++i) (void)!::open("/dev/null", O_RDWR);  // the lowest that are free: 0, 1, 2
  for (const int signal : {SIGTERM, SIGUSR1, SIGCHLD, SIGPIPE, SIGALRM}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::alarm(kLongest);
}

// Whoever is sending now may have looked for the last time already: so the next one waits a little.
bool is_my_turn(const std::string& data_dir) {
  const int lock = ::open((data_dir + "/mail.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (lock < 0) return false;
  const auto until = std::chrono::steady_clock::now() + kWait;
  while (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kStep);
  }
  return true;  // the lock is let go with the process
}

void send(const config::Config& config, base::Clock& clock, const store::Options& options) {
  if (!is_my_turn(config.essentials.data_dir)) return;
  base::Log log(clock, STDERR_FILENO);
  log.set_file(config.essentials.log_file);
  store::Db db(options);
  send_due_mails({config, db, clock, log}, kMost, kPatience);
  db.close();
}

}  // namespace

void send_mail_behind(const config::Config& config, base::Clock& clock, const store::Options& options) {
  const pid_t between = ::fork();
  if (between > 0) {
    while (::waitpid(between, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  if (between != 0) return;  // where no process may be made, the next visitor or cron has another try
  // Orphaned by the process between, so that nobody has to wait for it.
  if (::setsid() < 0 || ::fork() != 0) ::_exit(0);
  let_go();
  try {
    ::umask(077);
    send(config, clock, options);
  } catch (...) {
    // Nobody is here to be told; the queue shows what was not sent.
  }
  ::_exit(0);
}

}  // namespace api
