// Somebody with a security key at the pages.
import assert from "node:assert/strict"
import { Visitor } from "./person.mjs"

// kratos.yml with the method; `more` are further keys of its config.
export function withKeys(site, more = "") {
  const before = "lookup_secret: { enabled: true }"
  return { [before]: `${before}\n    webauthn: { enabled: true, config: { ${more}rp: { id: localhost, display_name: Test, origin: "${site.base}" } } }` }
}

export function withPasskeys(site) {
  const before = "lookup_secret: { enabled: true }"
  return { [before]: `${before}\n    passkey: { enabled: true, config: { rp: { id: localhost, display_name: Test, origins: ["${site.base}"] } } }` }
}

// With passkeys, and keys that replace the password.
export function withAllKeys(site) {
  const [[before, passkeys]] = Object.entries(withPasskeys(site))
  return { [before]: passkeys.replace(before, withKeys(site, "passwordless: true, ")[before]) }
}

export class KeyHolder extends Visitor {
  get trigger() { return this.page.locator('button[name$="_trigger"]') }
  get note() { return this.page.locator('.note[role="alert"]') }
  async useKey() { await Promise.all([this.page.waitForEvent("load"), this.trigger.click()]) }
  // The browser waits two minutes for a key; nobody here has them.
  async waitsOneSecond() {
    await this.page.locator("form[data-webauthn]").evaluate((form) => {
      form.dataset.options = form.dataset.options.replace(/"timeout":[0-9]+/, '"timeout":1000')
    })
  }
  async addKey(name) {
    await this.manage("webauthn")
    await this.page.fill("#webauthn_register_displayname", name)
    await this.useKey()
    await this.sees("Your changes have been saved!")
  }
  // What stands in the account's list of keys.
  async keyNames(group = "webauthn") {
    await this.manage(group)
    return this.page.locator(".items h3").allInnerTexts()
  }
  fold(name, word) { return this.page.locator(".items li", { hasText: name }).locator("details", { hasText: word }) }
  async seesFailure(text) {
    await this.note.waitFor()
    assert.match(await this.note.innerText(), text)
    assert.match(await this.page.title(), /^Error: /)
    assert.equal(await this.trigger.innerText(), "Try again")
    assert.ok(await this.trigger.evaluate((button) => document.activeElement === button), "the button has the focus")
  }
  // `name`: of a security key; passkeys have none.
  async signsUp(name) {
    await this.open("/registration")
    await this.page.fill('[id="traits.email"]', this.person.email)
    await this.press("method", "profile")
    if (name) await this.page.fill("#webauthn_register_displayname", name)
    await this.useKey()
  }
  // Without a password: who it is, then the key.
  async startsAlone() {
    await this.open("/login")
    await this.page.fill("#identifier", this.person.email)
    await this.press("method", "webauthn")
    assert.equal(await this.heading(), "Use your passkey or security key")
    await this.sees(this.person.email)
  }
  async signsInAlone() {
    await this.startsAlone()
    await this.useKey()
    assert.equal(await this.path(), "/")
  }
  // By a key that knows whose it is: picked among the suggestions of the field, which a software key does by itself.
  async signsInBySuggestion() {
    await this.open("/login")
    await this.page.waitForURL(this.site.base + "/")
  }
  async startsKeyStep(highest) {
    await this.signIn()
    await this.isAskedForSecondFactor(highest)
    assert.equal(await this.heading(), "Use your security key")
  }
}
