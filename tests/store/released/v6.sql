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
