// The stories of signing in. Each gets a fresh person and a fresh browser, and is told the second way whoami may be set
// (highest) and whether scripts run.
// contract: A4.7 B1.8 B2.4 B3.4 B6.5 B8.4
import assert from "node:assert/strict"
import { Authenticator, randomWord } from "./site.mjs"
import { Visitor, retried } from "./person.mjs"

export const stories = {
  async "password only"({ site, newPage }) {
    const alice = new Visitor(await newPage(), site, site.person())
    await alice.open("/login")
    assert.equal(await alice.heading(), "Sign in")
    await alice.givePassword("not-the-password")
    assert.equal(await alice.path(), "/login")
    await alice.sees("The provided credentials are invalid, check for spelling mistakes in your password or username, email address, or phone number.")
    assert.equal(await alice.page.inputValue("#identifier"), alice.person.email)
    assert.equal(await alice.page.inputValue("#password"), "")
    await alice.givePassword()
    assert.equal(await alice.path(), "/")
    await alice.sees(alice.person.email)
    assert.equal(await alice.level(), "aal1")
    await alice.signOut()
    await alice.open("/settings")
    assert.equal(await alice.path(), "/login")
  },

  async "enrol totp and be asked for it next time"({ site, newPage, highest }) {
    const person = site.person()
    const alice = new Visitor(await newPage(), site, person)
    await alice.signIn()
    await enrolTotp(alice)
    assert.equal(await alice.level(), "aal2")
    await alice.open("/settings")
    assert.match(await alice.page.locator(".items li.totp .tag").innerText(), /on/i)

    const again = new Visitor(await newPage(), site, person)
    await again.signIn()
    await again.isAskedForSecondFactor(highest)
    assert.equal(await again.heading(), "Enter the code from your app")
    await again.giveCode(await person.app.code())
    assert.equal(await again.path(), highest ? "/" : "/settings")
    assert.equal(await again.level(), "aal2")
  },

  async "totp removed"({ site, newPage, highest }) {
    const alice = new Visitor(await newPage(), site, site.person({ totp: true }))
    await alice.signIn()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(await alice.person.app.code())
    await alice.manage("totp")
    await alice.page.click("details > summary.danger")
    await alice.press("totp_unlink", "true")
    await alice.sees("Your changes have been saved!")
    assert.equal(await alice.level(), "aal1")
    await alice.signOut()
    await alice.signIn()
    assert.equal(await alice.path(), "/")
  },

  async "return_to across the second factor"({ site, newPage, highest }) {
    const alice = new Visitor(await newPage(), site, site.person({ totp: true }))
    const target = `${site.base}/self-service/errors?from=story`
    await alice.open(`/login?return_to=${encodeURIComponent(target)}`)
    await alice.givePassword()
    if (!highest) {
      assert.equal(alice.page.url(), target)
      await alice.open(`/login?aal=aal2&return_to=${encodeURIComponent(target)}`)
    }
    await alice.giveCode(await alice.person.app.code())
    assert.equal(alice.page.url(), target)
    assert.equal(await alice.level(), "aal2")
  },

  async "wrong code, used code"({ site, newPage, highest }) {
    const person = site.person({ totp: true })
    const alice = new Visitor(await newPage(), site, person)
    await alice.signIn()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(person.app.wrongCode())
    await alice.seesProblem("totp_code", /authentication code is invalid/)
    assert.equal(await alice.page.inputValue("#totp_code"), "")
    const code = await person.app.code()
    await alice.giveCode(code.slice(0, 3) + " " + code.slice(3))
    assert.equal(await alice.level(), "aal2")

    const thief = new Visitor(await newPage(), site, person)
    await thief.signIn()
    await thief.isAskedForSecondFactor(highest)
    await thief.giveCode(code)
    await thief.seesProblem("totp_code", /This code has already been used\. Wait for the next one\./)
    await thief.giveCode(await person.app.code())
    assert.equal(await thief.level(), "aal2")
  },

  async "recovery codes from generation to the last one"({ site, newPage, highest }) {
    const person = site.person({ totp: true })
    const alice = new Visitor(await newPage(), site, person)
    await alice.signIn()
    await alice.isAskedForSecondFactor(highest)
    await alice.giveCode(await person.app.code())
    const codes = await generateCodes(alice)
    assert.equal(await alice.level(), "aal2")

    const away = new Visitor(await newPage(), site, person)
    let fresh
    for (const [index, code] of codes.entries()) {
      if (index === 0) {
        await away.signIn()
        await away.isAskedForSecondFactor(highest)
      } else {
        await away.open("/login?aal=aal2&refresh=true")
      }
      const last = index === codes.length - 1
      if (last) await away.open("/login?aal=aal2&refresh=true&return_to=" + encodeURIComponent(site.base + "/self-service/errors?from=story"))
      await away.giveRecoveryCode(index % 2 ? code.toUpperCase() : code.replaceAll("-", ""))
      if (last) fresh = await takeNewCodes(away, codes)
      assert.equal(await away.level(), "aal2", `code ${index + 1}`)
      if (index === 4) {
        await away.open("/login?aal=aal2&refresh=true")
        await away.giveRecoveryCode(code)
        await away.seesProblem("lookup_secret", /already been used/)
      }
      if (index === codes.length - 2) {
        await away.open("/")
        await away.sees("1 recovery code")
      }
    }
    // None of the old list works any more.
    const next = new Visitor(await newPage(), site, person)
    await next.signIn()
    await next.isAskedForSecondFactor(highest)
    await next.giveRecoveryCode(codes.at(-1))
    await next.seesProblem("lookup_secret", /./)
    await next.giveRecoveryCode(fresh[0])
    assert.equal(await next.level(), "aal2")
  },

  async "everybody needs a second factor"({ site, newPage, configure, highest }) {
    configure({ [`whoami: { required_aal: ${highest ? "highest_available" : "aal1"} }`]: "whoami: { required_aal: aal2 }" })
    const alice = new Visitor(await newPage(), site, site.person())
    const target = `${site.base}/self-service/errors?from=story`
    await alice.open(`/login?return_to=${encodeURIComponent(target)}`)
    await alice.givePassword()
    assert.equal(await alice.path(), "/settings")
    await alice.sees("asks for a second step. Set one up to go on.")
    assert.equal(await alice.page.locator(".items li.password, .items li.profile").count(), 0)
    assert.equal((await alice.whoami()).body.redirect_browser_to, `${site.base}/self-service/settings/browser`)
    await alice.open("/")
    await alice.sees("asks for a second step")
    await alice.open(`/settings?return_to=${encodeURIComponent(target)}`)
    await alice.follow(".items li.lookup_secret a.button")
    await alice.press("lookup_secret_regenerate", "true")
    for (const code of await alice.page.locator("ol.codes li").allInnerTexts()) site.secrets.add(code)
    await alice.press("lookup_secret_confirm", "true")
    assert.equal(alice.page.url(), target)
    assert.equal(await alice.level(), "aal2")
    await alice.manage("lookup_secret")
    await alice.page.click("details > summary.danger")
    await alice.press("lookup_secret_disable", "true")
    await alice.sees("This site asks for a second step. Replace this one instead of removing it.")
    assert.equal(await alice.level(), "aal2")
  },

  async "a remembered device"({ site, newPage, configure, highest }) {
    const whoami = `whoami: { required_aal: ${highest ? "highest_available" : "aal1"} }`
    configure({ [whoami]: "whoami: { required_aal: highest_available }", "postern:\n": "postern:\n  remember_device: 720h\n" })
    const person = site.person({ totp: true })
    const alice = new Visitor(await newPage(), site, person)
    await alice.signIn()
    await alice.page.check("#remember_device")
    await alice.giveCode(await person.app.code())
    assert.equal(await alice.level(), "aal2")
    await alice.signOut()
    await alice.signIn()
    assert.equal(await alice.path(), "/")
    assert.equal(await alice.level(), "aal1")
    await alice.sees("this remembered device")
    // To the account it is no second factor, and there its owner forgets it.
    await alice.open("/settings")
    assert.equal(await alice.path(), "/login")
    await alice.giveCode(await person.app.code())
    await alice.sees("Devices that skip the second step")
    await Promise.all([alice.page.waitForEvent("load"), alice.page.click('button[name="device"]')])
    await alice.sees("That device will be asked for the second step again.")
    assert.equal(await alice.page.locator('button[name="device"]').count(), 0)
    await alice.signOut()
    await alice.signIn()
    assert.equal(await alice.path(), "/login")
  },

  async "re-authentication in the middle of a change"({ site, newPage, configure }) {
    const person = site.person()
    const alice = new Visitor(await newPage(), site, person)
    configure({ "settings: { required_aal: highest_available }": "settings: { required_aal: highest_available, privileged_session_max_age: 1s }" })
    await alice.signIn()
    await alice.manage("password")
    await alice.page.waitForTimeout(1500)
    const wanted = `${person.password}-new`
    site.secrets.add(wanted)
    await alice.page.fill("#password", wanted)
    await alice.press("method", "password")
    assert.equal(await alice.path(), "/login")
    assert.match(await alice.heading(), /^Confirm that it.s you$/)
    await alice.givePassword()
    assert.equal(await alice.path(), "/settings")
    await alice.sees("Your changes have been saved!")
    await alice.signOut()
    await alice.signIn()
    await alice.sees("The provided credentials are invalid")
    person.password = wanted
    await alice.givePassword()
    assert.equal(await alice.path(), "/")

    // An authenticator that was confirmed before the password was asked for is enrolled without a second code.
    await alice.page.waitForTimeout(1500)
    await enrolTotp(alice, { interrupted: true })
    assert.equal(await alice.level(), "aal2")
  },

  async "sign up, then sign in"({ site, newPage, configure }) {
    configure({ "settings: { required_aal: highest_available }": "settings: { required_aal: highest_available }\n    registration: { style: unified }" })
    const person = { email: `${randomWord(10)}@example.org`, password: `${randomWord(6)}-${randomWord(6)}` }
    site.secrets.add(person.password)
    const ada = new Visitor(await newPage(), site, person)
    await ada.open("/login")
    await ada.follow('a:has-text("Create an account")')
    assert.equal(await ada.path(), "/registration")
    assert.equal(await ada.heading(), "Create an account")
    const signUp = async (email, password) => {
      await ada.page.fill('[id="traits.email"]', email)
      await ada.page.fill("#password", password)
      await ada.press("method", "password")
    }
    await ada.page.fill('[id="traits.name.first"]', "A".repeat(101))
    await signUp("ada..l@example.org", "short")
    await ada.sees("2 answers need another look")
    await ada.seesProblem("traits.email", /Enter a valid email address/)
    await ada.seesProblem("traits.name.first", /length must be <= 100, but got 101/)
    assert.equal(await ada.page.inputValue('[id="traits.email"]'), "ada..l@example.org")
    assert.equal(await ada.page.inputValue("#password"), "")
    await ada.page.fill('[id="traits.name.first"]', "Ada")
    await signUp(person.email, "short")
    await ada.seesProblem("password", /at least 8 characters/)
    await signUp(person.email, person.password)
    assert.equal(await ada.path(), "/")
    await ada.signIn()
    await ada.sees(person.email)
    assert.equal(await ada.level(), "aal1")

    // The profile first, then the password: the name is taken, so it goes back and is changed.
    configure({})
    const eve = new Visitor(await newPage(), site, { email: `${randomWord(10)}@example.org`, password: person.password })
    await eve.open("/registration")
    await eve.page.fill('[id="traits.email"]', person.email)
    await eve.press("method", "profile")
    await eve.page.fill("#password", eve.person.password)
    await eve.press("method", "password")
    await eve.sees("An account with the same identifier (email, phone, username, ...) exists already.")
    await eve.press("screen", "previous")
    assert.equal(await eve.page.inputValue('[id="traits.email"]'), person.email)
    await eve.page.fill('[id="traits.email"]', eve.person.email)
    await eve.press("method", "profile")
    await eve.sees(eve.person.email)
    await eve.page.fill("#password", eve.person.password)
    await eve.press("method", "password")
    await eve.signIn()
    await eve.sees(eve.person.email)
  },

  async "identifier first, by a wrong name"({ site, newPage, configure }) {
    const style = "settings: { required_aal: highest_available }"
    configure({ [style]: `${style}\n    login: { style: identifier_first }` })
    const alice = new Visitor(await newPage(), site, site.person())
    const { page, person } = alice
    await alice.open("/settings")
    assert.equal(await page.locator("#password").count(), 0)
    await page.fill("#identifier", `${randomWord(10)}@example.org`)
    await alice.press("method", "identifier_first")
    await alice.seesProblem("identifier", /does not exist/)

    await page.fill("#identifier", person.email)
    await alice.press("method", "identifier_first")
    await alice.sees(person.email)
    assert.equal(await page.locator("#identifier").count(), 0)
    assert.ok(await page.locator("#password").evaluate((field) => document.activeElement === field), "the password has the focus")
    await page.fill("#password", "not-the-password")
    await alice.press("method", "password")
    await alice.sees(person.email)
    await alice.sees("The provided credentials are invalid")

    await alice.follow(".who a")  // Not you?
    await page.fill("#identifier", person.email)
    await alice.press("method", "identifier_first")
    await page.fill("#password", person.password)
    await alice.press("method", "password")
    assert.equal(await alice.path(), "/settings")
    assert.equal(await alice.level(), "aal1")
  },
}

