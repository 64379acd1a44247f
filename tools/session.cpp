// postern session: who is signed in, and ending it.
#include "session/session.h"

#include <memory>

#include "flow/audit.h"
#include "store/flows.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/people.h"

namespace tools {
namespace {

struct Options {
  std::string who, session;
  bool json = false;
};

std::string state_of(const session::Session& session, base::Time now) {
  if (!session.row.active) return "ended";
  if (session.row.expires_at <= now) return "expired";
  return session.identity.active ? "active" : "shut out";
}

std::vector<std::string> row_of(const session::Session& session, base::Time now) {
  std::vector<std::string> methods;
  for (const session::Completed& completed : session.methods) methods.push_back(completed.method);
  std::string device = "-";
  if (!session.row.devices.empty()) {
    device = session.row.devices.back().ip_address + " " + session.row.devices.back().user_agent.value_or("");
  }
  return {base::to_string(session.id()),
          state_of(session, now),
          std::string(session::to_string(session.aal)),
          show_time(session.row.authenticated_at),
          show_time(session.row.expires_at),
          join(methods, "+"),
          device};
}

int list(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  const base::Time now = site.now();
  const auto found = site.db().read_value<std::vector<store::FoundSession>>(
      [&](store::Tx& tx) { return store::list_sessions_of(tx, require_identity(tx, options.who).id); });
  Table table({"ID", "STATE", "LEVEL", "AUTHENTICATED", "EXPIRES", "METHODS", "DEVICE"});
  base::JsonWriter out;
  out.array();
  for (const store::FoundSession& row : found) {
    const session::Session session = session::from_found(row);
    if (options.json) {
      session::write_session(out, session, site.config().essentials.base_url, session::IdentityShown::full, now);
    } else {
      table.add(row_of(session, now));
    }
  }
  options.json ? print_line(out.close().take()) : table.flush();
  return kDone;
}

int revoke_one(Site& site, const std::string& text) {
  const auto id = base::parse_uuid(text);
  if (!id) throw Misuse(text + " is no session's UUID; `postern session list --identity ID` shows them");
  site.db().write([&](store::Tx& tx) {
    const auto found = store::find_session_by_id(tx, *id);
    if (!found) throw Failure("there is no session " + text);
    store::revoke_session(tx, *id, found->session.identity_id, site.now());
    store::drop_pending_of_session(tx, *id);
    site.record(tx, flow::deed::kSessionsEnded, found->session.identity_id,
                flow::details({{"session", base::to_string(*id)}}));
  });
  print_line(base::to_string(*id) + " is ended");
  return kDone;
}

int revoke_all(Site& site, const std::string& who) {
  const auto count = site.db().write_value<std::int64_t>([&](store::Tx& tx) {
    const base::Uuid identity = require_identity(tx, who).id;
    for (const store::FoundSession& found : store::list_sessions_of(tx, identity)) {
      store::drop_pending_of_session(tx, found.session.id);
    }
    const auto ended = store::revoke_sessions_of(tx, identity, site.now());
    site.record(tx, flow::deed::kSessionsEnded, identity, flow::details({{"count", std::to_string(ended)}}));
    return ended;
  });
  print_line(count_of(count, "session is", "sessions are") + " ended");
  return kDone;
}

int revoke(const Invocation& invocation, const Options& options) {
  if (options.session.empty() == options.who.empty()) throw Misuse("name one session, or everybody's with --all-of ID");
  Site site(invocation);
  return options.session.empty() ? revoke_all(site, options.who) : revoke_one(site, options.session);
}

}  // namespace

void add_session(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "session", "Who is signed in");
  const auto options = std::make_shared<Options>();

  CLI::App* listing = add_command(*group, "list", "List the sessions of an identity, ended ones too until a cleanup",
                                  "  postern session list --identity alice@example.org");
  listing->add_option("--identity,identity", options->who, kWho)->required()->type_name("ID");
  listing->add_flag("--json", options->json, "Print a JSON array, as Kratos does");
  on_call(listing, line, [&line, options] { return list(line.invocation, *options); });

  CLI::App* revoking = add_command(*group, "revoke", "End a session, or all of an identity",
                                   "  postern session revoke 6b1f0a3e-5f2c-4f0e-9b53-1d1c0f7f2a11\n"
                                   "  postern session revoke --all-of alice@example.org");
  revoking->add_option("session", options->session, "UUID of one session")->type_name("SESSION-ID");
  revoking->add_option("--all-of", options->who, std::string("All of one identity: ") + kWho)->type_name("ID");
  on_call(revoking, line, [&line, options] { return revoke(line.invocation, *options); });
}

}  // namespace tools
