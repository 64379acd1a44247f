// run.mjs: the code blocks of the README's section for applications, each as it stands there, against a server of its own
// and people in a real browser. The last line counts.
import assert from "node:assert/strict"
import fs from "node:fs"
import path from "node:path"
import { spawn, spawnSync } from "node:child_process"
import { launch } from "../browser/chromium.mjs"
import { Visitor } from "../browser/person.mjs"
import { Site, ask as fetchAnew, freePort, root } from "../browser/site.mjs"

const work = path.join(root, "build/snippets")
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)

// One block a language, and none that no test knows.
function snippets() {
  const section = /^## Asking Postern from an application$(.*?)^## /ms.exec(fs.readFileSync(path.join(root, "README.md"), "utf8"))[1]
  const blocks = [...section.matchAll(/^```(.*?)\n(.*?)^```$/gms)].map(([, language, text]) => [language, text])
  assert.deepEqual(blocks.map(([language]) => language).sort(), ["js", "php", "python", "sh"])
  return Object.fromEntries(blocks)
}

const text = snippets()
fs.rmSync(work, { recursive: true, force: true })
const site = await Site.start(path.join(work, "data"))
fs.writeFileSync(path.join(work, "require_session.php"), text.php)
fs.writeFileSync(path.join(work, "whoami.py"), text.python)

const app = `http://localhost:${await freePort()}`
const log = fs.openSync(path.join(work, "php.log"), "w")
const php = spawn("php", ["-S", app.slice("http://".length), path.join(here, "page.php")],
  { env: { ...process.env, SNIPPET: path.join(work, "require_session.php"), POSTERN: site.base }, stdio: ["ignore", log, log] })
process.on("exit", () => { php.kill(); site.process.kill() })
const ask = (place, cookie = "") => fetch(app + place, { redirect: "manual", headers: cookie ? { cookie } : {} })
for (let i = 0; i < 50 && !(await ask("/other-origin").catch(() => null)); i++) await new Promise((wake) => setTimeout(wake, 100))

const browser = await launch()

