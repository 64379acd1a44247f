// A page of another origin (app.html) that uses the API by AJAX, with cookies, under serve.public.cors; and pages that
// may not.
import assert from "node:assert/strict"
import fs from "node:fs"
import http from "node:http"
import path from "node:path"
import { root } from "./site.mjs"

const file = fs.readFileSync(path.join(root, "tests/browser/app.html"))

// Serves the page on a port of its own, which makes it another origin.
class Application {
  static async start() {
    const application = new Application()
    application.server = http.createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(file))
    await new Promise((resolve) => application.server.listen(0, "127.0.0.1", resolve))
    return application
  }
  origin(host = "localhost") { return `http://${host}:${this.server.address().port}` }
  async open(page, site, host) {
    this.page = page
    await page.goto(`${this.origin(host)}/?postern=${encodeURIComponent(site.base)}`)
  }
  async shows(text) {
    await this.page.locator("#state", { hasText: text }).waitFor()
  }
  async submits(form, fields) {
    for (const [name, value] of Object.entries(fields)) await this.page.fill(`#${form} [name="${name}"]`, value)
    await this.page.click(`#${form} button`)
  }
  // What was called since this was asked for the last time.
  async calls() {
    return this.page.locator("#calls").evaluate((list) => {
      const texts = [...list.children].map((item) => item.textContent)
      list.replaceChildren()
      return texts
    })
  }
  close() { this.server.close() }
}

// kratos.yml that lets scripts of these origins in.
function withCors(site, origins) {
  const base = `serve: { public: { base_url: "${site.base}/" } }`
  const before = site.original.includes(base) ? base : "dsn: sqlite:"
  const cors = `serve: { public: { base_url: "${site.base}/", cors: { enabled: true, allow_credentials: true, allowed_origins: [${origins}] } } }`
  return { [before]: before === base ? cors : `${cors}\n${before}` }
}

export const corsStories = {
  async "another origin: a single-page application signs in, steps up and signs out"({ site, newPage, highest, configure }) {
    const application = await Application.start()
    try {
      configure(withCors(site, [application.origin()]))
      const person = site.person({ totp: true })
      await application.open(await newPage(), site)
      await application.shows("Signed out")
      assert.deepEqual(await application.calls(), ["GET /sessions/whoami 401", "GET /self-service/login/browser 200"])

      await application.submits("password", { identifier: person.email, password: "not this one" })
      await application.shows("The provided credentials are invalid")
      assert.deepEqual(await application.calls(), ["POST /self-service/login 400"])
      await application.submits("password", { identifier: person.email, password: person.password })
      if (highest) {
        await application.page.locator("#totp").waitFor()
        assert.deepEqual(await application.calls(), ["POST /self-service/login 422 browser_location_change_required",
          "GET /sessions/whoami 403 session_aal2_required", "GET /self-service/login/browser 200"])
      } else {
        await application.shows(`${person.email} at aal1`)
        await application.page.click("#account")
        await application.page.locator("#totp").waitFor()
        assert.deepEqual(await application.calls(), ["POST /self-service/login 200", "GET /sessions/whoami 200",
          "GET /self-service/settings/browser 403 session_aal2_required", "GET /self-service/login/browser 200"])
      }
      await application.submits("totp", { totp_code: await person.app.code() })
      await application.shows(`${person.email} at aal2`)
      assert.deepEqual(await application.calls(), ["POST /self-service/login 200", "GET /sessions/whoami 200"])
      await application.page.click("#account")
      await application.page.locator("#calls li").waitFor()
      assert.deepEqual(await application.calls(), ["GET /self-service/settings/browser 200"])

      await application.page.click("#leave")
      await application.shows("Signed out")
      assert.deepEqual(await application.calls(), ["GET /self-service/logout/browser 200", "GET /self-service/logout 204",
        "GET /sessions/whoami 401", "GET /self-service/login/browser 200"])
    } finally {
      application.close()
    }
  },

  async "another origin: who is not allowed reads nothing, who is of another site has no cookie"({ site, newPage, configure }) {
    const [allowed, other] = [await Application.start(), await Application.start()]
    try {
      configure(withCors(site, [allowed.origin(), allowed.origin("127.0.0.1")]))
      const person = site.person(), page = await newPage()
      await allowed.open(page, site)
      await allowed.submits("password", { identifier: person.email, password: person.password })
      await allowed.shows(`${person.email} at aal1`)

      // The same browser, the same cookies; the answers are kept from the page, and so is what would change something.
      await other.open(page, site)
      await other.shows("Blocked")
      assert.deepEqual(await other.calls(), ["GET /sessions/whoami 0"])
      const reached = await page.evaluate(async (base) => {
        const tried = [["POST", "/self-service/login?flow=x", "{}"], ["DELETE", "/sessions"], ["GET", "/self-service/logout/browser"]]
        return Promise.all(tried.map(([method, address, body]) =>
          fetch(base + address, { method, body, credentials: "include", headers: { "Content-Type": "application/json" } }).then(() => true, () => false)))
      }, site.base)
      assert.deepEqual(reached, [false, false, false])

      // Allowed, but of another site: it may read, and the browser keeps the cookies from it.
      await allowed.open(page, site, "127.0.0.1")
      await allowed.shows("Signed out")
      assert.deepEqual(await allowed.calls(), ["GET /sessions/whoami 401", "GET /self-service/login/browser 200"])
      await allowed.open(page, site)
      await allowed.shows(`${person.email} at aal1`)
    } finally {
      for (const each of [allowed, other]) each.close()
    }
  },
}
for (const story of Object.values(corsStories)) story.scripts = true
