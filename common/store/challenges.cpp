#include "store/challenges.h"

namespace store {

std::optional<ChallengeRow> find_challenge(Tx& tx, const base::Uuid& flow, base::Time now) {
  Statement select = tx.prepare(
      "SELECT flow_id, hash, challenge, expires_at FROM challenges WHERE flow_id = :flow AND expires_at > :now");
  select.bind(":flow", flow).bind(":now", now);
  if (!select.step()) return std::nullopt;
  return ChallengeRow{select.uuid(0), select.token_hash(1), base::Sealed{select.blob(2)}, select.time(3)};
}

bool put_challenge(Tx& tx, const ChallengeRow& row, base::Time now) {
  return tx.prepare(
               "INSERT INTO challenges (flow_id, hash, challenge, expires_at) VALUES (:flow, :hash, :challenge, "
               ":expires)"
               " ON CONFLICT (flow_id) DO UPDATE SET hash = excluded.hash, challenge = excluded.challenge,"
               " expires_at = excluded.expires_at WHERE challenges.expires_at <= :now")
             .bind(":flow", row.flow_id)
             .bind(":hash", row.hash)
             .bind(":challenge", row.challenge)
             .bind(":expires", row.expires_at)
             .bind(":now", now)
             .run() == 1;
}

bool take_challenge(Tx& tx, const base::Uuid& flow, const base::TokenHash& hash, base::Time now) {
  return tx.prepare("DELETE FROM challenges WHERE flow_id = :flow AND hash = :hash AND expires_at > :now")
             .bind(":flow", flow)
             .bind(":hash", hash)
             .bind(":now", now)
             .run() == 1;
}

}  // namespace store
