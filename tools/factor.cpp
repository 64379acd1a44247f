// postern factor: what somebody can prove themselves with. Removing the last second factor lowers their sessions in the
// same transaction, so that nobody is held to a level they can no longer reach.
#include <memory>

#include "base/json_writer.h"
#include "session/session.h"
#include "store/credentials.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/people.h"

namespace tools {
namespace {

struct Options {
  std::string who, factor;
  bool json = false;
};

struct Factors {
  std::optional<store::PasswordRow> password;
  std::optional<store::TotpRow> totp;
  std::vector<store::LookupCodeRow> codes;
  std::uint32_t mask = 0;

  [[nodiscard]] std::int64_t used_codes() const {
    return std::count_if(codes.begin(), codes.end(), [](const auto& code) { return code.used_at.has_value(); });
  }
  [[nodiscard]] bool has_keys() const { return (mask & (store::kWebauthn | store::kWebauthnPasswordless)) != 0; }
};

Factors find_factors(store::Tx& tx, const store::IdentityRow& row) {
  return {store::find_password(tx, row.id), store::find_totp(tx, row.id), store::lookup_codes(tx, row.id), row.factors};
}

void print_plain(const Factors& factors) {
  Table table({"FACTOR", "ADDED", "STATE"});
  if (factors.password) {
    table.add(
        {"password", show_time(factors.password->created_at), "changed " + show_time(factors.password->updated_at)});
  }
  if (factors.totp) {
    const auto& used = factors.totp->last_used_at;
    table.add({"totp", show_time(factors.totp->created_at), used ? "last used " + show_time(*used) : "never used"});
  }
  if (!factors.codes.empty()) {
    table.add({"lookup_secret", show_time(factors.codes.front().created_at),
               count_of(static_cast<std::int64_t>(factors.codes.size()), "code, ", "codes, ") +
                   std::to_string(factors.used_codes()) + " used"});
  }
  if (factors.has_keys()) table.add({"webauthn", "", "registered"});
  table.flush();
}

void print_json(const Factors& factors) {
  base::JsonWriter out;
  out.array();
  if (factors.password) {
    out.object().key("factor").string("password").key("created_at").time(factors.password->created_at);
    out.key("updated_at").time(factors.password->updated_at).close();
  }
  if (factors.totp) {
    out.object().key("factor").string("totp").key("created_at").time(factors.totp->created_at).key("last_used_at");
    factors.totp->last_used_at ? out.time(*factors.totp->last_used_at) : out.null();
    out.close();
  }
  if (!factors.codes.empty()) {
    out.object().key("factor").string("lookup_secret").key("created_at").time(factors.codes.front().created_at);
    out.key("codes").number(static_cast<std::int64_t>(factors.codes.size()));
    out.key("used").number(factors.used_codes()).close();
  }
  if (factors.has_keys()) out.object().key("factor").string("webauthn").close();
  print_line(out.close().take());
}

int list(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  const auto factors =
      site.db().read_value<Factors>([&](store::Tx& tx) { return find_factors(tx, require_identity(tx, options.who)); });
  options.json ? print_json(factors) : print_plain(factors);
  return kDone;
}

bool delete_factor(store::Tx& tx, const base::Uuid& identity, const std::string& factor) {
  if (factor == "totp") return store::delete_totp(tx, identity);
  if (factor == "lookup_secret") return store::delete_lookup_codes(tx, identity);
  return store::delete_second_factor_keys(tx, identity);
}

int remove(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  const config::Essentials& essentials = site.config().essentials;
  base::Uuid id;
  bool lowered = false;
  site.db().write([&](store::Tx& tx) {
    const store::IdentityRow row = require_identity(tx, options.who);
    id = row.id;
    if (!delete_factor(tx, id, options.factor)) throw Failure(base::to_string(id) + " has no " + options.factor);
    const std::uint32_t left = store::refresh_factors(tx, id);
    lowered = session::available_aal(left, essentials) < session::Aal::aal2;
    if (lowered) session::lower_sessions(tx, id, site.now());
  });
  print_line(base::to_string(id) + " has no " + options.factor + " any more" +
             (lowered ? "; no second factor is left, its sessions are at aal1" : ""));
  return kDone;
}

}  // namespace

void add_factor(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "factor", "What somebody can prove themselves with");
  const auto options = std::make_shared<Options>();

  CLI::App* listing =
      add_command(*group, "list", "List the factors of an identity", "  postern factor list alice@example.org");
  listing->add_option("id", options->who, kWho)->required()->type_name("ID");
  listing->add_flag("--json", options->json, "Print a JSON array");
  on_call(listing, line, [&line, options] { return list(line.invocation, *options); });

  CLI::App* removing = add_command(*group, "remove", "Remove a second factor, for somebody who lost it",
                                   "  postern factor remove alice@example.org totp\n"
                                   "  postern factor remove alice@example.org lookup_secret");
  removing->add_option("id", options->who, kWho)->required()->type_name("ID");
  removing->add_option("factor", options->factor, "totp, lookup_secret or webauthn")
      ->required()
      ->check(CLI::IsMember({"totp", "lookup_secret", "webauthn"}))
      ->type_name("FACTOR");
  on_call(removing, line, [&line, options] { return remove(line.invocation, *options); });
}

}  // namespace tools
