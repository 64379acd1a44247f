// The stories of security keys, with the browser's virtual authenticators.
// contract: B4.5 B4.6 B4.7 B4.8
import assert from "node:assert/strict"
import { VirtualKey } from "./keys.mjs"
import { KeyHolder, withKeys } from "./key_holder.mjs"
import { retried } from "./person.mjs"

export const keyStories = {
  async "keys: add, name, be asked for it"({ site, newPage, highest, configure }) {
    configure(withKeys(site))
    for (const kind of ["usb", "internal", "unverified", "u2f"]) {
      const person = site.person()
      const alice = new KeyHolder(await newPage(), site, person)
      const key = await VirtualKey.plug(alice.page, kind)
      await alice.signIn()
      await alice.manage("webauthn")
      await alice.trigger.click()  // without a name nobody is asked to touch anything
      assert.equal((await key.credentials()).length, 0, kind)
      await alice.addKey("Blue key")
      assert.equal(await alice.level(), "aal2", kind)
      await alice.open("/settings")
      assert.match(await alice.page.locator(".items li.webauthn .tag").innerText(), /1 key/i)

      const again = new KeyHolder(await newPage(), site, person)
      await key.moveTo(again.page)
      await again.startsKeyStep(highest)
      await again.useKey()
      assert.equal(await again.path(), highest ? "/" : "/settings", kind)
      assert.equal(await again.level(), "aal2", kind)
      assert.deepEqual(await again.keyNames(), ["Blue key"])
      await again.sees("Last used a moment ago")
      await key.unplug()
    }
  },

  async "keys: cancelled, the wrong key, another way"({ site, newPage, highest, configure }) {
    configure(withKeys(site))
    const person = site.person({ totp: true })
    const alice = new KeyHolder(await newPage(), site, person)
    const key = await VirtualKey.plug(alice.page)
    await alice.signIn()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(await person.app.code())
    await alice.addKey("Blue key")

    const again = new KeyHolder(await newPage(), site, person)
    const wrong = await VirtualKey.plug(again.page)
    await again.signIn()
    await again.isAskedForSecondFactor(highest)
    if (await again.heading() !== "Use your security key") await again.follow(".ways a.webauthn")
    await again.trigger.click()
    await again.seesFailure(/^Nothing was received from a key/)
    await wrong.ignore()  // nobody touches it
    await again.waitsOneSecond()
    await again.trigger.click()
    assert.equal(await again.note.count(), 0)
    assert.equal(await again.page.locator("[data-status]").innerText(), "Waiting for your key or device.")
    await again.seesFailure(/^Nothing was received from a key/)
    await key.moveTo(again.page)
    await again.useKey()
    assert.equal(await again.level(), "aal2")

    const lost = new KeyHolder(await newPage(), site, person)
    await lost.startsKeyStep(highest)
    await lost.follow(".ways a.totp")
    await lost.giveCode(await person.app.code())
    assert.equal(await lost.level(), "aal2")
    await key.unplug()
  },

  async "keys: two keys, the same key twice, rename, remove"({ site, newPage, highest, configure }) {
    configure(withKeys(site))
    const person = site.person()
    const alice = new KeyHolder(await newPage(), site, person)
    const first = await VirtualKey.plug(alice.page)
    await alice.signIn()
    await alice.addKey("Blue key")
    await alice.manage("webauthn")
    await alice.page.fill("#webauthn_register_displayname", "Blue key again")
    await alice.trigger.click()
    await alice.seesFailure(/^This key is one of yours here already/)
    const other = await newPage()
    await first.moveTo(other)
    const second = await VirtualKey.plug(alice.page, "internal")
    await alice.addKey("Laptop")
    assert.deepEqual(await alice.keyNames(), ["Blue key", "Laptop"])

    const rename = alice.fold("Blue key", "Rename")
    await rename.locator("summary").click()
    await rename.locator("input[name=webauthn_rename_displayname]").fill("Key <ring>")
    await Promise.all([alice.page.waitForEvent("load"), rename.locator("button").click()])
    await alice.sees("Your changes have been saved!")
    assert.deepEqual(await alice.keyNames(), ["Key <ring>", "Laptop"])

    const remove = alice.fold("Key <ring>", "Remove")
    await remove.locator("summary").click()
    await alice.sees("You can no longer sign in with this key.")
    await Promise.all([alice.page.waitForEvent("load"), remove.locator("button").click()])
    await alice.sees("Your changes have been saved!")
    assert.deepEqual(await alice.keyNames(), ["Laptop"])

    // The one that was removed opens nothing, the other one does.
    const again = new KeyHolder(await newPage(), site, person)
    await first.moveTo(again.page)
    await again.startsKeyStep(highest)
    await again.waitsOneSecond()
    await again.trigger.click()
    await again.seesFailure(/^Nothing was received from a key/)
    await first.unplug()
    await second.moveTo(again.page)
    await again.useKey()
    assert.equal(await again.level(), "aal2")
    await second.unplug()
  },

  async "keys: a double click, a second tab, the back button"({ site, newPage, highest, configure }) {
    configure(withKeys(site))
    const person = site.person()
    const alice = new KeyHolder(await newPage(), site, person)
    const key = await VirtualKey.plug(alice.page)
    await alice.signIn()
    await alice.addKey("Blue key")

    const again = new KeyHolder(await newPage(), site, person)
    await key.moveTo(again.page)
    await again.startsKeyStep(highest)
    const options = await again.page.locator("form[data-webauthn]").getAttribute("data-options")
    await again.page.reload()
    assert.equal(await again.page.locator("form[data-webauthn]").getAttribute("data-options"), options)
    await Promise.all([again.page.waitForEvent("load"), again.trigger.dblclick()])
    assert.equal(await again.level(), "aal2")
    await again.page.goBack()
    assert.ok((await again.page.locator("h1").count()) === 1, "a page, not an error")
    await key.unplug()
  },

  async "keys: without scripts"({ site, newPage, highest, configure }) {
    configure(withKeys(site))
    const alice = new KeyHolder(await newPage(), site, site.person({ totp: true }))
    await alice.signIn()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(await alice.person.app.code())
    await alice.manage("webauthn")
    await alice.sees("Adding a key needs JavaScript, which is switched off here.")

    // Asked for the key: the page says what it lacks, and the other ways are there.
    const scripted = await newPage.withScripts()
    const bob = new KeyHolder(scripted, site, site.person({ totp: true }))
    const key = await VirtualKey.plug(scripted)
    await bob.signIn()
    await bob.isAskedForSecondFactor(highest)
    await bob.giveCode(await bob.person.app.code())
    await bob.addKey("Blue key")
    await key.unplug()
    const again = new KeyHolder(await newPage(), site, bob.person)
    await again.signIn()
    await again.isAskedForSecondFactor(highest)
    await again.follow(".ways a.webauthn")
    await again.sees("Security keys need JavaScript, which is switched off here. The other ways work without it.")
    await again.follow(".ways a.totp")
    await again.giveCode(await bob.person.app.code())
    assert.equal(await again.level(), "aal2")
  },
}

