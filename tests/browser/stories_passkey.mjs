// The stories of passkeys: keys that know whose they are.
import assert from "node:assert/strict"
import { randomWord } from "./site.mjs"
import { VirtualKey } from "./keys.mjs"
import { KeyHolder, withPasskeys } from "./key_holder.mjs"

const session = "settings: { required_aal: highest_available }"
const withSignUp = (site, settings = "") => ({
  ...withPasskeys(site),
  [session]: `settings: { required_aal: highest_available${settings} }\n    registration: { after: { passkey: { hooks: [{ hook: session }] } } }`,
})
const stranger = () => ({ email: `${randomWord(10)}@example.org`, password: "" })
const methods = async (visitor) => (await visitor.whoami()).body.authentication_methods.map(({ method }) => method)

class PasskeyHolder extends KeyHolder {
  // A browser that has no suggestions: the button asks.
  static async withoutSuggestions(page, site, person) {
    await page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false })
    return new PasskeyHolder(page, site, person)
  }
  async signsInByButton() {
    await this.open("/login")
    await this.useKey()
  }
  async addsPasskey() {
    await this.manage("passkey")
    await this.useKey()
    await this.sees("Your changes have been saved!")
  }
  async unfolds(number, word) {
    const fold = this.page.locator(".items li").nth(number).locator("details", { hasText: word })
    await fold.locator("summary").click()
    return fold
  }
  async submits(fold) { await Promise.all([this.page.waitForEvent("load"), fold.locator("button").click()]) }
}

export const passkeyStories = {
  async "passkeys: one makes an account and opens it, by suggestion and by button, and stays"({ site, newPage, configure }) {
    configure(withSignUp(site))
    const ada = new PasskeyHolder(await newPage(), site, stranger())
    const key = await VirtualKey.plug(ada.page, "internal")
    await ada.signsUp()
    assert.equal(await ada.path(), "/")
    assert.equal(await ada.level(), "aal1")
    assert.deepEqual((await key.credentials()).map(({ isResidentCredential, userName }) => [isResidentCredential, userName]), [[true, ada.person.email]])

    // Nothing else opens this account: it cannot be removed, and the page says why.
    await ada.manage("passkey")
    assert.ok(await (await ada.unfolds(0, "Remove")).locator("button").isDisabled())
    await ada.sees("This is the only way into your account, so it cannot be removed. Add another first.")

    // Nobody types who they are.
    await ada.signOut()
    await ada.signsInBySuggestion()
    assert.deepEqual(await methods(ada), ["passkey"])
    assert.equal((await ada.whoami()).body.identity.traits.email, ada.person.email)
    await ada.signOut()
    const again = await PasskeyHolder.withoutSuggestions(await newPage(), site, ada.person)
    await key.moveTo(again.page)
    await again.signsInByButton()
    assert.equal(await again.path(), "/")
    assert.deepEqual(await methods(again), ["passkey"])
    await key.unplug()
  },

  async "passkeys: added beside the password, named, removed, and then nobody's"({ site, newPage, configure }) {
    configure(withPasskeys(site))
    const person = site.person()
    const alice = await PasskeyHolder.withoutSuggestions(await newPage(), site, person)
    const key = await VirtualKey.plug(alice.page, "internal")
    await alice.signIn()
    await alice.addsPasskey()
    await alice.manage("passkey")
    const rename = await alice.unfolds(0, "Rename")
    await rename.locator("input[name=passkey_rename_displayname]").fill("Phone <blue>")
    await alice.submits(rename)
    await alice.sees("Your changes have been saved!")
    assert.deepEqual(await alice.keyNames("passkey"), ["Phone <blue>"])

    // The same one again: the browser knows it, and nothing is sent.
    await alice.trigger.click()
    await alice.note.waitFor()
    assert.deepEqual(await alice.keyNames("passkey"), ["Phone <blue>"])

    await alice.signOut()
    await alice.signsInByButton()
    assert.equal(await alice.path(), "/")
    const kept = await key.credentials()
    await alice.manage("passkey")
    await alice.submits(await alice.unfolds(0, "Remove"))
    await alice.sees("Your changes have been saved!")
    assert.match(await alice.page.locator(".items li.passkey").innerText(), /Sign in with your fingerprint, face or screen lock/)  // none is left

    // The password manager was told. One that was not still has it; the page then says what is wrong with it.
    assert.deepEqual(await key.credentials(), [])
    for (const credential of kept) await key.keep(credential)
    await alice.signOut()
    await alice.signsInByButton()
    assert.equal(await alice.path(), "/login")
    await alice.sees("No account here has this passkey.")
    await alice.givePassword()
    assert.equal(await alice.path(), "/")
    await key.unplug()
  },

  async "passkeys: whoever has a second factor gives it as well"({ site, newPage, highest, configure }) {
    configure(withPasskeys(site))
    const person = site.person({ totp: true })
    const alice = await PasskeyHolder.withoutSuggestions(await newPage(), site, person)
    const key = await VirtualKey.plug(alice.page, "internal")
    await alice.signIn()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(await person.app.code())
    await alice.addsPasskey()
    assert.equal(await alice.level(), "aal2")
    await alice.signOut()

    await alice.signsInByButton()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(await person.app.code())
    assert.equal(await alice.level(), "aal2")
    assert.deepEqual(await methods(alice), ["passkey", "totp"])
    await key.unplug()
  },

  async "passkeys: a removal is confirmed with the passkey, and the page names it"({ site, newPage, configure }) {
    configure(withSignUp(site, ", privileged_session_max_age: 1s"))
    const ada = await PasskeyHolder.withoutSuggestions(await newPage(), site, stranger())
    const phone = await VirtualKey.plug(ada.page, "internal")
    await ada.signsUp()
    const spare = await VirtualKey.plug(ada.page, "stick")
    await ada.manage("passkey")
    await ada.page.waitForTimeout(1500)
    await ada.useKey()
    assert.equal(await ada.path(), "/login")
    assert.match(await ada.heading(), /^Confirm that it.s you$/)
    await ada.sees("You are about to add a passkey")
    await ada.useKey()
    await ada.sees("Your changes have been saved!")
    assert.equal((await ada.keyNames("passkey")).length, 2)

    const fold = await ada.unfolds(1, "Remove")
    await ada.page.waitForTimeout(1500)
    await ada.submits(fold)
    assert.equal(await ada.path(), "/login")
    await ada.sees("You are about to remove the passkey")
    await ada.useKey()
    await ada.sees("Your changes have been saved!")
    assert.equal((await ada.keyNames("passkey")).length, 1)
    for (const each of [phone, spare]) await each.unplug()
  },

  async "passkeys: without scripts the password still opens the account"({ site, newPage, configure }) {
    configure(withPasskeys(site))
    const alice = new PasskeyHolder(await newPage(), site, site.person())
    await alice.open("/login")
    await alice.sees("JavaScript")
    await alice.givePassword()
    assert.equal(await alice.path(), "/")
    await alice.manage("passkey")
    await alice.sees("JavaScript")
  },
}
for (const [name, story] of Object.entries(passkeyStories)) story.scripts = name !== "passkeys: without scripts the password still opens the account"
