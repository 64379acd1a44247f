// The stories of keys that replace the password, and of keys beside other second factors.
// contract: B4.5 B4.7 B4.8 B4.9
import assert from "node:assert/strict"
import { randomWord } from "./site.mjs"
import { VirtualKey } from "./keys.mjs"
import { KeyHolder, withKeys } from "./key_holder.mjs"

const session = "settings: { required_aal: highest_available }"
const signUp = (more = "") => `registration: { ${more}after: { webauthn: { hooks: [{ hook: session }] } } }`
// Keys alone, and who signs up is signed in; `settings` are further keys of the settings flow.
const alone = (site, { style = "", settings = "" } = {}) => ({
  ...withKeys(site, "passwordless: true, "),
  [session]: `settings: { required_aal: highest_available${settings} }\n    ${signUp(style)}`,
})
const stranger = () => ({ email: `${randomWord(10)}@example.org`, password: "" })

export const passwordlessStories = {
  async "passwordless: a key alone makes an account, opens it, and stays"({ site, newPage, configure }) {
    configure(alone(site))
    for (const kind of ["internal", "unverified", "usb"]) {
      const ada = new KeyHolder(await newPage(), site, stranger())
      const key = await VirtualKey.plug(ada.page, kind)
      await ada.signsUp("Laptop")
      assert.equal(await ada.path(), "/", kind)
      assert.equal(await ada.level(), "aal1", kind)
      assert.deepEqual(await ada.keyNames(), ["Laptop"])

      // Nothing else opens this account: the key cannot be removed, and the page says why.
      const remove = ada.fold("Laptop", "Remove")
      await remove.locator("summary").click()
      assert.ok(await remove.locator("button").isDisabled())
      await ada.sees("This is the only way into your account, so it cannot be removed. Add another first.")

      await ada.signOut()
      await ada.signsInAlone()
      assert.equal(await ada.level(), "aal1", kind)
      assert.deepEqual((await ada.whoami()).body.authentication_methods.map(({ method }) => method), ["webauthn"])
      await key.unplug()
    }
  },

  async "passwordless: one form, a taken name, nobody of that name"({ site, newPage, configure }) {
    configure(alone(site, { style: "style: unified, " }))
    const ada = new KeyHolder(await newPage(), site, stranger())
    const key = await VirtualKey.plug(ada.page, "internal")
    const fill = async () => {
      await ada.open("/registration")
      await ada.page.fill('[id="traits.email"]', ada.person.email)
      await ada.page.fill("#webauthn_register_displayname", "Laptop")
      await ada.useKey()  // the password stays empty
    }
    await fill()
    assert.equal(await ada.path(), "/")
    await ada.signOut()
    await fill()
    assert.equal(await ada.path(), "/registration")
    await ada.sees("An account with the same identifier (email, phone, username, ...) exists already.")

    const eve = new KeyHolder(await newPage(), site, stranger())
    await eve.open("/login")
    await eve.page.fill("#identifier", eve.person.email)
    await eve.press("method", "webauthn")
    assert.equal(await eve.path(), "/login")
    assert.equal(await eve.heading(), "Sign in")
    assert.ok((await eve.note.innerText()).length > 0)
    await key.unplug()
  },

  async "passwordless: confirming with the key names the change"({ site, newPage, configure }) {
    configure(alone(site, { settings: ", privileged_session_max_age: 1s" }))
    const ada = new KeyHolder(await newPage(), site, stranger())
    const key = await VirtualKey.plug(ada.page, "internal")
    await ada.signsUp("Laptop")
    const confirms = async (what) => {
      assert.equal(await ada.path(), "/login")
      assert.match(await ada.heading(), /^Confirm that it.s you$/)
      await ada.sees(what)
      await ada.useKey()
      assert.equal(await ada.path(), "/settings")
      await ada.sees("Your changes have been saved!")
    }
    const submits = async (fold, fill = () => {}) => {
      await fold.locator("summary").click()
      await fill(fold)
      await ada.page.waitForTimeout(1500)
      await Promise.all([ada.page.waitForEvent("load"), fold.locator("button").click()])
    }
    const spare = await VirtualKey.plug(ada.page, "usb")
    await ada.manage("webauthn")
    await ada.page.fill("#webauthn_register_displayname", "Spare <key>")
    await ada.page.waitForTimeout(1500)
    await ada.useKey()
    await confirms("You are about to add the security key “Spare <key>”")
    assert.deepEqual(await ada.keyNames(), ["Laptop", "Spare <key>"])
    await submits(ada.fold("Spare <key>", "Rename"), (fold) => fold.locator("input[name=webauthn_rename_displayname]").fill("Drawer"))
    await confirms("You are about to rename the security key “Spare <key>”")
    assert.deepEqual(await ada.keyNames(), ["Laptop", "Drawer"])
    await submits(ada.fold("Drawer", "Remove"))
    await confirms("You are about to remove the security key “Drawer”")
    assert.deepEqual(await ada.keyNames(), ["Laptop"])
    for (const each of [spare, key]) await each.unplug()
  },

  async "passwordless: the setting flips, and everybody still gets in"({ site, newPage, highest, configure }) {
    const person = site.person()
    const ada = new KeyHolder(await newPage(), site, stranger()), alice = new KeyHolder(await newPage(), site, person)
    const alone1 = () => configure(alone(site)), second = () => configure(withKeys(site, "passwordless: false, "))
    alone1()
    const laptop = await VirtualKey.plug(ada.page, "internal")
    await ada.signsUp("Laptop")
    await ada.signOut()
    second()
    const stick = await VirtualKey.plug(alice.page)
    await alice.signIn()
    await alice.addKey("Stick")
    assert.equal(await alice.level(), "aal2")

    for (const flip of [second, alone1]) {
      flip()
      await ada.signsInAlone()
      assert.equal(await ada.level(), "aal1")
      assert.deepEqual(await ada.keyNames(), ["Laptop"])
      await ada.signOut()
      const again = new KeyHolder(await newPage(), site, person)
      await stick.moveTo(again.page)
      await again.startsKeyStep(highest)
      await again.useKey()
      assert.equal(await again.level(), "aal2")
      assert.deepEqual(await again.keyNames(), ["Stick"])
    }
    for (const each of [laptop, stick]) await each.unplug()
  },

  async "keys: beside an app and recovery codes"({ site, newPage, highest, configure }) {
    configure(withKeys(site))
    const codes = [1, 2, 3].map(() => randomWord(8))
    const person = site.person({ totp: true, codes })
    const alice = new KeyHolder(await newPage(), site, person)
    const key = await VirtualKey.plug(alice.page)
    await alice.signIn()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(await person.app.code())
    await alice.addKey("Blue key")

    // Each of the three is enough, and each page leads to the other two.
    const ways = {
      webauthn: (visitor) => visitor.useKey(),
      totp: async (visitor) => visitor.giveCode(await person.app.code()),
      lookup_secret: (visitor) => visitor.giveRecoveryCode(codes[0]),
    }
    for (const [group, proves] of Object.entries(ways)) {
      const again = new KeyHolder(await newPage(), site, person)
      await key.moveTo(again.page)
      await again.signIn()
      await again.isAskedForSecondFactor(highest)
      if (await again.page.locator(`.ways a.${group}`).count()) await again.follow(`.ways a.${group}`)
      const offered = await again.page.locator(".ways a").evaluateAll((links) => links.map((link) => link.className.replace("icon ", "")))
      assert.deepEqual(offered.sort(), Object.keys(ways).filter((other) => other !== group).sort())
      await proves(again)
      assert.equal(await again.level(), "aal2", group)
    }
    await key.unplug()
  },

  // The form gets what passkeys add to it; which of them the person picks is the browser's, so only the question is seen.
  async "passkeys among the suggestions: asked at once, given up without harm"({ site, newPage, configure }) {
    configure(alone(site))
    const person = site.person()
    const alice = new KeyHolder(await newPage(), site, person)
    await alice.page.addInitScript(() => {
      window.asked = []
      PublicKeyCredential.isConditionalMediationAvailable = async () => true
      CredentialsContainer.prototype.get = (options) => {
        window.asked.push(options)
        return new Promise((_, reject) => options.signal?.addEventListener("abort", () => reject(options.signal.reason)))
      }
    })
    const options = JSON.stringify({ publicKey: { rpId: "localhost", challenge: "q1YvAA", userVerification: "preferred" } })
    const fields = `<input type="hidden" name="passkey_challenge" value='${options}'><input type="hidden" name="passkey_login">`
    await alice.page.route(/\/login$/, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: (await answer.text()).replace("</form>", `${fields}</form>`) })
    })
    await alice.open("/login")
    await alice.page.waitForFunction(() => window.asked.length === 1)
    const asked = await alice.page.evaluate(() => ({
      mediation: window.asked[0].mediation, rp: window.asked[0].publicKey.rpId, bytes: window.asked[0].publicKey.challenge.length,
    }))
    assert.deepEqual(asked, { mediation: "conditional", rp: "localhost", bytes: 4 })
    await alice.page.evaluate(() => window.asked[0].signal.dispatchEvent(new Event("abort")))
    assert.equal(await alice.note.count(), 0, "nobody is told of a question they did not see")
    await alice.givePassword()
    assert.equal(await alice.path(), "/")
  },
}
for (const story of Object.values(passwordlessStories)) story.scripts = true
