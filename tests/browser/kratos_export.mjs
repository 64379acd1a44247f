// People as Kratos' admin API exports them (`GET /admin/identities?include_credential=…`), with keys in software.
import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto"

// Of one password, `test`, by the two hashers of Kratos.
export const hashes = {
  bcrypt: "$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6",
  argon2: "$argon2id$v=19$m=32,t=2,p=4$cm94YnRVOW5jZzFzcVE4bQ$MNzk5BtR2vUhrp6qQEjRNw",
}

// A key pair as Kratos stores it (`entry`) and as the browser's software key takes it (`credential`).
export class ExportedKey {
  constructor({ name = "", passwordless, resident = false, handle }) {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
    const { x, y } = publicKey.export({ format: "jwk" })
    const id = randomBytes(32).toString("base64")
    const part = (label, text) => [Buffer.from([label, 0x58, 32]), Buffer.from(text, "base64url")]
    const cose = Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1]), ...part(0x21, x), ...part(0x22, y)])
    this.entry = {
      id, public_key: cose.toString("base64"), attestation_type: "none",
      authenticator: { aaguid: Buffer.alloc(16).toString("base64"), sign_count: 3, clone_warning: false },
      display_name: name, added_at: "2024-05-06T07:08:09Z", is_passwordless: passwordless,
      flags: { user_present: true, user_verified: passwordless, backup_eligible: false, backup_state: false },
    }
    this.config = { credentials: [this.entry], user_handle: handle.toString("base64") }
    const kept = resident ? { isResidentCredential: true, userHandle: handle.toString("base64") } : { isResidentCredential: false }
    this.credential = {
      credentialId: id, rpId: "localhost", signCount: 3, ...kept,
      privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    }
  }
}

// `credentials`: configs by type.
export function exported(email, credentials, id = randomUUID()) {
  const times = { created_at: "2024-05-06T07:08:09.123456Z", updated_at: "2024-05-07T07:08:09.654321Z" }
  const credential = (type, config) => ({
    type, identifiers: [["password", "webauthn"].includes(type) ? email : id], config, version: type === "webauthn" ? 1 : 0, ...times,
  })
  const all = { password: {}, webauthn: {}, ...credentials }  // whoever has an identifier has these two, empty at least
  return {
    id, credentials: Object.fromEntries(Object.entries(all).map(([type, config]) => [type, credential(type, config)])),
    schema_id: "default", schema_url: "http://127.0.0.1:4433/schemas/ZGVmYXVsdA", state: "active", state_changed_at: times.created_at,
    traits: { email }, metadata_public: null, metadata_admin: null, ...times, organization_id: null,
  }
}