function configure(requiredAal) {
  site.configure({
    "selfservice:\n": `serve: { public: { cors: { enabled: true, allowed_origins: ["${app}"] } } }\n\nselfservice:\n  allowed_return_urls: ["${app}/", "${site.base}/"]\n`,
    "whoami: { required_aal: aal1 }": `whoami: { required_aal: ${requiredAal} }`,
  })
}
async function visitor(person = site.person()) {
  const context = await browser.newContext({ locale: "en-GB" })
  context.setDefaultTimeout(30000)
  const page = await context.newPage()
  // A page of Postern's own origin that is not Postern's.
  await page.route(`${site.base}/account`, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>A page with scripts</title>" }))
  return new Visitor(page, site, person)
}
async function signedIn(person) {
  const someone = await visitor(person)
  await someone.signIn()
  return someone
}
const cookieOf = async (someone) => (await someone.page.context().cookies(site.base)).map(({ name, value }) => `${name}=${value}`).join("; ")

async function tokenOf({ email, password }) {
  const flow = await (await fetchAnew(`${site.base}/self-service/login/api`)).json()
  const answer = await fetchAnew(flow.ui.action, { method: "POST", headers: { "content-type": "application/json" },
    body: JSON.stringify({ method: "password", identifier: email, password }) })
  return (await answer.json()).session_token
}

// The README's curl line for a method; `-i` is there to see the status too.
function stepUp(method, token, code) {
  const line = text.sh.split("\n").find((line) => line.includes(`/methods/${method}/`)).replace(/^curl /, "curl -si ")
  const done = spawnSync("sh", ["-c", line], { env: { ...process.env, no_proxy: "*", postern: site.base, token, code }, encoding: "utf8" })
  const [head, body] = done.stdout.split("\r\n\r\n")
  return { status: Number(head.split(" ")[1]), head, body: JSON.parse(body) }
}
function refuses(answer, status, id) { assert.deepEqual([answer.status, answer.body.error?.id], [status, id]) }

function python(cookie) {
  const done = spawnSync("python3", [path.join(here, "ask.py"), work, site.base, cookie], { env: { ...process.env, no_proxy: "*" }, encoding: "utf8" })
  assert.equal(done.status, 0, done.stderr)
  return JSON.parse(done.stdout)
}
const script = (page) => page.evaluate(`(() => { ${text.js}; return whoami(${JSON.stringify(site.base)}) })()`)
const emailIn = (session) => session?.identity.traits.email

const tests = {
  async "php: nobody is signed in"() {
    const answer = await ask("/orders?page=2")
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.get("location"), `${site.base}/self-service/login/browser?return_to=${encodeURIComponent(app + "/orders?page=2")}`)
  },
  async "php: signs in and comes back"() {
    const alice = await visitor()
    await alice.page.goto(`${app}/orders?page=2`)
    assert.equal(await alice.path(), "/login")
    await alice.givePassword()
    assert.equal(alice.page.url(), `${app}/orders?page=2`)
    await alice.sees(alice.person.email)
  },
  async "php: a session that is too weak"() {
    configure("highest_available")
    const bob = await signedIn(site.person({ totp: true }))
    const answer = await ask("/orders", await cookieOf(bob))
    const next = new URL(answer.headers.get("location"))
    assert.deepEqual([answer.status, next.pathname], [303, "/self-service/login/browser"])
    assert.deepEqual([...next.searchParams], [["aal", "aal2"], ["return_to", `${app}/orders`]])
    await bob.page.goto(`${app}/orders`)
    await bob.giveCode(await bob.person.app.code())
    assert.equal(bob.page.url(), `${app}/orders`)
    await bob.sees(bob.person.email)
  },
  async "php: without Postern nobody is let in or sent around"() {
    const answer = await ask("/nobody-there")
    assert.deepEqual([answer.status, answer.headers.get("location")], [500, null])
  },

  async "python: nobody, a session, one that is too weak"() {
    assert.deepEqual(python(""), { session: null })
    const alice = await signedIn()
    assert.equal(emailIn(python(await cookieOf(alice)).session), alice.person.email)
    const bob = await signedIn(site.person({ totp: true }))
    assert.equal(emailIn(python(await cookieOf(bob)).session), bob.person.email)
    configure("highest_available")
    assert.deepEqual(python(await cookieOf(bob)), { go: `${site.base}/self-service/login/browser?aal=aal2` })
  },

  async "js: nobody, a session"() {
    const alice = await visitor()
    await alice.open("/account")
    assert.equal(await script(alice.page), null)
    await alice.signIn()
    await alice.open("/account")
    assert.equal(emailIn(await script(alice.page)), alice.person.email)
  },
  async "js: a session that is too weak goes on and comes back"() {
    configure("highest_available")
    const bob = await signedIn(site.person({ totp: true }))
    await bob.open("/account")
    const left = bob.page.waitForURL("**/login?*")
    script(bob.page).catch(() => {})  // its page goes away
    await left
    await bob.giveCode(await bob.person.app.code())
    assert.equal(await bob.path(), "/account")
    assert.equal(emailIn(await script(bob.page)), bob.person.email)
  },
  async "js: another origin of the site"() {
    const alice = await signedIn()
    await alice.page.goto(`${app}/other-origin`)
    assert.equal(emailIn(await script(alice.page)), alice.person.email)
    site.configure()
    await assert.rejects(script(alice.page), /Failed to fetch/)
  },

  async "step-up: a code of the app"() {
    const bob = site.person({ totp: true })
    const token = await tokenOf(bob), code = await bob.app.code()
    refuses(stepUp("totp", token, bob.app.wrongCode()), 400, "second_factor_invalid")
    const raised = stepUp("totp", token, code)
    assert.deepEqual([raised.status, raised.body.session?.authenticator_assurance_level], [200, "aal2"])
    refuses(stepUp("totp", token, code), 400, "second_factor_used")
    refuses(stepUp("lookup_secret", token, code), 400, "second_factor_missing")
    assert.equal(stepUp("totp", "", code).status, 401)
  },
  async "step-up: a recovery code"() {
    const bob = site.person({ codes: ["abcd1234", "efgh5678"] })
    const token = await tokenOf(bob)
    const raised = stepUp("lookup_secret", token, "abcd-1234")
    assert.deepEqual([raised.status, raised.body.session?.authenticator_assurance_level], [200, "aal2"])
    refuses(stepUp("lookup_secret", token, "abcd1234"), 400, "second_factor_used")
  },
  async "step-up: a bearer token, a cookie from an allowed origin"() {
    const bob = await signedIn(site.person({ totp: true }))
    const door = `${site.base}/self-service/methods/totp/login`
    const send = async (headers) => (await fetchAnew(door, { method: "POST", headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ totp_code: await bob.person.app.code() }) })).status
    assert.equal(await send({ authorization: `Bearer ${await tokenOf(bob.person)}` }), 200)
    const cookie = await cookieOf(bob)
    assert.equal(await send({ cookie, origin: "http://elsewhere.example.org" }), 403)
    assert.equal(await send({ cookie, origin: app }), 200)
  },
  async "step-up: too many tries"() {
    const bob = site.person({ totp: true })
    const token = await tokenOf(bob)
    for (let i = 0; i < 5; i++) refuses(stepUp("totp", token, bob.app.wrongCode()), 400, "second_factor_invalid")
    const held = stepUp("totp", token, await bob.app.code())
    assert.equal(held.status, 429)
    assert.match(held.head, /^retry-after: [1-9][0-9]*\r?$/im)
  },
}

let passed = 0, failed = 0
try {
  for (const [name, test] of Object.entries(tests)) {
    try {
      configure("aal1")
      await test()
      console.log(`ok   ${name}`)
      passed++
    } catch (error) {
      console.log(`FAIL ${name}: ${error.stack}`)
      failed++
    }
  }
} finally {
  await browser.close()
  await site.stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
