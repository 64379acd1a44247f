#include "flow/challenge.h"

#include <algorithm>

#include "crypto/sha256.h"
#include "store/challenges.h"

namespace flow {
namespace {

crypto::SealPlace place_of(const store::FlowRow& flow) { return {"flow.challenge", base::Uuid{}, flow.id}; }

std::optional<store::ChallengeRow> find(const Services& services, const store::FlowRow& flow) {
  std::optional<store::ChallengeRow> row;
  services.db.read([&](store::Tx& tx) { row = store::find_challenge(tx, flow.id, services.clock.now()); });
  return row;
}

}  // namespace

base::Bytes require_challenge(const Services& services, const store::FlowRow& flow) {
  auto row = find(services, flow);
  if (!row) {
    const auto now = services.clock.now();
    const auto challenge = base::random_bytes(services.random, kChallengeBytes);
    store::ChallengeRow fresh{.flow_id = flow.id,
                              .hash = {crypto::sha256(challenge)},
                              .challenge = services.keyring.seal(challenge, place_of(flow), services.random),
                              .expires_at = std::min(flow.expires_at, now + kChallengeLifetime)};
    bool kept = false;
    services.db.write([&](store::Tx& tx) { kept = store::put_challenge(tx, fresh, now); });
    if (kept) return challenge;
    row = find(services, flow);  // another reader was faster: both show the same one
    if (!row) return challenge;  // and it was answered at once; this one will simply be refused
  }
  const auto clear = services.keyring.open(row->challenge, place_of(flow));
  return {clear.view().begin(), clear.view().end()};
}

bool take_challenge(const Services& services, const store::FlowRow& flow, base::ByteView challenge) {
  bool taken = false;
  services.db.write([&](store::Tx& tx) {
    taken = store::take_challenge(tx, flow.id, {crypto::sha256(challenge)}, services.clock.now());
  });
  return taken;
}

}  // namespace flow
