ALTER TABLE webauthn_credentials ADD COLUMN passkey INTEGER NOT NULL DEFAULT 0;
CREATE INDEX webauthn_credentials_by_handle ON webauthn_credentials (user_handle);
DROP INDEX webauthn_credentials_passwordless;
CREATE INDEX webauthn_credentials_passwordless ON webauthn_credentials (passwordless)
  WHERE passwordless = 1 AND passkey = 0;
