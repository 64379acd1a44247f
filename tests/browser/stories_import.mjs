// A site moves here from Kratos: everybody signs in with what they had.
import assert from "node:assert/strict"
import { randomBytes, randomUUID } from "node:crypto"
import { Authenticator, randomWord } from "./site.mjs"
import { VirtualKey } from "./keys.mjs"
import { KeyHolder, withAllKeys } from "./key_holder.mjs"
import { ExportedKey, exported, hashes } from "./kratos_export.mjs"

const bytesOf = (uuid) => Buffer.from(uuid.replaceAll("-", ""), "hex")

export const importStories = {
  async "import: a Kratos export, and everybody signs in with what they had"({ site, newPage, highest, configure }) {
    configure(withAllKeys(site))
    const people = []
    const person = (credentials, id = randomUUID()) => {
      const email = `${randomWord(10)}@example.org`
      people.push(exported(email, credentials, id))
      return { email, password: "test", id }
    }
    const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code = randomWord(8), id = randomUUID()
    for (const each of [secret, code]) site.secrets.add(each)
    const stick = new ExportedKey({ name: "Stick", passwordless: false, handle: bytesOf(id) })
    const laptop = new ExportedKey({ name: "Laptop", passwordless: true, handle: randomBytes(16) })
    const phone = new ExportedKey({ passwordless: true, resident: true, handle: Buffer.from(randomWord(64)) })
    const app = person({ password: { hashed_password: hashes.bcrypt },
      totp: { totp_url: `otpauth://totp/Old:x?algorithm=SHA1&digits=6&issuer=Old&period=30&secret=${secret}` } })
    const codes = person({ password: { hashed_password: hashes.argon2 },
      lookup_secret: { recovery_codes: [{ code: "used0000", used_at: "2024-06-01T00:00:00Z" }, { code, used_at: null }] } })
    const keeper = person({ password: { hashed_password: hashes.bcrypt }, webauthn: stick.config }, id)
    const alone = person({ webauthn: laptop.config })
    const passkey = person({ passkey: phone.config })
    site.import(people)

    const visitor = async (who) => new KeyHolder(await newPage(), site, who)
    const arrives = async (somebody, who, level, methods) => {
      const { body } = await somebody.whoami()
      assert.equal(body.identity.id, who.id, "the id they had")
      assert.equal(body.authenticator_assurance_level, level)
      assert.deepEqual(body.authentication_methods.map(({ method }) => method), methods)
      await somebody.page.close()
    }
    const plugged = async (somebody, { credential }, kind) => {
      const key = await VirtualKey.plug(somebody.page, kind)
      await key.keep(credential)
    }
    const second = async (who) => {
      const somebody = await visitor(who)
      await somebody.signIn()
      await somebody.isAskedForSecondFactor(highest)
      return somebody
    }

    let somebody = await second(app)
    await somebody.giveCode(await new Authenticator(secret).code())
    await arrives(somebody, app, "aal2", ["password", "totp"])

    somebody = await second(codes)
    await somebody.giveRecoveryCode("used0000")
    assert.equal(await somebody.path(), "/login")
    await somebody.giveRecoveryCode(code)
    await arrives(somebody, codes, "aal2", ["password", "lookup_secret"])

    somebody = await visitor(keeper)
    await plugged(somebody, stick, "usb")
    await somebody.startsKeyStep(highest)
    await somebody.useKey()
    await arrives(somebody, keeper, "aal2", ["password", "webauthn"])

    somebody = await visitor(alone)
    await plugged(somebody, laptop, "internal")
    await somebody.signsInAlone()
    await arrives(somebody, alone, "aal1", ["webauthn"])

    somebody = await visitor(passkey)
    await plugged(somebody, phone, "internal")
    await somebody.signsInBySuggestion()
    await arrives(somebody, passkey, "aal1", ["passkey"])
  },
}
for (const story of Object.values(importStories)) story.scripts = true