// From the account page to a confirmed authenticator, one wrong code on the way.
async function enrolTotp(visitor, { interrupted = false } = {}) {
  const { page, person, site } = visitor
  await visitor.manage("totp")
  assert.equal(await visitor.heading(), "Set up an authenticator app")
  const size = await page.locator("img.qr").evaluate((image) => [image.naturalWidth, image.src.slice(0, 22)])
  assert.ok(size[0] >= 128 && size[1] === "data:image/png;base64,", `QR code: ${size}`)
  const key = (await page.locator("#totp_secret_key").innerText()).replaceAll(/\s/g, "")
  assert.match(key, /^[A-Z2-7]{32}$/)
  site.secrets.add(key)
  person.app = new Authenticator(key)
  if (!interrupted) {
    await visitor.giveCode(person.app.wrongCode())
    await visitor.seesProblem("totp_code", /authentication code is invalid/)
    assert.equal((await page.locator("#totp_secret_key").innerText()).replaceAll(/\s/g, ""), key)
  }
  await visitor.giveCode(await person.app.code())
  if (interrupted) {
    assert.match(await visitor.heading(), /^Confirm that it.s you$/)
    await visitor.givePassword()
  }
  assert.equal(await visitor.path(), "/settings")
  await visitor.sees("Your changes have been saved!")
  assert.ok(!(await page.content()).includes(key), "the key is shown after it was confirmed")
}

