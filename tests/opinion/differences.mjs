// Where @simplewebauthn/server is known to say otherwise than Postern, and why. `ours`: the slug of our refusal, absent
// where we accept. `theirs`: what it objects to, absent where it accepts. `in`: the tests that may differ so. `at`: a foreign
// ceremony that does, where none of ours does.
export const differences = [
  // What it leaves to the site that calls it.
  { ours: /^webauthn\.(cross_origin_not_allowed|top_origin_mismatch)$/, why: "frames: it looks at neither crossOrigin nor topOrigin" },
  { ours: /^webauthn\.credential_id_mismatch$/, why: "its caller has to see that the answer names the right credential" },
  { ours: /^webauthn\.(credential_not_allowed|user_handle_mismatch)$/, why: "it is told neither the credentials that were allowed nor the user handle" },
  { ours: /^webauthn\.backup_eligibility_changed$/, why: "it is not told what flags the credential had" },
  { ours: /^webauthn\.aaguid_not_allowed$/, why: "which models are allowed is nothing it is told" },
  { ours: /^webauthn\.attestation_trust$/, in: /trust|by_itself/, why: "its roots count only where the statement has certificates" },
  { ours: /^webauthn\.challenge_mismatch$/, in: /step_8/, why: "an empty challenge equals an empty one" },

  // Where it is more lenient.
  { ours: /^webauthn\.client_data_json$/, why: "members of another type, given twice or not in UTF-8 pass where it does not need them" },
  { ours: /^webauthn\.cbor_/, why: "its CBOR takes short strings, what is left over, and other than canonical forms" },
  { ours: /^webauthn\.attestation_object_malformed$/, in: /step_13/, why: "a statement of format none may be something else than a map" },
  { ours: /^webauthn\.authdata_malformed$/, in: /step_13/, why: "extensions may be something else than a map" },
  { ours: /^webauthn\.authdata_malformed$/, in: /step_25/, why: "a credential's id may be longer than 1,023 bytes" },
  { ours: /^webauthn\.attestation_malformed$/, in: /fido_u2f/, why: "U2F with two certificates: it takes the first" },
  { ours: /^webauthn\.attestation_malformed$/, in: /packed/, why: "it does not see the key of ECDAA, an attestation that Level 3 no longer has" },
  { ours: /^webauthn\.attestation_malformed$/, in: /tpm/, why: "bytes after certInfo" },
  { ours: /^webauthn\.attestation_certificate$/, in: /packed/, why: "certificates without basic constraints, with a digit in the country or a critical AAGUID pass" },
  { ours: /^webauthn\.attestation_certificate$/, in: /android/, why: "of Android's authorization lists it looks at [600] alone, not at purpose and origin" },
  { ours: /^webauthn\.attestation_signature$/, in: /packed/, why: "it does not compare the statement's algorithm with the certificate's key" },
  { ours: /^webauthn\.cose_/, at: "vector/reg-key-crv-missing", why: "without a statement to verify it does not read the key: points, curves, lengths, weak RSA" },
  { ours: /^webauthn\.signature_invalid$/, in: /negative-integer|ber-indefinite/, at: "vector/auth-sig-ber-indefinite", why: "signatures in ECDSA's DER are unpacked leniently" },
  { ours: /^webauthn\.(base64_invalid|envelope_malformed)$/, at: "vector/json-stray-bits", why: "stray bits in base64url and unknown members' depth or repetition pass its JSON" },

  // Where it is more strict, or mistaken.
  { theirs: /^Response counter value/, why: "a counter that goes back is an error always, with synced keys too" },
  { theirs: /^Unexpected RP ID hash$/, in: /step_15|appid/, why: "it knows no AppID" },
  { theirs: /unexpected algorithm ID 1\.3\.101\.112/, why: "it knows no certificates with Ed25519" },
  { theirs: /^Unexpected RSA key algorithm/, why: "a certificate's RSA key gets the algorithm of the issuer's signature" },
  { theirs: /known root certificate/, in: /android/i, why: "Android's chain has to bring its root along" },
  { theirs: /^User not present/, at: "vector/edge-auth-up-clear-allowed", why: "presence is demanded at every sign-in" },
  { theirs: /^Certificate (is not yet valid or expired|not good)/, at: "vector/py-webauthn-test-verify-attestation-dell-xps-13", why: "certificates have to be valid today, not when the ceremony was" },
  { theirs: /TokenBinding/, at: "vector/py-webauthn-test-verify-attestation-with-unsupported-token-binding", why: "it reads tokenBinding, which Level 3 no longer has" },
  { theirs: /^Could not match TPM manufacturer/, at: "vector/w3c-tpm-es256-registration", why: "the makers of TPMs are those of its own list" },
  { theirs: /^AAGUID .* was not expected/, at: "vector/w3c-fido-u2f-es256-registration", why: "with U2F the AAGUID has to be zero, as FIDO's conformance tests have it" },
  { theirs: /^reads .*"key"/, in: /extra-label/, at: "vector/edge-reg-cose-extra-label", why: "it keeps the key's COSE as it came, with members that mean nothing" },
]
