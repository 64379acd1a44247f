// The waiting reset: asked for on the second step's page, stopped by the mail's link, or waited for and done.
import assert from "node:assert/strict"
import fs from "node:fs"
import path from "node:path"
import { spawnSync } from "node:child_process"
import { build } from "./site.mjs"
import { Visitor } from "./person.mjs"

const box = path.join(build, "mail")

// A sendmail that keeps what it is given, by recipient.
function withMail() {
  fs.mkdirSync(box, { recursive: true })
  const program = path.join(box, "sendmail")
  fs.writeFileSync(program, `#!/bin/sh
for to; do :; done
cat > "${box}/$to.new" && mv "${box}/$to.new" "${box}/$to.$$.eml"
`, { mode: 0o755 })
  return { "postern:\n": `postern:\n  mail: { sendmail: "${program}" }\n  reset: { enabled: true }\n` }
}

// The text of the mail to somebody that holds `words`; it may take a while to come.
async function mailTo(email, words) {
  for (let i = 0; i < 300; i++) {
    for (const file of fs.readdirSync(box).filter((name) => name.startsWith(email) && name.endsWith(".eml"))) {
      const raw = fs.readFileSync(path.join(box, file), "utf8").replaceAll("=\n", "")
      const text = Buffer.from(raw.replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8")
      if (text.includes(words)) return text
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no mail to ${email} about ${words}`)
}

// As if a day had gone by.
function waitingIsOver(site) {
  const sql = spawnSync("sqlite3", ["-cmd", ".timeout 10000", path.join(site.data, "postern.sqlite"), "UPDATE resets SET due_at = 1"], { encoding: "utf8" })
  assert.equal(sql.status, 0, sql.stderr)
}

async function asks(visitor, highest) {
  await visitor.signIn()
  await visitor.isAskedForSecondFactor(highest)
  await visitor.follow('a[href$="/reset"]')
  assert.equal(await visitor.heading(), "Lost every second step?")
  await visitor.press("reset", "ask")
  assert.equal(await visitor.heading(), "The removal is waiting")
}

async function askAndStop({ site, newPage, configure, highest }) {
  configure(withMail())
  const person = site.person({ totp: true })
  const thief = new Visitor(await newPage(), site, person)
  await asks(thief, highest)

  const link = /http:\S+\/reset\/cancel\?token=(\S+)/.exec(await mailTo(person.email, "second factor"))
  site.secrets.add(link[1])
  const owner = new Visitor(await newPage(), site, person)
  await owner.page.goto(link[0])
  assert.equal(await owner.heading(), "Stop the removal?")
  await thief.open("/reset")
  assert.equal(await thief.heading(), "The removal is waiting")  // looking stops nothing
  await owner.press("reset", "cancel")
  assert.equal(await owner.heading(), "The removal is stopped")
  waitingIsOver(site)
  await thief.open("/reset")
  assert.equal(await thief.heading(), "Not again yet")
  await owner.page.goto(link[0])
  assert.equal(await owner.heading(), "There is nothing to stop")
}

async function askAndRemove({ site, newPage, configure, highest }) {
  configure(withMail())
  const person = site.person({ totp: true })
  const visitor = new Visitor(await newPage(), site, person)
  await asks(visitor, highest)
  await mailTo(person.email, "second factor")
  waitingIsOver(site)
  const later = new Visitor(await newPage(), site, person)
  await later.signIn()
  await later.isAskedForSecondFactor(highest)
  await later.follow('a[href$="/reset"]')
  assert.equal(await later.heading(), "Remove your second steps")
  await later.press("reset", "remove")
  assert.equal(await later.path(), "/settings")
  assert.equal(await later.level(), "aal1")
  await visitor.open("/settings")
  assert.equal(await visitor.path(), "/login")  // signed out everywhere else
  await mailTo(person.email, "were removed")
}

// Where the web server is ours alone (`make run`): it takes a sendmail and the database's own program.
export const resetStories = (server) => server !== "run" ? {} : {
  "reset: asked for, and stopped by the link in the mail": askAndStop,
  "reset: asked for, waited for, removed": askAndRemove,
  "reset without scripts: asked for, waited for, removed": Object.assign((stage) => askAndRemove(stage), { scripts: false }),
}
