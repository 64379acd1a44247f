ALTER TABLE webauthn_credentials ADD COLUMN attestation TEXT NOT NULL DEFAULT 'none';
