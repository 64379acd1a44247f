// postern factor: what somebody can prove themselves with. Removing one ends their sessions in the same transaction,
// whoever holds them; the last way in goes only with --force.
#include <memory>

#include "base/encoding.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "flow/audit.h"
#include "flow/notices.h"
#include "session/session.h"
#include "store/credentials.h"
#include "store/webauthn_keys.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/mail.h"
#include "tools/people.h"

namespace tools {
namespace {

constexpr std::size_t kShownDigits = 8, kLeastDigits = 4;  // of a key's credential id
constexpr std::size_t kMaxReason = 500;

using Key = store::WebauthnKeyRow;

struct Options {
  std::string who, factor, key, reason;
  bool json = false, force = false;
};

struct Factors {
  std::optional<store::PasswordRow> password;
  std::optional<store::TotpRow> totp;
  std::vector<store::LookupCodeRow> codes;
  std::vector<Key> keys;  // security keys, then passkeys

  [[nodiscard]] std::int64_t used_codes() const {
    return std::count_if(codes.begin(), codes.end(), [](const auto& code) { return code.used_at.has_value(); });
  }
};

Factors find_factors(store::Tx& tx, const store::IdentityRow& row) {
  Factors found{store::find_password(tx, row.id), store::find_totp(tx, row.id), store::lookup_codes(tx, row.id),
                store::webauthn_keys(tx, row.id)};
  std::ranges::move(store::passkeys(tx, row.id), std::back_inserter(found.keys));
  return found;
}

std::string kind_of(const Key& key) { return key.passkey ? "passkey" : "webauthn"; }

std::string shown_id(const Key& key) { return base::encode_hex(key.credential_id).substr(0, kShownDigits); }
std::string shown_name(const Key& key) { return key.name.empty() ? "unnamed" : key.name; }

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
  for (const Key& key : factors.keys) {
    const std::string used = key.last_used_at ? "last used " + show_time(*key.last_used_at) : "never used";
    const bool instead = key.passwordless && !key.passkey;  // a passkey is never anything else
    table.add({kind_of(key), show_time(key.added_at),
               shown_id(key) + "  " + used + (instead ? ", instead of the password: " : ": ") + shown_name(key)});
  }
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
  for (const Key& key : factors.keys) {
    out.object().key("factor").string(kind_of(key)).key("id").string(base::encode_hex(key.credential_id));
    out.key("name").string(key.name).key("passwordless").boolean(key.passwordless);
    out.key("created_at").time(key.added_at).key("last_used_at");
    key.last_used_at ? out.time(*key.last_used_at) : out.null();
    out.close();
  }
  print_line(out.close().take());
}

int list(const Invocation& invocation, const Options& options) {
  Site site(invocation);
  const auto factors =
      site.db().read_value<Factors>([&](store::Tx& tx) { return find_factors(tx, require_identity(tx, options.who)); });
  options.json ? print_json(factors) : print_plain(factors);
  return kDone;
}

// The one key of that name or with that beginning of its id.
Key require_key(const std::vector<Key>& keys, const std::string& who, const Options& options) {
  const std::string& wanted = options.key;
  std::vector<Key> found;
  for (const Key& key : keys) {
    if (kind_of(key) != options.factor) continue;
    const bool has_id = wanted.size() >= kLeastDigits && base::encode_hex(key.credential_id).starts_with(wanted);
    if (key.name == wanted || has_id) found.push_back(key);
  }
  if (found.empty()) throw Failure(who + " has no key " + wanted + "; `postern factor list` shows which");
  if (found.size() == 1) return found.front();
  std::string ids;
  for (const Key& key : found) ids += (ids.empty() ? "" : ", ") + base::encode_hex(key.credential_id);
  throw Failure(who + " has " + std::to_string(found.size()) + " keys " + wanted + "; name one by its id: " + ids);
}

bool is_last_way_in(const Factors& factors, const Key& key) {
  const bool has_other = std::any_of(factors.keys.begin(), factors.keys.end(),
                                     [&](const Key& other) { return other.passwordless && other.id != key.id; });
  return key.passwordless && !factors.password && !has_other;
}

// What is gone, in words.
std::string delete_key(store::Tx& tx, const store::IdentityRow& row, const Options& options) {
  const std::string who = base::to_string(row.id);
  const Factors factors = find_factors(tx, row);
  const Key key = require_key(factors.keys, who, options);
  if (is_last_way_in(factors, key) && !options.force) {
    throw Failure(shown_name(key) + " is the last way in of " + who +
                  ": set a password first (postern identity password), or remove it with --force");
  }
  store::delete_webauthn_key(tx, row.id, key.id);
  return "the key " + shown_name(key) + " (" + shown_id(key) + ")";
}

bool delete_kind(store::Tx& tx, const base::Uuid& identity, const std::string& factor) {
  if (factor == "totp") return store::delete_totp(tx, identity);
  if (factor == "lookup_secret") return store::delete_lookup_codes(tx, identity);
  return store::delete_second_factor_keys(tx, identity);
}

std::string delete_factor(store::Tx& tx, const store::IdentityRow& row, const Options& options) {
  if (!options.key.empty()) return delete_key(tx, row, options);
  if (!delete_kind(tx, row.id, options.factor)) throw Failure(base::to_string(row.id) + " has no " + options.factor);
  return options.factor;
}

int remove(const Invocation& invocation, const Options& options) {
  if (!options.key.empty() && options.factor != "webauthn" && options.factor != "passkey") {
    throw Misuse("only webauthn and passkey have keys: " + options.factor + " is removed as a whole");
  }
  if (options.key.empty() && options.factor == "passkey") {
    throw Misuse("passkey needs a KEY: passkeys are ways in, and are removed one by one");
  }
  if (base::trim(options.reason).empty()) throw Misuse("--reason says why, in a few words: it stands in the audit log");
  if (options.reason.size() > kMaxReason || !base::is_utf8(options.reason)) throw Misuse("--reason: a line of text");
  Site site(invocation);
  const config::Essentials& essentials = site.config().essentials;
  base::Uuid id;
  std::string gone;
  std::int64_t ended = 0;
  bool lowered = false, mail_waits = false;
  const flow::Postbox box{site.config(), site.random(), site.keyring(), &mail_waits};
  site.db().write([&](store::Tx& tx) {
    const store::IdentityRow row = require_identity(tx, options.who);
    id = row.id;
    gone = delete_factor(tx, row, options);
    lowered = session::lower_if_none_left(tx, row, essentials, site.now());
    ended = store::revoke_sessions_of(tx, row.id, site.now());
    site.record(tx, flow::deed::kFactorRemoved, row.id,
                flow::details({{"method", options.factor}, {"key", options.key}, {"reason", options.reason}}));
    flow::tell(tx, box, row.id, {flow::notice::kFactorRemoved, options.factor}, site.now());
  });
  if (mail_waits) send_behind(site);
  print_line(base::to_string(id) + (options.key.empty() ? " has no " : " has lost ") + gone +
             (options.key.empty() ? " any more" : "") + (lowered ? "; no second factor is left" : "") + "; " +
             count_of(ended, "session is", "sessions are") + " ended");
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

  CLI::App* removing =
      add_command(*group, "remove", "Remove a second factor, or one key, for somebody who lost it",
                  "  postern factor remove alice@example.org totp --reason 'lost the phone, ticket 4711'\n"
                  "  postern factor remove alice@example.org webauthn 'Blue key' --reason stolen");
  removing->add_option("id", options->who, kWho)->required()->type_name("ID");
  removing->add_option("factor", options->factor, "totp, lookup_secret, webauthn or passkey")
      ->required()
      ->check(CLI::IsMember({"totp", "lookup_secret", "webauthn", "passkey"}))
      ->type_name("FACTOR");
  removing
      ->add_option("key", options->key,
                   "one key, by name or by the first 4 digits of its id or more; default: every second-factor key")
      ->type_name("KEY");
  removing->add_option("--reason", options->reason, "Why, in a few words; stands in the audit log")
      ->required()
      ->type_name("TEXT");
  removing->add_flag("--force", options->force, "Even if nothing is left to sign in with");
  on_call(removing, line, [&line, options] { return remove(line.invocation, *options); });
}

}  // namespace tools