async function generateCodes(visitor) {
  await visitor.manage("lookup_secret")
  if ((await visitor.page.locator("ol.codes").count()) === 0) await visitor.press("lookup_secret_regenerate", "true")
  const codes = await confirmCodes(visitor)
  await visitor.sees("Your changes have been saved!")
  return codes
}

// The last of `spent` has just been used: new ones are shown, and then it goes on to where the visitor was going.
async function takeNewCodes(visitor, spent) {
  assert.equal(await visitor.heading(), "Save your recovery codes")
  await visitor.sees("That was your last recovery code, so here is a new set.")
  const codes = await confirmCodes(visitor)
  assert.deepEqual(codes.filter((code) => spent.includes(code)), [])
  assert.equal(new URL(visitor.page.url()).search, "?from=story")
  return codes
}

// Notes and downloads the codes that are shown, and says that they are saved.
async function confirmCodes(visitor) {
  const { page, site } = visitor
  const codes = await page.locator("ol.codes li").allInnerTexts()
  assert.equal(codes.length, 12)
  for (const code of codes) { site.secrets.add(code); site.secrets.add(code.replaceAll("-", "")) }
  const download = await page.context().request.get(new URL(await page.locator('a[href*="codes.txt"]').getAttribute("href"), page.url()).href, retried)
  assert.equal(download.status(), 200)
  const text = (await download.text()).replaceAll("-", "")
  for (const code of codes) assert.ok(text.includes(code.replaceAll("-", "")), `codes.txt lacks ${code}`)
  await visitor.press("lookup_secret_confirm", "true")
  return codes
}
