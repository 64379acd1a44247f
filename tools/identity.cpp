// postern identity: the people of a site.
#include <memory>

#include "base/json_writer.h"
#include "flow/audit.h"
#include "flow/throttle.h"
#include "methods/password.h"
#include "methods/password_policy.h"
#include "store/credentials.h"
#include "store/throttle.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/import.h"
#include "tools/people.h"

namespace tools {
namespace {

struct Options {
  std::string who, file = "-", schema, state = "active", external_id;
  std::vector<std::string> traits;
  bool json = false, with_password = false;
};

const identity::Schema& require_schema(Site& site, const std::string& id) {
  if (id.empty()) return site.schemas().default_schema();
  const identity::Schema* schema = site.schemas().find(id);
  if (schema == nullptr) throw Failure("no identity schema `" + id + "` is configured; see identity.schemas");
  return *schema;
}

base::SecretBytes read_acceptable_password(const std::vector<std::string>& identifiers, const config::Config& config) {
  base::SecretBytes password = read_new_password();
  if (const auto refused = methods::check_password_policy(password.text(), identifiers, config)) {
    throw Failure(refused->text);
  }
  return password;
}

int create(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  const identity::Schema& schema = require_schema(site, options.schema);
  std::vector<identity::Schema::Input> inputs;
  for (const std::string& trait : options.traits) {
    const std::size_t equals = trait.find('=');
    if (equals == 0 || equals == std::string::npos) throw Misuse("--trait " + trait + ": give it as NAME=VALUE");
    inputs.push_back({"traits." + trait.substr(0, equals), trait.substr(equals + 1)});
  }
  identity::ImportedIdentity made;
  made.schema_id = schema.id();
  made.traits = schema.traits_from(inputs);
  made.active = options.state == "active";
  made.external_id = options.external_id;
  if (options.with_password) {
    const auto identifiers = schema.identifiers(made.traits, "password");
    if (identifiers.empty()) throw Failure("a password needs an identifier, and no trait given is one");
    made.password = read_acceptable_password(identifiers, site.config()).text();
  }
  add_identity_and_tell(site, made, options.json);
  return kDone;
}

int list(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  Table table({"ID", "STATE", "CREATED", "FACTORS", "IDENTIFIERS"});
  base::JsonWriter out;
  out.array();
  const auto add = [&](store::Tx& tx, const store::IdentityRow& row) {
    if (options.json) return void(out.raw(identity_json(row, site.config())));
    table.add({base::to_string(row.id), row.active ? "active" : "inactive", show_time(row.created_at),
               factor_names(row.factors), join(store::all_identifiers_of(tx, row.id), " ")});
  };
  each_identity(site, add, [&] {
    if (!options.json) table.flush();
  });
  if (options.json) print_line(out.close().take());
  return kDone;
}

int show(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  site.db().read([&](store::Tx& tx) {
    const store::IdentityRow row = require_identity(tx, options.who);
    if (options.json) return print_line(identity_json(row, site.config()));
    Table table({"id", base::to_string(row.id)});
    if (!row.external_id.empty()) table.add({"external id", row.external_id});
    table.add({"state", row.active ? "active" : "inactive"});
    table.add({"schema", row.schema_id});
    table.add({"identifiers", join(store::all_identifiers_of(tx, row.id), " ")});
    table.add({"factors", factor_names(row.factors)});
    table.add({"traits", row.traits});
    if (!row.metadata_public.empty()) table.add({"metadata_public", row.metadata_public});
    if (!row.metadata_admin.empty()) table.add({"metadata_admin", row.metadata_admin});
    table.add({"created", show_time(row.created_at)});
    table.add({"updated", show_time(row.updated_at)});
    table.flush();
  });
  return kDone;
}

int set_active(const Invocation& invocation, const Options& options, bool active) {
  Site site(invocation);
  const base::Uuid id = site.db().write_value<base::Uuid>([&](store::Tx& tx) {
    const store::IdentityRow row = require_identity(tx, options.who);
    if (row.active == active) return row.id;
    store::set_identity_active(tx, row.id, active, site.now());
    site.record(tx, active ? flow::deed::kIdentityEnabled : flow::deed::kIdentityDisabled, row.id);
    return row.id;
  });
  print_line(base::to_string(id) + (active ? " is active" : " is inactive: its sessions count as none"));
  return kDone;
}

int remove(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  const base::Uuid id = site.db().write_value<base::Uuid>([&](store::Tx& tx) {
    const store::IdentityRow row = require_identity(tx, options.who);
    store::delete_identity(tx, row.id);
    site.record(tx, flow::deed::kIdentityDeleted, row.id);
    return row.id;
  });
  print_line(base::to_string(id) + " is deleted, with its factors and sessions");
  return kDone;
}

// As a change in the settings does: whoever was locked out by wrong codes may try again.
void store_password(Site& site, const base::Uuid& identity, const std::string& hash) {
  const auto& config = site.config();
  base::Log log(site.clock(), 2);
  const crypto::MacKeys throttle_keys(config.secrets_cookie.empty() ? config.secrets_default : config.secrets_cookie,
                                      "throttle");
  const flow::Services services{config, site.db(),      site.clock(),  site.random(),
                                log,    site.keyring(), throttle_keys, site.schemas()};
  const base::Time now = site.now();
  site.db().write([&](store::Tx& tx) {
    if (!store::find_identity(tx, identity)) throw Failure("the identity was deleted meanwhile");
    store::put_password(tx, {identity, hash, now, now});
    store::refresh_factors(tx, identity);
    site.record(tx, flow::deed::kPasswordChanged, identity);
    for (const char* method : {"totp", "lookup_secret"}) {
      store::clear_throttle(tx, flow::identity_subject(services, identity), method);
    }
  });
}

int set_password(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  base::Uuid id;
  std::vector<std::string> identifiers;
  site.db().read([&](store::Tx& tx) {
    id = require_identity(tx, options.who).id;
    identifiers = store::identifiers_of(tx, id, "password");
  });
  if (identifiers.empty()) throw Failure(base::to_string(id) + " has no identifier to sign in with");
  const base::SecretBytes password = read_acceptable_password(identifiers, site.config());
  const auto hash = crypto::hash_password(password.text(), methods::hash_parameters(site.config()), site.random());
  if (!hash) throw Failure(methods::too_long_for_bcrypt(password.text()).text);
  store_password(site, id, hash.value());
  print_line(base::to_string(id) + " has a new password; sessions stay (`postern session revoke --all-of " +
             base::to_string(id) + "` ends them)");
  return kDone;
}

using Shared = std::shared_ptr<Options>;

CLI::App* add_about_one(CLI::App& group, CommandLine& line, const std::string& name, const std::string& what,
                        const std::string& examples, const Shared& options,
                        int (*action)(const Invocation&, const Options&)) {
  CLI::App* command = add_command(group, name, what, examples);
  command->add_option("id", options->who, kWho)->required()->type_name("ID");
  on_call(command, line, [&line, options, action] { return action(line.invocation, *options); });
  return command;
}

void add_create(CLI::App& group, CommandLine& line, const Shared& options) {
  CLI::App* command = add_command(
      group, "create", "Make one identity",
      "  postern identity create --trait email=alice@example.org --with-password\n"
      "  printf '%s\\n' \"$PASSWORD\" | postern identity create --schema staff --trait email=bob@example.org "
      "--with-password");
  command->add_option("--schema", options->schema, "Identity schema; else identity.default_schema_id")->type_name("ID");
  command->add_option("--trait", options->traits, "A trait, as often as needed; nested ones as name.first=Ann")
      ->required()
      ->expected(1)
      ->take_all()
      ->type_name("NAME=VALUE");
  command->add_flag("--with-password", options->with_password,
                    "Read a password: from the terminal without echo, else the first line of standard input");
  command->add_option("--state", options->state, "active (default) or inactive")
      ->check(CLI::IsMember({"active", "inactive"}))
      ->type_name("STATE");
  command->add_option("--external-id", options->external_id, "Your own id of this person")->type_name("TEXT");
  command->add_flag("--json", options->json, "Print JSON");
  on_call(command, line, [&line, options] { return create(line.invocation, *options); });
}

void add_import(CLI::App& group, CommandLine& line, const Shared& options) {
  CLI::App* command =
      add_command(group, "import", "Read identities in Kratos' import JSON: one object, an array, or one object a line",
                  "  postern identity import people.json\n"
                  "  postern identity import - < people.jsonl");
  command->add_option("file", options->file, "The file; `-` or nothing: standard input")->type_name("FILE");
  command->add_flag("--json", options->json, "Print one JSON object a line");
  on_call(command, line, [&line, options] {
    Site site(line.invocation);
    return import_identities(site, options->file, options->json);
  });
}

}  // namespace

void add_identity(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "identity", "The people of the site");
  const auto options = std::make_shared<Options>();
  add_create(*group, line, options);
  add_import(*group, line, options);
  CLI::App* listing = add_command(*group, "list", "List all identities", "  postern identity list --json");
  listing->add_flag("--json", options->json, "Print a JSON array, as Kratos does");
  on_call(listing, line, [&line, options] { return list(line.invocation, *options); });
  add_about_one(*group, line, "show", "Show one identity", "  postern identity show alice@example.org --json", options,
                show)
      ->add_flag("--json", options->json, "Print JSON, as Kratos does");
  add_about_one(*group, line, "password", "Set a password, read from the terminal or standard input",
                "  postern identity password alice@example.org", options, set_password);
  add_about_one(*group, line, "disable", "Shut somebody out; their sessions count as none",
                "  postern identity disable alice@example.org", options,
                [](const Invocation& i, const Options& o) { return set_active(i, o, false); });
  add_about_one(*group, line, "enable", "Let somebody in again", "  postern identity enable alice@example.org", options,
                [](const Invocation& i, const Options& o) { return set_active(i, o, true); });
  add_about_one(*group, line, "delete", "Delete an identity with all that belongs to it",
                "  postern identity delete alice@example.org", options, remove);
}

}  // namespace tools
