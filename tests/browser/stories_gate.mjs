// The gate as its visitors meet it, behind each server that has one: sent to sign in, and back to where they were. The
// guarded site stands at an address of its own.
import assert from "node:assert/strict"
import path from "node:path"
import { spawn } from "node:child_process"
import { Visitor } from "./person.mjs"
import { root } from "./site.mjs"

const secret = "S3CRET-of-the-folder"

class Guarded {
  static async beside(site, server) {
    const guarded = new Guarded()
    guarded.process = spawn(path.join(root, "tests/gate/beside.sh"), [server],
      { cwd: root, env: { ...process.env, POSTERN_CONFIG: path.join(site.data, "kratos.yml") }, stdio: ["ignore", "pipe", "inherit"] })
    guarded.base = await new Promise((resolve, reject) => {
      guarded.process.stdout.once("data", (line) => resolve(String(line).trim()))
      guarded.process.once("exit", () => reject(new Error(`${server} with the gate does not start`)))
    })
    return guarded
  }
  get configuration() {
    return {
      "selfservice:\n": `selfservice:\n  allowed_return_urls: ["${this.base}/"]\n`,
      "postern:\n": `postern:\n  gate:\n    rules: [{ path: /private, aal: aal2 }, { path: /group, group: choir }]\n    group_trait: name.first\n`,
    }
  }
  async stop() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve))
    this.process.kill("SIGTERM")
    await gone
  }
}

// The page's style sheet is Postern's, at another address than the page.
async function isStyled(page) {
  assert.equal(await page.evaluate(() => document.styleSheets.length), 1)
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector("a.button")).textDecorationLine), "none")
}

async function visits(guarded, { site, newPage }) {
  const alice = new Visitor(await newPage(), site, site.person({ totp: true })), { page } = alice
  const wanted = `${guarded.base}/private/doc.txt?a=b&c=%26`
  await page.goto(wanted)
  assert.ok(page.url().startsWith(`${site.base}/login`))
  await alice.givePassword()
  assert.equal(await alice.heading(), "Enter the code from your app")
  await alice.giveCode(await alice.person.app.code())
  assert.equal(page.url(), wanted)
  await alice.sees(secret)
  // What was sent to a program of the folder arrives.
  await page.goto(`${guarded.base}/open/form.html`)
  await Promise.all([page.waitForEvent("load"), page.click("button")])
  await alice.sees(`REMOTE_USER=${alice.person.email}`)
  await alice.sees("POSTERN_AAL=aal2")

  // Another account than the page is for: it says so, and offers to sign out.
  await page.goto(`${guarded.base}/group/doc.txt`)
  assert.equal(await alice.heading(), "This page is not for your account")
  await isStyled(page)
}

async function sendsAForm(guarded, { site, newPage }) {
  const bob = new Visitor(await newPage(), site, site.person({ totp: true })), { page } = bob
  const form = `${guarded.base}/open/form.html`
  await page.goto(form)
  const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), page.click("button")])
  assert.equal(answer.status(), 401)
  await page.waitForLoadState()
  assert.equal(await bob.heading(), "What you typed was not sent")
  await isStyled(page)
  await bob.follow("a.button")
  await bob.givePassword()
  if (page.url() !== form) await bob.giveCode(await bob.person.app.code())
  assert.equal(page.url(), form)
}

async function enrols(guarded, { site, newPage }) {
  const carol = new Visitor(await newPage(), site, site.person()), { page } = carol
  await page.goto(`${guarded.base}/private/doc.txt`)
  await carol.givePassword()
  assert.ok(page.url().startsWith(`${site.base}/settings`))
}

function behind(server) {
  return async (world) => {
    const guarded = await Guarded.beside(world.site, server)
    try {
      world.configure(guarded.configuration)
      for (const part of [visits, sendsAForm, enrols]) await part(guarded, world)
    } finally {
      await guarded.stop()
    }
  }
}

// Beside the server of the same make.
const servers = { "lighttpd-cgi": "lighttpd", "apache-fcgid": "apache", "nginx-fcgi": "nginx" }
export const gateStories = (server) => servers[server] ? { [`gate: there and back behind ${servers[server]}`]: behind(servers[server]) } : {}
