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

CREATE TABLE rescues (
  identity_id BLOB NOT NULL,
  day TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (identity_id, day)
) WITHOUT ROWID;
