// WebAuthn challenges, one a flow at most: shown until they are taken, taken once (ARCHITECTURE section 3).
#pragma once

#include <optional>

#include "store/db.h"

namespace store {

struct ChallengeRow {
  base::Uuid flow_id;
  base::TokenHash hash;    // of the challenge: what take_challenge compares
  base::Sealed challenge;  // sealed at {"flow.challenge", nil, flow_id}: what forms show
  base::Time expires_at{};
};

// The flow's challenge, unless it has expired.
[[nodiscard]] std::optional<ChallengeRow> find_challenge(Tx& tx, const base::Uuid& flow, base::Time now);
// Keeps one that is there and has not expired: false then, and the caller shows that one.
bool put_challenge(Tx& tx, const ChallengeRow& row, base::Time now);
// DELETE … WHERE flow AND hash AND expires_at > now: true for exactly one of many.
bool take_challenge(Tx& tx, const base::Uuid& flow, const base::TokenHash& hash, base::Time now);

}  // namespace store
