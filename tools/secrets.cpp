// postern secrets: new ones for a configuration, and what is stored moved to the first key.
#include <map>
#include <set>

#include "base/encoding.h"
#include "flow/audit.h"
#include "store/credentials.h"
#include "store/passing_seals.h"
#include "tools/command.h"
#include "tools/console.h"

namespace tools {
namespace {

constexpr std::size_t kSecretLength = 32;  // what secrets.cipher asks for; 190 bits
constexpr int kBatch = 100;
constexpr std::size_t kKeyPrefixBytes = 5;  // version and key id begin a sealed value

int generate() {
  base::SystemRandom random;
  print_line("secrets:");
  for (const char* purpose : {"default", "cookie", "cipher"}) {
    print_line(std::string("  ") + purpose + ":");
    print_line("    - \"" + base::random_text(random, kSecretLength, base::kAlphanumeric) + "\"");
  }
  return kDone;
}

class Resealing {
 public:
  explicit Resealing(Site& site) : site_(site) {
    const base::Sealed sample = site.keyring().seal({}, {"", {}, {}}, site.random());
    prefix_.assign(sample.bytes.begin(), sample.bytes.begin() + kKeyPrefixBytes);
  }

  // False: nothing was left to move.
  bool run_batch() {
    const int limit = kBatch + static_cast<int>(stuck_.size());
    const auto found = site_.db().read_value<std::vector<store::SealedRow>>(
        [&](store::Tx& tx) { return store::sealed_with_other_key(tx, prefix_, limit); });
    std::vector<std::pair<const store::SealedRow*, base::Sealed>> resealed;
    bool new_ones = false;
    for (const store::SealedRow& row : found) {
      if (stuck_.contains(row.id)) continue;
      new_ones = true;
      if (auto sealed = reseal(row)) resealed.emplace_back(&row, std::move(*sealed));
    }
    site_.db().write([&](store::Tx& tx) {
      for (const auto& [row, sealed] : resealed) store::replace_sealed(tx, *row, sealed);
      if (resealed.empty()) return;
      site_.record(tx, flow::deed::kSecretsResealed, {}, flow::details({{"count", std::to_string(resealed.size())}}));
    });
    moved_ += static_cast<std::int64_t>(resealed.size());
    return new_ones;
  }

  int report() const {
    print_line(count_of(moved_, "value", "values") + " sealed with the first key anew");
    for (const auto& [key, count] : unknown_) {
      complain(count_of(count, "value needs", "values need") + " key " + key +
               ", which is not in secrets.cipher; put it back behind the first and run this again");
    }
    if (damaged_ > 0) complain(count_of(damaged_, "value is", "values are") + " damaged and cannot be opened");
    report_flows();
    return stuck_.empty() ? kDone : kFailed;
  }

 private:
  std::optional<base::Sealed> reseal(const store::SealedRow& row) {
    const crypto::SealPlace place{row.kind == store::SealedRow::Kind::totp ? "totp.key" : "lookup.code",
                                  row.identity_id, row.id};
    try {
      return site_.keyring().seal(site_.keyring().open(row.value, place).view(), place, site_.random());
    } catch (const base::Unavailable&) {
      ++unknown_[crypto::Keyring::key_id_text(row.value)];
    } catch (const base::Broken&) {
      ++damaged_;
    }
    stuck_.insert(row.id);
    return std::nullopt;
  }

  // What is sealed in flows lives for minutes and is left to expire.
  void report_flows() const {
    const auto waiting = site_.db().read_value<store::PassingSeals>(
        [&](store::Tx& tx) { return store::passing_seals(tx, prefix_, site_.now()); });
    if (waiting.count == 0) {
      print_line(stuck_.empty() ? "no old key of secrets.cipher is needed any more"
                                : "old keys of secrets.cipher are still needed");
      return;
    }
    print_line(count_of(waiting.count, "flow under way needs", "flows under way need") + " an old key until " +
               show_time(waiting.until) + "; keep it until then");
  }

  Site& site_;
  base::Bytes prefix_;
  std::int64_t moved_ = 0, damaged_ = 0;
  std::map<std::string, std::int64_t> unknown_;  // by key id
  std::set<base::Uuid> stuck_;
};

int reseal(const Invocation& invocation) {
  Site site(invocation);
  Resealing resealing(site);
  while (resealing.run_batch()) continue;
  return resealing.report();
}

}  // namespace

void add_secrets(CLI::App& root, CommandLine& line) {
  CLI::App* group = add_group(root, "secrets", "Make secrets; move what is stored to a new one");
  CLI::App* generating = add_command(*group, "generate", "Print fresh secrets for kratos.yml; needs no configuration",
                                     "  postern secrets generate >> kratos.yml");
  on_call(generating, line, [] { return generate(); });
  CLI::App* resealing =
      add_command(*group, "reseal",
                  "Seal TOTP keys and recovery codes with the first key of secrets.cipher, and say what still\n"
                  "needs an old one",
                  "  postern secrets reseal");
  on_call(resealing, line, [&line] { return reseal(line.invocation); });
}

}  // namespace tools
