// make bench: what Postern costs, each figure against the null handler (or its like) in the same alternating run.
// Absolutes belong to the machine, ratios to the code.
#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <thread>

#include "base/encoding.h"
#include "crypto/password.h"
#include "crypto/totp.h"
#include "store/cleanup.h"
#include "tests/bench/fastcgi.h"
#include "tests/bench/lighttpd.h"
#include "tests/bench/site.h"
#include "tests/bench/worker.h"

namespace bench {
namespace {

constexpr int kRounds = 9;
constexpr double kRoundSeconds = 0.3;
constexpr std::size_t kPeople = 400;
constexpr std::size_t kSessions = 100'000;
constexpr std::size_t kExpired = 1'000'000;

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

class Table {
 public:
  Table() { std::printf("%-58s %10s %10s %8s %9s\n", "", "null", "postern", "result", "goal"); }
  void at_least(const char* name, const char* figures, double result, double goal) {
    row(name, figures, result, ">=", goal, result >= goal);
  }
  void at_most(const char* name, const char* figures, double result, double goal) {
    row(name, figures, result, "<=", goal, result <= goal);
  }
  ~Table() { std::printf("%d of %d goals reached\n", reached_, rows_); }

 private:
  void row(const char* name, const char* figures, double result, const char* relation, double goal, bool reached) {
    std::printf("%-58s %21s %8.2f %s %6.2f%s\n", name, figures, result, relation, goal, reached ? "" : "  missed");
    std::fflush(stdout);
    ++rows_;
    reached_ += reached ? 1 : 0;
  }
  int rows_ = 0, reached_ = 0;
};

std::string figures(double null, double subject, const char* unit) {
  char text[64];
  std::snprintf(text, sizeof text, "%.0f %10.0f %s", null, subject, unit);
  return text;
}

struct Side {
  const Pool& pool;
  Call call;
  int status;
};

struct Comparison {
  double null_rate = 0, rate = 0, rate_ratio = 0;
  double null_cpu = 0, cpu = 0, cpu_ratio = 0;  // microseconds a request
};

Comparison compare(const Side& null, const Side& subject, int connections) {
  std::vector<double> rates[2], cpus[2], rate_ratios, cpu_ratios;
  for (int round = 0; round < kRounds; ++round) {
    for (int side = 0; side < 2; ++side) {
      const Side& now = side ? subject : null;
      const std::uint64_t before = now.pool.cpu_nanoseconds();
      const Load result = load(now.pool.endpoint(), now.call, now.status, connections, kRoundSeconds);
      const double cpu = static_cast<double>(now.pool.cpu_nanoseconds() - before) / 1e3;
      rates[side].push_back(result.per_second());
      cpus[side].push_back(cpu / static_cast<double>(result.requests));
    }
    rate_ratios.push_back(rates[1].back() / rates[0].back());
    cpu_ratios.push_back(cpus[1].back() / cpus[0].back());
  }
  return {median(rates[0]), median(rates[1]), median(rate_ratios),
          median(cpus[0]),  median(cpus[1]),  median(cpu_ratios)};
}

// Handler CPU in microseconds for one run of `conversation`, over many.
double cpu_of(const Pool& pool, std::size_t times, const std::function<void(std::size_t)>& conversation) {
  const std::uint64_t before = pool.cpu_nanoseconds();
  for (std::size_t i = 0; i < times; ++i) conversation(i);
  return static_cast<double>(pool.cpu_nanoseconds() - before) / 1e3 / static_cast<double>(times);
}

Answer expect(int status, const Pool& pool, const Call& call) {
  Answer answer = exchange(pool.endpoint(), call);
  if (answer.status != status) fail(call.target + " answered " + answer.headers + "\n" + answer.body);
  return answer;
}

Call post(const std::string& target, const std::string& json) {
  return {.method = "POST",
          .target = target,
          .headers = {{"content-type", "application/json"}, {"accept", "application/json"}},
          .body = json};
}

std::string sign_in(const Pool& pool, const std::string& email) {
  const std::string flow = json_text(expect(200, pool, {.target = "/self-service/login/api"}).body, "id");
  const Call submit = post("/self-service/login?flow=" + flow, "{\"method\":\"password\",\"identifier\":\"" + email +
                                                                   "\",\"password\":\"" + kPassword + "\"}");
  return json_text(expect(200, pool, submit).body, "session_token");
}

void step_up(const Pool& pool, const std::string& token, const std::string& code) {
  Call start{.target = "/self-service/login/api?aal=aal2", .headers = {{"x-session-token", token}}};
  const std::string flow = json_text(expect(200, pool, start).body, "id");
  Call submit = post("/self-service/login?flow=" + flow, "{\"method\":\"totp\",\"totp_code\":\"" + code + "\"}");
  submit.headers.emplace_back("x-session-token", token);
  (void)expect(200, pool, submit);
}

void session_checks(Table& table, const Site& site, const Pool& null, const Pool& whoami) {
  const Side base{null, {.target = "/null"}, 200};
  const Comparison none = compare(base, {whoami, {.target = "/sessions/whoami"}, 401}, 16);
  table.at_least("401 without a cookie / null, requests", figures(none.null_rate, none.rate, "/s").c_str(),
                 none.rate_ratio, 0.95);
  const Call call{.target = "/sessions/whoami", .headers = {{"x-session-token", site.token}}};
  const Comparison found = compare(base, {whoami, call, 200}, 16);
  table.at_least("whoami over the bare socket / null, 1e5 sessions, requests",
                 figures(found.null_rate, found.rate, "/s").c_str(), found.rate_ratio, 0.70);
  table.at_most("whoami / null, handler CPU", figures(found.null_cpu, found.cpu, "us").c_str(), found.cpu_ratio, 1.6);
}

struct Rates {
  double null = 0, subject = 0, ratio = 0;
};

Rates through(const Lighttpd& server, const Call& null, const Call& subject) {
  std::vector<double> nulls, rates, ratios;
  for (int round = 0; round < kRounds; ++round) {
    nulls.push_back(load(server.endpoint(), null, 200, 16, kRoundSeconds).per_second());
    rates.push_back(load(server.endpoint(), subject, 200, 16, kRoundSeconds).per_second());
    ratios.push_back(rates.back() / nulls.back());
  }
  return {median(nulls), median(rates), median(ratios)};
}

void through_lighttpd(Table& table, const Site& site) {
  const Lighttpd server(site.folder, site.environment());
  const std::pair<std::string, std::string> session = {"x-session-token", site.token};
  const Rates whoami = through(server, {.target = "/null"}, {.target = "/sessions/whoami", .headers = {session}});
  table.at_least("whoami through lighttpd, 16 connections, 2 processes / null",
                 figures(whoami.null, whoami.subject, "/s").c_str(), whoami.ratio, 0.85);
  const Rates gate =
      through(server, {.target = "/let-through/page.html"}, {.target = "/guarded/page.html", .headers = {session}});
  table.at_least("a file behind the gate / behind the null handler, lighttpd",
                 figures(gate.null, gate.subject, "/s").c_str(), gate.ratio, 0.85);
}

void cgi(Table& table, const Site& site) {
  const Call call{.target = "/sessions/whoami", .headers = {{"x-session-token", site.token}}};
  std::vector<double> empty, whoami;
  for (int i = 0; i < 300; ++i) {
    empty.push_back(run_cgi("build/test-bin/bench-empty", call, 200, site.environment()) * 1e6);
    whoami.push_back(run_cgi("build/bin/whoami", call, 200, site.environment()) * 1e6);
  }
  table.at_most("CGI whoami / empty static C++ CGI, wall", figures(median(empty), median(whoami), "us").c_str(),
                median(whoami) / median(empty), 2.0);
}

void sign_ins(Table& table, const Site& site, const Pool& null, const Pool& login) {
  const Side base{null, {.target = "/null"}, 200};
  const Comparison flow = compare(base, {login, {.target = "/self-service/login/api"}, 200}, 1);
  table.at_most("login flow creation (API) / null, handler CPU", figures(flow.null_cpu, flow.cpu, "us").c_str(),
                flow.cpu_ratio, 8);

  // Each person signs in once, for tries under way count against one person's free tries. A bare hash before each, for
  // its time depends on what else the machine does.
  std::vector<std::string> tokens;
  std::vector<double> beyonds;
  for (const std::string& person : site.people) {
    const double start = cpu_seconds();
    if (!crypto::verify_password(kPassword, site.password_hash)) fail("the password does not verify");
    const double bare = (cpu_seconds() - start) * 1e6;
    beyonds.push_back(cpu_of(login, 1, [&](std::size_t) { tokens.push_back(sign_in(login, person)); }) - bare);
  }
  const double beyond = median(beyonds);
  table.at_most("password login, both requests, CPU beyond the bare hash / null",
                figures(flow.null_cpu, beyond, "us").c_str(), beyond / flow.null_cpu, 20);

  const auto key = base::decode_base32(site.totp_key);
  const crypto::TotpParameters parameters;
  const std::int64_t step = crypto::totp_step(base::SystemClock().now(), parameters);
  const std::string code =
      crypto::hotp(*key, static_cast<std::uint64_t>(step), parameters.algorithm, parameters.digits);
  const double steps = cpu_of(login, tokens.size(), [&](std::size_t i) { step_up(login, tokens[i], code); });
  table.at_most("TOTP step-up, both requests / null, handler CPU", figures(flow.null_cpu, steps, "us").c_str(),
                steps / flow.null_cpu, 20);
}

// After a request that makes each process open the database and read the whole configuration.
void memory(Table& table, const Site& site) {
  const auto with_session = [&](Call call) {
    call.headers.emplace_back("x-session-token", site.token);
    return call;
  };
  const std::pair<const char*, Call> handlers[] = {
      {"login", {.target = "/self-service/login/api"}},
      {"settings", with_session({.target = "/self-service/settings/api"})},
      {"whoami", with_session({.target = "/sessions/whoami"})},
      {"totp", with_session(post("/self-service/methods/totp/login", "{\"totp_code\":\"000000\"}"))},
      {"lookup", with_session(post("/self-service/methods/lookup_secret/login", "{\"lookup_secret\":\"none\"}"))},
  };
  std::uint64_t total = 0, largest = 0;
  for (const auto& [name, call] : handlers) {
    const Pool pool(std::string("build/bin/") + name, site.folder + "/idle.sock", 1, site.environment());
    const Answer answer = exchange(pool.endpoint(), call);
    if (answer.status == 404 || answer.status >= 500) fail(call.target + " answered " + answer.headers);
    total += pool.anonymous_kib();
    largest = std::max(largest, pool.anonymous_kib());
  }
  const double mib = 1024;
  table.at_most("all handlers idle, one process each, anonymous MiB", "", static_cast<double>(total) / mib, 12);
  table.at_most("anonymous MiB of the largest idle process", "", static_cast<double>(largest) / mib, 3);
}

// The longest that a small write waits while `postern cleanup` works on a million expired sessions, for half a minute
// of it, and how big the write-ahead log grows meanwhile.
void purge(Table& table, const Site& site) {
  add_expired_sessions(site.folder, kExpired);
  const std::string command =
      "POSTERN_CONFIG=" + site.folder + "/kratos.yml timeout 30 build/bin/postern cleanup >/dev/null";
  std::FILE* cleanup = ::popen(command.c_str(), "r");
  if (cleanup == nullptr) fail("cannot start postern cleanup");
  std::atomic<bool> ended = false;
  int code = 0;
  std::thread waiting([&] {
    code = WEXITSTATUS(::pclose(cleanup));
    ended = true;
  });
  store::Db db = open_database(site.folder);
  double longest = 0;
  std::uint64_t writes = 0;
  std::uintmax_t log_bytes = 0;
  while (!ended) {
    const double start = now_seconds();
    db.write([](store::Tx& tx) { tx.prepare("UPDATE meta SET version = version").run(); });
    longest = std::max(longest, now_seconds() - start);
    ++writes;
    std::error_code gone;
    const std::uintmax_t size = std::filesystem::file_size(site.folder + "/postern.sqlite-wal", gone);
    if (!gone) log_bytes = std::max(log_bytes, size);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  waiting.join();
  constexpr int kTimedOut = 124;
  if (code != 0 && code != kTimedOut) fail("postern cleanup failed");
  const std::string count = std::to_string(writes) + " writes";
  table.at_most("longest stall of a writer while 1e6 sessions are purged, ms", count.c_str(), longest * 1e3, 10);
  table.at_most("WAL meanwhile, MiB", "", static_cast<double>(log_bytes) / (1 << 20), 64);
}

void run(const std::string& folder) {
  const Site site = make_site(std::filesystem::absolute(folder).string(), kPeople, kSessions);
  Table table;
  const Pool null("build/test-bin/bench-null", site.folder + "/null.sock", 1, {});
  {
    const Pool whoami("build/bin/whoami", site.folder + "/whoami.sock", 1, site.environment());
    session_checks(table, site, null, whoami);
  }
  through_lighttpd(table, site);
  cgi(table, site);
  {
    const Pool login("build/bin/login", site.folder + "/login.sock", 1, site.environment());
    sign_ins(table, site, null, login);
  }
  memory(table, site);
  purge(table, site);
}

}  // namespace
}  // namespace bench

// bench FOLDER: a site of tools/new_site.sh.
int main(int argc, char** argv) {
  try {
    if (argc != 2) bench::fail("usage: bench FOLDER");
    bench::run(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 1;
  }
}
