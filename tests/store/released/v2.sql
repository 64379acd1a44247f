CREATE INDEX webauthn_credentials_passwordless ON webauthn_credentials (passwordless) WHERE passwordless = 1;