// What GET /.well-known/ory/webauthn.js promises to the pages of others, on a page of our own making.
const client = (site, integrity) => `<!doctype html><title>Client</title>
<form action="${site.base}/taken"><input name="webauthn_register"><button type="button" name="webauthn_register_trigger"></button></form>
<form action="${site.base}/taken"><input name="webauthn_login"><button type="button" name="webauthn_login_trigger"></button></form>
<form action="${site.base}/taken"><input name="traits.email" value="alex@example.org"><input name="passkey_register"><input name="passkey_create_data"></form>
<form action="${site.base}/taken"><input name="identifier"><input name="passkey_login"><input name="passkey_challenge"></form>
<script>window.ready = 0; addEventListener("oryWebAuthnInitialized", () => window.ready++)
HTMLFormElement.prototype.submit = function () { window.sent = Object.fromEntries(new FormData(this)) }
window.alert = (error) => { window.alerted = String(error) }</script>
<script src="${site.base}/.well-known/ory/webauthn.js" integrity="${integrity}" crossorigin="anonymous"></script>
<script src="${site.base}/.well-known/ory/webauthn.js"></script>`

export const scriptStories = {
  async "script for other interfaces"({ site, newPage }) {
    const page = await newPage()
    const key = await VirtualKey.plug(page, "internal")
    const answer = await page.context().request.get(site.base + "/.well-known/ory/webauthn.js", retried)
    const { createHash } = await import("node:crypto")
    const integrity = "sha512-" + createHash("sha512").update(await answer.body()).digest("base64")
    await page.route(site.base + "/client", (route) => route.fulfill({ contentType: "text/html", body: client(site, integrity) }))
    await page.goto(site.base + "/client")
    assert.equal(await page.evaluate(() => window.ready), 1, "runs once")
    const names = ["WebAuthnLogin", "WebAuthnRegistration", "PasskeyLogin", "PasskeyRegistration", "PasskeySettingsRegistration", "PasskeyLoginAutocompleteInit"]
    for (const name of names) for (const prefix of ["ory", "__ory"])
      assert.equal(await page.evaluate((global) => typeof window[global], prefix + name), "function", prefix + name)

    const call = async (name, options) => {
      await page.evaluate(() => { delete window.sent; delete window.alerted })
      await page.evaluate(([global, value]) => window[global](value), [name, options])
      return page.evaluate(() => ({ ...window.sent, alerted: window.alerted }))
    }
    const b64u = (text) => Buffer.from(text).toString("base64url")
    const creation = { publicKey: { rp: { id: "localhost", name: "Test" }, user: { id: b64u("0123456789abcdef"), name: "a", displayName: "a" },
      challenge: b64u("a challenge of some length, ÿÿÿ"), pubKeyCredParams: [{ type: "public-key", alg: -7 }], timeout: 10000 } }
    const made = JSON.parse((await call("oryWebAuthnRegistration", creation)).webauthn_register)
    assert.deepEqual(Object.keys(made), ["id", "rawId", "type", "response"])
    assert.deepEqual(made.response.transports, ["internal"])
    assert.equal(JSON.parse(Buffer.from(made.response.clientDataJSON, "base64url")).challenge, creation.publicKey.challenge)

    const request = { publicKey: { rpId: "localhost", challenge: Buffer.from("std base64??>>").toString("base64"), timeout: 10000,
      allowCredentials: [{ type: "public-key", id: made.id }] } }
    await page.evaluate((value) => { document.querySelector("[name=webauthn_login_trigger]").value = value }, JSON.stringify(request))
    const got = JSON.parse((await call("oryWebAuthnLogin")).webauthn_login)  // options of the button
    assert.deepEqual(Object.keys(got.response), ["authenticatorData", "clientDataJSON", "signature", "userHandle"])
    assert.equal(got.id, made.id)

    // Nothing fits: an alert, and no form is sent. Without allowCredentials it is a question like any other.
    request.publicKey.allowCredentials[0].id = b64u("another key")
    assert.match((await call("oryWebAuthnLogin", request)).alerted, /NotAllowedError/)
    creation.publicKey.excludeCredentials = [{ type: "public-key", id: made.id }]
    assert.match((await call("oryWebAuthnRegistration", creation)).alerted, /InvalidStateError/)

    const passkey = { ...creation.publicKey, excludeCredentials: undefined, user: { ...creation.publicKey.user, id: b64u("fedcba9876543210") },
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "preferred" } }
    await page.evaluate((value) => { document.querySelector("[name=passkey_create_data]").value = value },
      JSON.stringify({ credentialOptions: { publicKey: passkey }, displayNameFieldName: "traits.email", displayNameFieldNames: ["traits.email"] }))
    const registered = JSON.parse((await call("oryPasskeyRegistration")).passkey_register)
    await page.evaluate((value) => { document.querySelector("[name=passkey_challenge]").value = value },
      JSON.stringify({ publicKey: { rpId: "localhost", challenge: b64u("challenge"), timeout: 10000, userVerification: "preferred" } }))
    const signedIn = JSON.parse((await call("oryPasskeyLogin")).passkey_login)
    assert.equal(signedIn.id, registered.id)
    assert.equal(Buffer.from(signedIn.response.userHandle, "base64url").toString(), "fedcba9876543210")
    await key.unplug()
  },
}

// Told only in rounds with scripts, or without.
for (const [name, story] of Object.entries({ ...keyStories, ...scriptStories })) story.scripts = name !== "keys: without scripts"
