// postern audit: who did what, when, from where (flow/audit). `export` prints the lines that the hashes cover.
#include "flow/audit.h"

#include <chrono>
#include <memory>

#include "base/encoding.h"
#include "config/parse_value.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/people.h"

namespace tools {
namespace {

constexpr int kPage = 500;

struct Options {
  std::string who, since;
  bool json = false;
};

struct Filter {
  std::optional<base::Uuid> about;
  base::Time since{};
};

Filter filter_of(Site& site, const Options& options) {
  Filter filter;
  if (!options.since.empty()) {
    const auto age = config::parse_duration(options.since);
    if (!age) throw Misuse("--since " + options.since + ": give a duration such as 24h or 90m");
    filter.since = site.now() - *age;
  }
  if (options.who.empty()) return filter;
  filter.about = base::parse_uuid(options.who);  // who was deleted is still in the log
  if (!filter.about) site.db().read([&](store::Tx& tx) { filter.about = require_identity(tx, options.who).id; });
  return filter;
}

// Page by page, oldest first, so that a long log does not lie in memory, nor a snapshot open for long.
void for_each_row(Site& site, const Filter& filter, const std::function<void(const store::AuditRow&)>& use) {
  std::int64_t last = 0;
  for (bool more = true; more;) {
    const auto rows = site.db().read_value<std::vector<store::AuditRow>>(
        [&](store::Tx& tx) { return store::audit_rows(tx, last, kPage); });
    more = rows.size() == static_cast<std::size_t>(kPage);
    for (const store::AuditRow& row : rows) {
      last = row.n;
      if (row.at >= filter.since && (!filter.about || row.about == filter.about)) use(row);
    }
  }
}

int print_lines(Site& site, const Filter& filter) {
  for_each_row(site, filter, [](const store::AuditRow& row) { print_line(flow::audit_line_with_hash(row)); });
  return kDone;
}

int list(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  const Filter filter = filter_of(site, options);
  if (options.json) return print_lines(site, filter);
  Table table({"N", "TIME", "WHAT", "BY", "FROM", "ABOUT", "DETAIL"});
  for_each_row(site, filter, [&](const store::AuditRow& row) {
    table.add({std::to_string(row.n), show_time(row.at), row.what, row.actor, row.address.empty() ? "-" : row.address,
               row.about ? base::to_string(*row.about) : "-", row.detail});
    if (row.n % kPage == 0) table.flush();
  });
  table.flush();
  return kDone;
}

int verify(const Invocation& invocation) {
  Site site(invocation);
  const flow::AuditVerdict verdict = flow::verify_audit(site.db());
  if (!verdict.broken.empty()) throw Failure("the audit log was tampered with: " + verdict.broken);
  const auto ends = site.db().read_value<store::AuditEnds>([](store::Tx& tx) { return store::audit_ends(tx); });
  print_line(count_of(verdict.rows, "row holds", "rows hold") + " together, up to row " + std::to_string(ends.last) +
             " " + base::encode_hex(ends.head));
  return kDone;
}

}  // namespace

void add_audit(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "audit", "Who did what, when, from where");
  const auto options = std::make_shared<Options>();
  CLI::App* listing = add_command(*group, "list", "List the audit log, oldest first",
                                  "  postern audit list --identity alice@example.org --since 168h");
  listing->add_option("--identity", options->who, std::string("What is about one identity: ") + kWho)->type_name("ID");
  listing->add_option("--since", options->since, "Only of this last time")->type_name("DURATION");
  listing->add_flag("--json", options->json, "Print one JSON object a line, as export does");
  on_call(listing, line, [&line, options] { return list(line.invocation, *options); });

  CLI::App* exporting = add_command(*group, "export", "Print the whole audit log, one JSON object a line",
                                    "  postern audit export > audit.jsonl");
  on_call(exporting, line, [&line] {
    Site site(line.invocation);
    return print_lines(site, {});
  });

  CLI::App* verifying = add_command(
      *group, "verify", "Find a row that was changed, removed or moved; prints the newest row's hash to keep",
      "  postern audit verify");
  on_call(verifying, line, [&line] { return verify(line.invocation); });
}

}  // namespace tools
