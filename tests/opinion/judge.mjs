// judge.mjs FILE: every ceremony of FILE (tests/support/ceremony_notes.h) put to @simplewebauthn/server. Where it says
// otherwise than Postern, differences.mjs has to know why; what is listed there and does not occur is a failure too.
import fs from "node:fs"
import path from "node:path"
import { createRequire } from "node:module"
import { webcrypto } from "node:crypto"
import { differences } from "./differences.mjs"

globalThis.crypto ??= webcrypto  // Node 18
const installed = createRequire(path.resolve(path.dirname(process.argv[2]), "x.js"))
const { verifyRegistrationResponse, verifyAuthenticationResponse, SettingsService } = installed("@simplewebauthn/server")

const formats = ["none", "packed", "fido-u2f", "tpm", "apple", "android-key", "android-safetynet"]
const pem = (der) => `-----BEGIN CERTIFICATE-----\n${der.match(/.{1,64}/g).join("\n")}\n-----END CERTIFICATE-----\n`
const hex = (text) => text.replaceAll("-", "")
const base64url = (bytes) => Buffer.from(bytes).toString("base64url")

// The library has one list of roots a format, for all ceremonies.
function trust(anchors) {
  for (const identifier of formats) SettingsService.setRootCertificates({ identifier, certificates: anchors.map(pem) })
}

async function ask(ceremony) {
  const question = {
    response: JSON.parse(ceremony.response), expectedChallenge: ceremony.challenge, expectedOrigin: ceremony.origins,
    expectedRPID: ceremony.rp_id, requireUserVerification: ceremony.verification,
  }
  if (ceremony.credential) {
    const publicKey = Buffer.from(ceremony.credential.publicKey, "base64url")
    return verifyAuthenticationResponse({ ...question, credential: { ...ceremony.credential, publicKey } })
  }
  trust(ceremony.anchors)
  return verifyRegistrationResponse({ ...question, requireUserPresence: ceremony.presence, supportedAlgorithmIDs: ceremony.algorithms })
}

// Having accepted, it read the same out of the answer.
function readTheSame({ facts }, { registrationInfo: info }) {
  const theirs = {
    id: info.credential.id, key: base64url(info.credential.publicKey), aaguid: hex(info.aaguid), format: info.fmt, counter: info.credential.counter,
    verified: info.userVerified, synced: info.credentialDeviceType === "multiDevice", backed_up: info.credentialBackedUp,
  }
  return Object.entries(theirs).every(([name, value]) => facts[name] === value) ? "" : `reads ${JSON.stringify(theirs)}`
}

// What the library objects to; "" = nothing.
async function objection(ceremony) {
  try {
    const answer = await ask(ceremony)
    if (!answer.verified) return "not verified"
    return ceremony.facts ? readTheSame(ceremony, answer) : ""
  } catch (error) {
    return (error.message || String(error)).split("\n")[0]
  }
}

const explain = ({ name, verdict }, theirs) => differences.find((difference) =>
  (difference.ours ?? /^accepted$/).test(verdict) && (difference.theirs?.test(theirs) ?? theirs === "") && (difference.in?.test(name) ?? true))

const ceremonies = fs.readFileSync(process.argv[2], "utf8").trim().split("\n").map(JSON.parse)
let agreed = 0, failed = 0
const occurred = new Map(), sided = []
for (const ceremony of ceremonies) {
  const theirs = await objection(ceremony)
  if ((ceremony.verdict === "accepted") === (theirs === "")) { agreed++; continue }
  const known = explain(ceremony, theirs)
  if (known) occurred.set(known, (occurred.get(known) ?? 0) + 1)
  else if (ceremony.wanted === (ceremony.verdict === "accepted" ? "accept" : "reject")) sided.push(`${ceremony.name} (we: ${ceremony.verdict}, they: ${theirs || "accepted"})`)
  else {
    failed++
    console.log(`${ceremony.name}: we say ${ceremony.verdict}, they say ${theirs || "accepted"}`)
  }
}
const vectors = ceremonies.filter((ceremony) => ceremony.wanted).length, names = new Set(ceremonies.map((ceremony) => ceremony.name))
for (const difference of differences) {
  if (occurred.has(difference)) console.log(`${String(occurred.get(difference)).padStart(4)} differ: ${difference.why}`)
  else if (!difference.at || names.has(difference.at)) {
    failed++
    console.log(`no longer occurs: ${difference.why}`)
  }
}
for (const one of sided) console.log(`differs, and its authors side with us: ${one}`)
if (vectors === 0) console.log("skipped 1: no foreign ceremonies beside the repository")
if (ceremonies.length - vectors < 200) { failed++; console.log("too few ceremonies of our own were noted") }
const explained = [...occurred.values()].reduce((sum, count) => sum + count, 0)
console.log(`${agreed} ceremonies judged alike, ${explained} otherwise for a known reason, ${sided.length} otherwise where others agree with us`)
console.log(`${agreed + explained + sided.length} passed, ${failed} failed, ${vectors === 0 ? 1 : 0} skipped`)
process.exit(failed ? 1 : 0)
