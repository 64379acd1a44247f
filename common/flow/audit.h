// The audit log: what was done, by whom, when, from where, about whom. A row is written in the transaction of what it
// reports, so that there is neither without the other. Nothing here is a secret, and nothing is free text of a
// stranger.
//
// Each row is one line of JSON, compact, its members in this order:
//   {"n":7,"at":"2026-11-24T20:15:00Z","what":"factor.added","by":"person","from":"192.0.2.7",
//    "about":"<identity>","detail":{"method":"totp"}}
// and its hash is the SHA-256 of the hash before it, in hex (64 zeros before the first), and that line.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/audit.h"

namespace flow {

namespace deed {
inline constexpr const char *kSignIn = "sign_in", *kSignOut = "sign_out", *kRegistration = "registration",
                            *kFactorAdded = "factor.added", *kFactorRemoved = "factor.removed",
                            *kFactorUsedUp = "factor.used_up", *kCodesMade = "codes.made", *kCodeUsed = "code.used",
                            *kPasswordChanged = "password.changed", *kProfileChanged = "profile.changed",
                            *kSessionsEnded = "sessions.ended", *kSessionExtended = "session.extended",
                            *kPause = "throttle.pause", *kIdentityCreated = "identity.created",
                            *kIdentityUpdated = "identity.updated", *kIdentityDisabled = "identity.disabled",
                            *kIdentityEnabled = "identity.enabled", *kIdentityDeleted = "identity.deleted",
                            *kSecretsResealed = "secrets.resealed", *kRescued = "rescued", *kResetAsked = "reset.asked",
                            *kResetCancelled = "reset.cancelled", *kResetDone = "reset.done";
}  // namespace deed

inline constexpr const char* kPerson =
    "person";  // whom it is about did it; others: `admin NAME`, `operator NAME`, `setup`

struct Deed {
  std::string_view what;
  std::optional<base::Uuid> about{};
  std::string address{};  // of the client, "" = none
  std::string detail{};   // made by details(), "" = none
  std::string by = kPerson;
};

using Detail = std::pair<std::string_view, std::string_view>;
[[nodiscard]] std::string details(std::initializer_list<Detail> members);

void record(store::Tx& tx, base::Time now, const Deed& deed);

// The row's line without and with its hash.
[[nodiscard]] std::string audit_line(const store::AuditRow& row);
[[nodiscard]] std::string audit_line_with_hash(const store::AuditRow& row);

struct AuditVerdict {
  std::int64_t rows = 0;
  std::string broken;  // what is wrong, "" = the chain holds
};
// Reads the whole log in steps of its own, from what retention left to the newest row.
[[nodiscard]] AuditVerdict verify_audit(store::Db& db);

}  // namespace flow
