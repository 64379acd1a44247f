// SQLite's DDL. Ids are 16-byte blobs, times int64 microseconds, hashes 32-byte blobs, JSON compact text.
//
// Keys were chosen by what is asked and by what a purge must touch:
// * Tables that are purged keep the engine's insertion order, which is nearly their order of expiry, so that the oldest
//   rows lie side by side; an index on expires_at finds them. Each further index costs a purge one random page a row.
// * sessions.token_key is the first 8 bytes of the token's hash: an index of integers is half as deep as one of hashes,
//   and the row's full hash decides. previous_key is indexed only where it is set.
// * Small rows that are always asked by their key are stored in it (WITHOUT ROWID); wide ones are not, because such a
//   tree carries whole rows in its inner pages.
#include "store/schema.h"

#include <array>

#include "base/result.h"

namespace store {
namespace {

constexpr const char* kIdentityTables = R"sql(
CREATE TABLE identities (
  id BLOB NOT NULL PRIMARY KEY,
  external_id TEXT UNIQUE,
  schema_id TEXT NOT NULL,
  traits TEXT NOT NULL,
  metadata_public TEXT NOT NULL,
  metadata_admin TEXT NOT NULL,
  active INTEGER NOT NULL,
  state_changed_at INTEGER,
  factors INTEGER NOT NULL,
  verifiable_addresses TEXT NOT NULL,
  recovery_addresses TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE TABLE identifiers (
  method TEXT NOT NULL,
  identifier TEXT NOT NULL,
  identity_id BLOB NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  PRIMARY KEY (method, identifier)
) WITHOUT ROWID;
CREATE INDEX identifiers_of_identity ON identifiers (identity_id);

CREATE TABLE passwords (
  identity_id BLOB NOT NULL PRIMARY KEY REFERENCES identities (id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE totp (
  id BLOB NOT NULL PRIMARY KEY,
  identity_id BLOB NOT NULL UNIQUE REFERENCES identities (id) ON DELETE CASCADE,
  key BLOB NOT NULL,
  algorithm INTEGER NOT NULL,
  digits INTEGER NOT NULL,
  period INTEGER NOT NULL,
  last_step INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
);
CREATE TABLE lookup_codes (
  id BLOB NOT NULL PRIMARY KEY,
  identity_id BLOB NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  code BLOB NOT NULL,
  used_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (identity_id, position)
);
CREATE TABLE webauthn_credentials (
  id BLOB NOT NULL PRIMARY KEY,
  identity_id BLOB NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
  credential_id BLOB NOT NULL,
  public_key BLOB NOT NULL,
  name TEXT NOT NULL,
  passwordless INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  transports TEXT NOT NULL,
  aaguid BLOB NOT NULL,
  user_handle BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  last_used_at INTEGER,
  UNIQUE (identity_id, credential_id)
);
CREATE INDEX webauthn_credentials_by_credential ON webauthn_credentials (credential_id);
)sql";

constexpr const char* kSessionTables = R"sql(
CREATE TABLE sessions (
  id BLOB NOT NULL UNIQUE,
  identity_id BLOB NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
  token_key INTEGER NOT NULL,
  token BLOB NOT NULL,
  previous_key INTEGER,
  previous_token BLOB,
  previous_until INTEGER,
  previous_aal INTEGER NOT NULL,
  by_cookie INTEGER NOT NULL,
  active INTEGER NOT NULL,
  aal INTEGER NOT NULL,
  methods TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  authenticated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_seen_at INTEGER,
  devices BLOB NOT NULL
);
CREATE INDEX sessions_by_token ON sessions (token_key);
CREATE INDEX sessions_by_previous_token ON sessions (previous_key) WHERE previous_key IS NOT NULL;
CREATE INDEX sessions_of_identity ON sessions (identity_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE known_browsers (
  subject BLOB NOT NULL,
  browser BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (subject, browser)
) WITHOUT ROWID;
CREATE INDEX known_browsers_by_expiry ON known_browsers (expires_at);

CREATE TABLE throttle (
  method TEXT NOT NULL,
  subject BLOB NOT NULL,
  lane TEXT NOT NULL,
  under_way INTEGER NOT NULL,
  charged_at INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  failed_at INTEGER NOT NULL,
  wait INTEGER NOT NULL,
  day_count INTEGER NOT NULL,
  day_since INTEGER NOT NULL,
  PRIMARY KEY (subject, method, lane)
) WITHOUT ROWID;
CREATE INDEX throttle_by_charge ON throttle (charged_at);
)sql";

constexpr const char* kFlowTables = R"sql(
CREATE TABLE flows (
  id BLOB NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  browser INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  request_url TEXT NOT NULL,
  requested_aal INTEGER NOT NULL,
  refresh INTEGER NOT NULL,
  identity_id BLOB REFERENCES identities (id) ON DELETE CASCADE,
  session_id BLOB,
  csrf BLOB,
  active TEXT NOT NULL,
  state TEXT NOT NULL,
  messages TEXT NOT NULL,
  echo TEXT NOT NULL,
  shows TEXT NOT NULL,
  pending BLOB,
  identity_schema TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX flows_by_expiry ON flows (expires_at);
CREATE INDEX flows_of_identity ON flows (identity_id) WHERE identity_id IS NOT NULL;

CREATE TABLE challenges (
  flow_id BLOB NOT NULL PRIMARY KEY REFERENCES flows (id) ON DELETE CASCADE,
  hash BLOB NOT NULL,
  challenge BLOB NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE pending_submissions (
  id BLOB NOT NULL UNIQUE,
  flow_id BLOB NOT NULL PRIMARY KEY REFERENCES flows (id) ON DELETE CASCADE,
  identity_id BLOB NOT NULL,
  session_id BLOB NOT NULL,
  method TEXT NOT NULL,
  key BLOB NOT NULL,
  submission BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX pending_submissions_of_session ON pending_submissions (session_id);
CREATE INDEX pending_submissions_by_expiry ON pending_submissions (expires_at);

CREATE TABLE errors (
  id BLOB NOT NULL UNIQUE,
  error TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX errors_by_expiry ON errors (expires_at);
)sql";

// Whether anybody signs in with a key alone is asked with every sign-in form of a site that no longer makes such keys.
constexpr const char* kPasswordlessKeys = R"sql(
CREATE INDEX webauthn_credentials_passwordless ON webauthn_credentials (passwordless) WHERE passwordless = 1;
)sql";

// Passkeys stand in the table of keys; who signs in with one is found by its user handle. A program that does not know
// them would take them for security keys, and leave their bit out of identities.factors.
constexpr const char* kPasskeys = R"sql(
ALTER TABLE webauthn_credentials ADD COLUMN passkey INTEGER NOT NULL DEFAULT 0;
CREATE INDEX webauthn_credentials_by_handle ON webauthn_credentials (user_handle);
DROP INDEX webauthn_credentials_passwordless;
CREATE INDEX webauthn_credentials_passwordless ON webauthn_credentials (passwordless)
  WHERE passwordless = 1 AND passkey = 0;
)sql";

// What a new key said of itself: the format of its attestation statement, which Kratos shows to operators.
constexpr const char* kAttestations = R"sql(
ALTER TABLE webauthn_credentials ADD COLUMN attestation TEXT NOT NULL DEFAULT 'none';
)sql";

// Browsers that sign in without the second factor.
constexpr const char* kRememberedDevices = R"sql(
CREATE TABLE remembered_devices (
  id BLOB NOT NULL UNIQUE,
  identity_id BLOB NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
  token BLOB NOT NULL,
  factors BLOB NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX remembered_devices_of_identity ON remembered_devices (identity_id);
CREATE INDEX remembered_devices_by_expiry ON remembered_devices (expires_at);
)sql";

// The audit log grows at one end and is purged at the other, so that its number is key and order of time in one; what
// retention purged is remembered by audit_ends, which also shows that nothing was cut off at the newer end.
constexpr const char* kAudit = R"sql(
CREATE TABLE audit (
  n INTEGER NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  actor TEXT NOT NULL,
  address TEXT NOT NULL,
  about BLOB,
  detail TEXT NOT NULL,
  hash BLOB NOT NULL
);
CREATE TABLE audit_ends (
  first_n INTEGER NOT NULL,
  before_first BLOB NOT NULL,
  last_n INTEGER NOT NULL,
  head BLOB NOT NULL
);
INSERT INTO audit_ends VALUES (1, zeroblob(32), 0, zeroblob(32));
)sql";

constexpr const char* kRescues = R"sql(
CREATE TABLE rescues (
  identity_id BLOB NOT NULL,
  day TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (identity_id, day)
) WITHOUT ROWID;
)sql";

// Mail that waits to be sent; next_try_at is also the end of a sender's turn with it. What is stored are facts; a
// link's token is sealed.
constexpr const char* kMails = R"sql(
CREATE TABLE mails (
  id BLOB NOT NULL UNIQUE,
  identity_id BLOB NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
  recipient TEXT NOT NULL,
  language TEXT NOT NULL,
  kind TEXT NOT NULL,
  facts TEXT NOT NULL,
  secret BLOB,
  created_at INTEGER NOT NULL,
  next_try_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  trouble TEXT NOT NULL
);
CREATE INDEX mails_by_next_try ON mails (next_try_at);
CREATE INDEX mails_of_identity ON mails (identity_id);
CREATE TABLE mail_counts (
  identity_id BLOB NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  mails INTEGER NOT NULL,
  PRIMARY KEY (identity_id, day)
) WITHOUT ROWID;
)sql";

// Removals of every second factor that somebody asked for (flow/reset): one a person. The row stays for a while after
// it was cancelled or done, so that nobody asks again and again.
constexpr const char* kResets = R"sql(
CREATE TABLE resets (
  identity_id BLOB NOT NULL PRIMARY KEY REFERENCES identities (id) ON DELETE CASCADE,
  token BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER
) WITHOUT ROWID;
CREATE INDEX resets_by_token ON resets (token);
CREATE INDEX resets_by_expiry ON resets (expires_at);
)sql";

constexpr std::array kFirst = {kIdentityTables, kSessionTables, kFlowTables};
constexpr std::array kSecond = {kPasswordlessKeys};
constexpr std::array kThird = {kPasskeys};
constexpr std::array kFourth = {kAttestations};
constexpr std::array kFifth = {kRememberedDevices, kAudit, kRescues};
constexpr std::array kSixth = {kMails, kResets};
constexpr std::array kMigrations = {Migration{1, kFirst},  Migration{1, kSecond}, Migration{3, kThird},
                                    Migration{3, kFourth}, Migration{3, kFifth},  Migration{3, kSixth}};

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

void require_readable(std::int64_t min_reader, std::span<const Migration> schema, const std::string& name) {
  const auto known = static_cast<std::int64_t>(schema.size());
  if (min_reader <= known) return;
  throw base::Unavailable("db.newer", name + " is for programs that know version " + std::to_string(min_reader) +
                                          ", this one knows " + std::to_string(known));
}

}  // namespace store
