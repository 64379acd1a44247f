// What applications do with Ory's client: native apps with tokens, single-page apps with cookies.
// contract: A4.6 A4.7 B1.10 B6.7 B8.2 B8.3
import assert from "node:assert/strict"
import { Authenticator, randomWord } from "../browser/site.mjs"

const node = (flow, match) => flow.ui.nodes.find((n) => Object.entries(match).every(([key, value]) => n.attributes[key] === value))
const csrf = (flow) => node(flow, { name: "csrf_token" }).attributes.value
const messages = (flow) => [...(flow.ui.messages ?? []), ...flow.ui.nodes.flatMap((n) => n.messages)].map((m) => m.id)

export async function signIn(api, person) {
  const flow = (await api.createNativeLoginFlow()).data
  const answer = await api.updateLoginFlow({
    flow: flow.id, updateLoginFlowBody: { method: "password", identifier: person.email, password: person.password },
  })
  assert.equal(answer.status, 200)
  return answer.data.session_token
}

async function stepUp(api, token, body) {
  const flow = (await api.createNativeLoginFlow({ aal: "aal2", xSessionToken: token })).data
  return api.updateLoginFlow({ flow: flow.id, xSessionToken: token, updateLoginFlowBody: body })
}

export const stories = {
  async "an app signs in, lists sessions and signs out"({ site, client }) {
    const api = client(), person = site.person()
    const token = await signIn(api, person), other = await signIn(api, person)
    const session = (await api.toSession({ xSessionToken: token })).data
    assert.equal(session.identity.traits.email, person.email)
    assert.equal(session.authenticator_assurance_level, "aal1")
    const list = (await api.listMySessions({ xSessionToken: token })).data
    assert.equal(list.length, 1)
    assert.equal((await api.disableMySession({ id: list[0].id, xSessionToken: token })).status, 204)
    assert.equal((await api.toSession({ xSessionToken: other })).status, 401)
    await signIn(api, person)
    assert.deepEqual((await api.disableMyOtherSessions({ xSessionToken: token })).data, { count: 1 })
    assert.equal((await api.performNativeLogout({ performNativeLogoutBody: { session_token: token } })).status, 204)
    assert.equal((await api.toSession({ xSessionToken: token })).status, 401)
  },

  async "an app meets a wrong password, an unknown flow and no session"({ site, client }) {
    const api = client(), person = site.person()
    const flow = (await api.createNativeLoginFlow()).data
    const wrong = await api.updateLoginFlow({
      flow: flow.id, updateLoginFlowBody: { method: "password", identifier: person.email, password: "not this one" },
    })
    assert.equal(wrong.status, 400)
    assert.ok(messages(wrong.data).includes(4000006))
    assert.equal((await api.getLoginFlow({ id: "00000000-0000-4000-8000-000000000000" })).status, 404)
    assert.equal((await api.toSession()).status, 401)
    assert.equal((await api.createNativeSettingsFlow()).status, 401)
    assert.equal((await api.createNativeLoginFlow({ aal: "aal2" })).status, 401)
  },

  async "an app sets up codes and proves both"({ site, client }) {
    const api = client(), person = site.person()
    const token = await signIn(api, person)
    const settings = (await api.createNativeSettingsFlow({ xSessionToken: token })).data
    const key = node(settings, { id: "totp_secret_key" }).attributes.text.text
    site.secrets.add(key)
    const app = new Authenticator(key)
    const update = (flow, body) => api.updateSettingsFlow({ flow, xSessionToken: token, updateSettingsFlowBody: body })
    const bad = await update(settings.id, { method: "totp", totp_code: app.wrongCode() })
    assert.equal(bad.status, 400)
    assert.equal((await update(settings.id, { method: "totp", totp_code: await app.code() })).data.state, "success")
    const made = (await update(settings.id, { method: "lookup_secret", lookup_secret_regenerate: true })).data
    const codes = node(made, { id: "lookup_secret_codes" }).attributes.text.context.secrets.map((s) => s.text)
    for (const code of codes) site.secrets.add(code)
    assert.equal((await update(settings.id, { method: "lookup_secret", lookup_secret_confirm: true })).data.state, "success")

    const next = await signIn(api, person)
    const wrong = await stepUp(api, next, { method: "totp", totp_code: app.wrongCode() })
    assert.equal(wrong.status, 400)
    assert.ok(messages(wrong.data).includes(4000008))
    const code = await app.code()
    const right = await stepUp(api, next, { method: "totp", totp_code: code })
    assert.equal(right.data.session.authenticator_assurance_level, "aal2")
    const third = await signIn(api, person)
    assert.equal((await stepUp(api, third, { method: "totp", totp_code: code })).status, 400)  // once
    assert.equal((await stepUp(api, third, { method: "lookup_secret", lookup_secret: codes[0] })).status, 200)
    assert.equal((await api.toSession({ xSessionToken: third })).data.authenticator_assurance_level, "aal2")
    assert.equal((await stepUp(api, await signIn(api, person), { method: "lookup_secret", lookup_secret: codes[0] })).status, 400)
  },

  async "an app signs somebody up"({ site, client }) {
    const api = client()
    const email = `${randomWord(10)}@example.org`, password = `${randomWord(8)}-${randomWord(8)}`
    site.secrets.add(password)
    const submit = async (body) => {
      const flow = (await api.createNativeRegistrationFlow()).data
      return api.updateRegistrationFlow({ flow: flow.id, updateRegistrationFlowBody: body })
    }
    assert.equal((await submit({ method: "password", traits: { email }, password: "short" })).status, 400)
    const answer = await submit({ method: "password", traits: { email }, password })
    assert.equal(answer.status, 200)
    assert.equal(answer.data.identity.traits.email, email)
    const again = await submit({ method: "password", traits: { email }, password })
    assert.equal(again.status, 400)
    assert.ok(messages(again.data).includes(4000007))
    assert.ok(await signIn(api, { email, password }))
  },

  async "a single-page app signs in, changes the password and signs out"({ site, client }) {
    const api = client({ cookies: true }), person = site.person()
    const flow = (await api.createBrowserLoginFlow({})).data
    const submit = (body) => api.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: body })
    const login = { method: "password", identifier: person.email, password: person.password }
    assert.equal((await submit({ ...login, csrf_token: "" })).status, 403)
    assert.equal((await submit({ ...login, csrf_token: csrf(flow) })).status, 200)
    assert.equal((await api.toSession()).data.identity.traits.email, person.email)
    assert.equal((await api.createBrowserLoginFlow({})).status, 400)  // session_already_available
    const settings = (await api.createBrowserSettingsFlow({})).data
    const password = `${randomWord(8)}-${randomWord(8)}`
    site.secrets.add(password)
    const change = (body) => api.updateSettingsFlow({ flow: settings.id, updateSettingsFlowBody: { csrf_token: csrf(settings), ...body } })
    assert.equal((await change({ method: "password", password: "abc" })).status, 400)
    assert.equal((await change({ method: "password", password })).status, 200)
    assert.equal((await api.getSettingsFlow({ id: settings.id })).data.id, settings.id)
    const logout = (await api.createBrowserLogoutFlow({})).data
    assert.equal((await api.updateLogoutFlow({ token: logout.logout_token })).status, 204)
    assert.equal((await api.toSession()).status, 401)
    assert.ok(await signIn(client(), { email: person.email, password }))
  },

  async "a single-page app refreshes and steps up"({ site, client }) {
    const api = client({ cookies: true }), person = site.person({ totp: true })
    const complete = async (query, body) => {
      const flow = (await api.createBrowserLoginFlow(query)).data
      return api.updateLoginFlow({ flow: flow.id, updateLoginFlowBody: { csrf_token: csrf(flow), ...body } })
    }
    const password = { method: "password", identifier: person.email, password: person.password }
    assert.equal((await complete({}, password)).status, 200)
    const before = (await api.toSession()).data
    assert.equal((await complete({ refresh: true }, password)).status, 200)
    const after = (await api.toSession()).data
    assert.equal(after.id, before.id)
    assert.ok(after.authenticated_at > before.authenticated_at)
    assert.equal((await complete({ aal: "aal2" }, { method: "totp", totp_code: await person.app.code() })).status, 200)
    assert.equal((await api.toSession()).data.authenticator_assurance_level, "aal2")
  },

  async "schemas, errors and the script"({ client }) {
    const api = client()
    assert.equal((await api.getFlowError({ id: "00000000-0000-4000-8000-000000000000" })).status, 404)
    assert.equal((await api.getWebAuthnJavaScript()).status, 200)
    for (const path of ["/schemas", "/schemas/default", "/health/alive", "/health/ready"]) {
      assert.equal((await api.axios.get(api.configuration.basePath + path)).status, 200, path)
    }
    assert.equal((await api.axios.get(`${api.configuration.basePath}/schemas/none`)).status, 404)
  },
}
