// postern report: who has no second factor yet.
#include <memory>

#include "base/json_writer.h"
#include "session/standing.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/people.h"

namespace tools {
namespace {

struct Counts {
  std::int64_t people = 0, missing = 0;
};

// What the configuration makes of somebody without a second factor today.
std::string standing_of(const store::IdentityRow& row, const config::Essentials& essentials, base::Time now) {
  if (!session::asks_everybody(essentials)) return "may add one";
  const auto until = session::grace_end(row, essentials, now);
  return until ? "until " + show_time(*until) : "must add one";
}

void write_row(base::JsonWriter& out, const store::IdentityRow& row, const std::vector<std::string>& identifiers,
               const std::optional<base::Time>& until) {
  out.object().key("id").string(base::to_string(row.id)).key("identifiers").array();
  for (const std::string& identifier : identifiers) out.string(identifier);
  out.close().key("active").boolean(row.active).key("created_at").time(row.created_at).key("until");
  until ? out.time(*until) : out.null();
  out.close();
}

int report(const Invocation& invocation, bool json) {
  Site site(invocation);
  const config::Essentials& essentials = site.config().essentials;
  const base::Time now = site.now();
  Table table({"ID", "STATE", "CREATED", "SECOND FACTOR", "IDENTIFIERS"});
  base::JsonWriter out;
  out.array();
  Counts counts;
  const auto add = [&](store::Tx& tx, const store::IdentityRow& row) {
    ++counts.people;
    if (session::available_aal(row.factors, essentials) == session::Aal::aal2) return;
    ++counts.missing;
    const auto identifiers = store::all_identifiers_of(tx, row.id);
    if (json) return write_row(out, row, identifiers, session::grace_end(row, essentials, now));
    table.add({base::to_string(row.id), row.active ? "active" : "inactive", show_time(row.created_at),
               standing_of(row, essentials, now), join(identifiers, " ")});
  };
  each_identity(site, add, [&] {
    if (!json) table.flush();
  });
  if (json) {
    print_line(out.close().take());
  } else {
    print_line(std::to_string(counts.missing) + " of " + std::to_string(counts.people) + " have no second factor");
  }
  return kDone;
}

}  // namespace

void add_report(CLI::App& root, CommandLine& line) {
  CLI::App* command = add_command(root, "report", "List who has no second factor yet",
                                  "  postern report\n  postern report --json | jq -r '.[].identifiers[]'");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print a JSON array");
  on_call(command, line, [&line, json] { return report(line.invocation, *json); });
}

}  // namespace tools
