// postern cleanup: deletes what expired, in batches that stall no writer (LIMITS: sleep as long as a batch took).
#include "store/cleanup.h"

#include <chrono>
#include <memory>
#include <thread>

#include "base/json_writer.h"
#include "config/parse_value.h"
#include "flow/facts.h"
#include "tools/command.h"
#include "tools/console.h"

namespace tools {
namespace {

struct Options {
  std::string keep_last = "24h";
  int batch = 40;
  bool json = false;
};

constexpr int kMaxBatch = 10'000;

void add(store::CleanupCounts& sum, const store::CleanupCounts& batch) {
  sum.sessions += batch.sessions;
  sum.flows += batch.flows;
  sum.pending += batch.pending;
  sum.errors += batch.errors;
  sum.throttle += batch.throttle;
  sum.browsers += batch.browsers;
  sum.devices += batch.devices;
  sum.audit += batch.audit;
  sum.mails += batch.mails;
  sum.resets += batch.resets;
}

void print_counts(const store::CleanupCounts& counts, bool json) {
  const std::pair<const char*, std::int64_t> rows[] = {{"sessions", counts.sessions}, {"flows", counts.flows},
                                                       {"pending", counts.pending},   {"errors", counts.errors},
                                                       {"throttle", counts.throttle}, {"browsers", counts.browsers},
                                                       {"devices", counts.devices},   {"audit", counts.audit},
                                                       {"mails", counts.mails},       {"resets", counts.resets}};
  Table table({"TABLE", "DELETED"});
  base::JsonWriter out;
  out.object();
  for (const auto& [name, count] : rows) {
    table.add({name, std::to_string(count)});
    out.key(name).number(count);
  }
  json ? print_line(out.close().take()) : table.flush();
}

int clean_up(const Invocation& invocation, const Options& options) {
  const auto keep_last = config::parse_duration(options.keep_last);
  if (!keep_last) throw Misuse("--keep-last " + options.keep_last + ": give a duration such as 24h or 90m");
  Site site(invocation);
  const base::Time cutoff = site.now() - *keep_last;
  const base::Time audit_cutoff = flow::audit_cutoff(site.config(), site.now());
  store::CleanupCounts sum;
  for (;;) {
    const auto started = std::chrono::steady_clock::now();
    const store::CleanupCounts counts =
        store::cleanup_batch(site.db(), cutoff, audit_cutoff, site.now(), options.batch);
    if (counts.total() == 0) break;
    add(sum, counts);
    std::this_thread::sleep_for(std::chrono::steady_clock::now() - started);
  }
  print_counts(sum, options.json);
  return kDone;
}

}  // namespace

void add_cleanup(CLI::App& root, CommandLine& line) {
  CLI::App* command = add_command(root, "cleanup", "Delete sessions, flows and errors that expired; for cron",
                                  "  postern cleanup\n  postern cleanup --keep-last 720h --batch 50");
  const auto options = std::make_shared<Options>();
  command->add_option("--keep-last", options->keep_last, "Keep what expired within this time (24h)")
      ->type_name("DURATION");
  command->add_option("--batch", options->batch, "Rows of a table in one transaction (40)")
      ->check(CLI::Range(1, kMaxBatch))
      ->type_name("N");
  command->add_flag("--json", options->json, "Print one JSON object");
  on_call(command, line, [&line, options] { return clean_up(line.invocation, *options); });
}

}  // namespace tools
