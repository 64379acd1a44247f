// What a person does at the pages, in the pages' own words: ids are node names, buttons carry the node's name and value.
import assert from "node:assert/strict"

// A server may close a connection that was idle just when the next request takes it: that is asked once more.
export const retried = { maxRetries: 2 }

export class Visitor {
  constructor(page, site, person) { Object.assign(this, { page, site, person }) }

  async open(path) { await this.page.goto(this.site.base + path) }
  async path() { return new URL(this.page.url()).pathname }
  heading() { return this.page.locator("h1").innerText() }

  async sees(text) {
    const body = await this.page.locator("body").innerText()
    assert.ok(body.includes(text), `“${text}” on ${this.page.url()}; there stands:\n${body}`)
  }
  async seesProblem(field, text) {
    assert.match(await this.page.locator(`[id="${field}-problem"]`).innerText(), text)
    assert.equal(await this.page.locator(`[id="${field}"]`).getAttribute("aria-invalid"), "true")
    assert.match(await this.page.title(), /^Error: /)
  }

  async givePassword(password = this.person.password) {
    if (await this.page.locator("#identifier").isVisible()) await this.page.fill("#identifier", this.person.email)
    await this.page.fill("#password", password)
    await this.press("method", "password")
  }
  async giveCode(code) {
    await this.page.fill("#totp_code", code)
    await this.press("method", "totp")
  }
  async giveRecoveryCode(code) {
    if (!(await this.page.locator("#lookup_secret").isVisible())) await this.page.click(".ways a.lookup_secret")
    await this.page.fill("#lookup_secret", code)
    await this.press("method", "lookup_secret")
  }
  // A button of the page; everything works by plain forms, so each press is a navigation.
  async press(name, value) {
    await Promise.all([this.page.waitForEvent("load"), this.page.click(`button[name="${name}"][value="${value}"]`)])
  }
  async follow(selector) { await Promise.all([this.page.waitForEvent("load"), this.page.click(selector)]) }

  async whoami() {
    const answer = await this.page.context().request.get(this.site.base + "/sessions/whoami", { headers: { accept: "application/json" }, ...retried })
    return { status: answer.status(), body: await answer.json() }
  }
  async level() { return (await this.whoami()).body.authenticator_assurance_level }

  async signIn() {
    await this.open("/login")
    await this.givePassword()
  }
  // Asked for the second factor: under whoami highest_available right after the password, else on the way to the account.
  async isAskedForSecondFactor(highest) {
    if (!highest) { assert.equal(await this.path(), "/"); await this.open("/settings") }
    assert.equal(await this.path(), "/login")
    assert.equal((await this.whoami()).status, highest ? 403 : 200)
  }
  async signOut() {
    await this.open("/")
    await this.follow('a:has-text("Sign out"), button:has-text("Sign out")')
    assert.equal(await this.path(), "/signed-out")
    assert.equal((await this.whoami()).status, 401)
  }
  // The part of the account page that belongs to a group.
  async manage(group) {
    await this.open("/settings")
    assert.equal(await this.path(), "/settings")
    await this.follow(`.items li.${group} a.button`)
  }
}
