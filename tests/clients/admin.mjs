// The executable `admin` behind a little HTTP server, as plain CGI, and what an operator's program does with Ory's IdentityApi.
// contract: B7.6
import assert from "node:assert/strict"
import http from "node:http"
import path from "node:path"
import { spawn, spawnSync } from "node:child_process"
import { randomWord, root } from "../browser/site.mjs"

// Resolves with { base, token, close }.
export function serveAdmin(site) {
  const made = spawnSync(path.join(root, "build/bin/postern"), ["admin", "token", "--name", "clients"], { encoding: "utf8" }).stdout
  const token = /postern_at_\S+/.exec(made)[0], line = /"sha256:\S+"/.exec(made)[0]
  site.secrets.add(token)
  const environment = { ...process.env, POSTERN_CONFIG: path.join(site.data, "kratos.yml"), POSTERN_ADMIN_TOKENS: line.replaceAll('"', "") }
  const server = http.createServer((request, response) => {
    const variables = { REQUEST_METHOD: request.method, REQUEST_URI: request.url, REMOTE_ADDR: "127.0.0.1", GATEWAY_INTERFACE: "CGI/1.1" }
    for (const [name, value] of Object.entries(request.headers)) variables[`HTTP_${name.toUpperCase().replaceAll("-", "_")}`] = value
    variables.CONTENT_TYPE = request.headers["content-type"] ?? ""
    variables.CONTENT_LENGTH = request.headers["content-length"] ?? "0"
    const handler = spawn(path.join(root, "build/bin/admin"), [], { env: { ...environment, ...variables }, stdio: ["pipe", "pipe", "ignore"] })
    request.pipe(handler.stdin)
    handler.stdin.on("error", () => {})  // it may answer before it has read everything
    const chunks = []
    handler.stdout.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
      const text = Buffer.concat(chunks), end = text.indexOf("\r\n\r\n")
      for (const header of text.subarray(0, end).toString().split("\r\n")) {
        const [, name, value] = /^([^:]+): *(.*)$/.exec(header)
        if (name === "Status") response.statusCode = Number.parseInt(value, 10)
        else response.appendHeader(name, value)
      }
      response.end(text.subarray(end + 4))
    })
  })
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({
    base: `http://127.0.0.1:${server.address().port}`, token, close: () => server.close(),
  })))
}

export const adminStories = {
  async "an operator's program keeps identities"({ site, admin, stranger, signIn }) {
    assert.equal((await stranger.listIdentities()).status, 401)
    const email = `${randomWord(10)}@example.org`, password = `${randomWord(8)}-${randomWord(8)}`
    site.secrets.add(password)
    const created = await admin.createIdentity({
      createIdentityBody: { schema_id: "default", traits: { email }, credentials: { password: { config: { password } } } },
    })
    assert.equal(created.status, 201)
    const { id } = created.data
    assert.equal((await admin.getIdentity({ id })).data.traits.email, email)
    const listed = (await admin.listIdentities({ credentialsIdentifier: email })).data
    assert.deepEqual(listed.map((one) => one.id), [id])
    assert.equal((await admin.createIdentity({ createIdentityBody: { schema_id: "default", traits: { email } } })).status, 409)
    const patched = await admin.patchIdentity({ id, jsonPatch: [{ op: "add", path: "/metadata_admin", value: { plan: "small" } }] })
    assert.equal(patched.status, 200)
    assert.deepEqual((await admin.getIdentity({ id })).data.metadata_admin, { plan: "small" })

    await signIn({ email, password })
    const sessions = (await admin.listIdentitySessions({ id })).data
    assert.equal(sessions.length, 1)
    assert.equal((await admin.getSession({ id: sessions[0].id, expand: ["identity"] })).data.identity.id, id)
    assert.equal((await admin.disableSession({ id: sessions[0].id })).status, 204)
    assert.equal((await admin.deleteIdentitySessions({ id })).status, 204)
    assert.equal((await admin.deleteIdentity({ id })).status, 204)
    assert.equal((await admin.getIdentity({ id })).status, 404)
  },

  async "an operator's program moves people, and takes credentials from them"({ site, admin, signIn }) {
    const [first, second] = [1, 2].map(() => `${randomWord(10)}@example.org`), external = randomWord(8)
    const password = `${randomWord(8)}-${randomWord(8)}`, secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    for (const each of [password, secret]) site.secrets.add(each)
    const key = { id: "AQIDBA==", public_key: "AQID", display_name: "Blue", is_passwordless: false }
    const credentials = {
      password: { config: { password } }, totp: { config: { totp_url: `otpauth://totp/x?secret=${secret}` } },
      lookup_secret: { config: { codes: [{ code: "abcd1234" }] } },
      webauthn: { config: { credentials: [key], user_handle: "AQ==" } }, passkey: { config: { credentials: [{ ...key, id: "BQYHCA==" }], user_handle: "Ag==" } },
    }
    const made = (await admin.batchPatchIdentities({ patchIdentitiesBody: { identities: [
      { create: { schema_id: "default", traits: { email: first }, external_id: external, credentials }, patch_id: "00000000-0000-4000-8000-000000000001" },
      { create: { schema_id: "default", traits: { email: "no address" } } },
    ] } })).data.identities
    assert.deepEqual(made.map(({ action }) => action), ["create", "error"])
    const id = made[0].identity
    const shown = (await admin.getIdentity({ id, includeCredential: ["password", "totp", "lookup_secret", "webauthn", "passkey"] })).data
    assert.deepEqual(Object.keys(shown.credentials), ["lookup_secret", "passkey", "password", "totp", "webauthn"])
    assert.equal(shown.credentials.webauthn.config.credentials[0].id, key.id)
    assert.equal((await admin.getIdentityByExternalID({ externalID: external })).data.id, id)
    assert.equal((await admin.deleteIdentityCredentials({ id, type: "totp" })).status, 204)
    assert.equal((await admin.deleteIdentityCredentials({ id, type: "totp" })).status, 404)
    const updated = await admin.updateIdentity({ id, updateIdentityBody: { schema_id: "default", state: "active", traits: { email: second } } })
    assert.equal(updated.data.traits.email, second)

    await signIn({ email: second, password })
    const { data: [session] } = await admin.listSessions({ active: true, pageSize: 1000, expand: ["identity"] })
      .then(({ data }) => ({ data: data.filter(({ identity }) => identity.id === id) }))
    assert.ok((await admin.extendSession({ id: session.id })).status < 300)
    await admin.deleteIdentity({ id })
  },
}
