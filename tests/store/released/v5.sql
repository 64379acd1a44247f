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
