// What a stored flow remembers besides its columns: messages, echoed values, pending secrets. Facts only; nodes are
// derived from them on every read.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "crypto/seal.h"
#include "flow/node.h"
#include "flow/services.h"
#include "store/flows.h"

namespace flow {

// A flow that begins now: id, kind, times. Everything else is for its engine to fill in.
[[nodiscard]] store::FlowRow new_flow(store::FlowKind kind, bool browser, base::Time now, base::Duration lifespan,
                                      base::Random& random);
// Stores it, and deletes a few of those that expired more than a day ago (until then they are answered with their
// replacement), and of one other table, so that a site without a cron job does not grow for ever.
void insert_new_flow(store::Tx& tx, const Services& services, const store::FlowRow& flow);
// Rows of the audit log that were made before this may go.
[[nodiscard]] base::Time audit_cutoff(const config::Config& config, base::Time now);

struct PlacedMessage {
  std::string node;  // "" = global
  Message message;
};

// End of FlowRow::shows: what was just made stands in the order given until something sorts (half B 1.13, half A 4.6).
inline constexpr std::string_view kUnsorted = ".unsorted";

// FlowRow::messages.
[[nodiscard]] std::string encode_messages(const std::vector<PlacedMessage>& messages);
[[nodiscard]] std::vector<PlacedMessage> decode_messages(std::string_view json);

// FlowRow::echo: which method failed last, and values to show again (never a secret).
struct Echo {
  std::vector<std::string> failed;                         // methods whose last submission was refused, the latest last
  std::vector<std::pair<std::string, base::Json>> values;  // `identifier`, `traits` (the whole document)
  std::vector<std::string> placed;                         // nodes that had a message: they stay until a success
  [[nodiscard]] const base::Json* find(std::string_view name) const;
  [[nodiscard]] bool has_failed(std::string_view method) const;
  void set(std::string name, base::Json value);
  void add_failed(std::string_view method);
  void add_placed(std::string_view node);
};
[[nodiscard]] std::string encode_echo(const Echo& echo);
[[nodiscard]] Echo decode_echo(std::string_view json);

// FlowRow::pending, sealed: the key that is being enrolled, the codes that wait for confirmation.
struct Pending {
  base::SecretBytes totp_key;
  std::vector<std::string> codes;
};
[[nodiscard]] base::Sealed seal_pending(const Pending& pending, const base::Uuid& flow, const crypto::Keyring& keyring,
                                        base::Random& random);
[[nodiscard]] Pending open_pending(const store::FlowRow& row, const crypto::Keyring& keyring);

// Puts messages to their nodes; a node that is missing, now or when it had its message, is appended (contract half B
// 0.5).
void place_messages(Ui& ui, const std::vector<PlacedMessage>& messages, const std::vector<std::string>& placed = {});

}  // namespace flow
