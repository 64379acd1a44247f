// pages.mjs [WORD]: what every page in every state must hold in a real browser: axe finds nothing (WCAG 2.2 AA and its
// best practices) at two widths and in both themes, nothing scrolls sideways, the keyboard reaches every control in the
// order of the page, and first pages keep to their budget. The last line counts.
import assert from "node:assert/strict"
import fs from "node:fs"
import { packages } from "./chromium.mjs"
import { Gallery } from "./gallery.mjs"

const axe = fs.readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8")
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

async function audit(page) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags)
  assert.deepEqual(violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" ")}`), [])
}

async function fits(page) {
  const [needed, given] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  assert.ok(needed <= given, `scrolls sideways: ${needed} in ${given} pixels`)
}

async function keyboard(page) {
  const count = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, input, select, summary")]
    window.wanted = all.filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }) && e.type !== "hidden")
    window.wanted[0]?.focus()
    return window.wanted.length
  })
  for (let at = 0; at < count; at++) {
    const [reached, wanted] = await page.evaluate((n) => [document.activeElement, window.wanted[n]].map((e) => e?.outerHTML), at)
    assert.equal(reached, wanted, "the keyboard goes elsewhere")
    await page.keyboard.press("Tab")
  }
}

// What a first visit costs: no more than the page and the style sheet, no script where no key is involved.
async function budget(page, gallery, name) {
  const requests = []
  page.on("request", (request) => requests.push(request.url()))
  await page.goto(gallery.address(name))
  assert.equal(requests.length, 2, requests.join(" "))
  assert.equal(await page.locator("script").count(), 0)
  assert.ok(fs.statSync(gallery.file(name)).size <= 4096)
}

const checks = {
  async "axe 390"(gallery, name, windows) { await windows.phone.goto(gallery.address(name)); await audit(windows.phone) },
  async "axe 1280"(gallery, name, windows) { await windows.desk.goto(gallery.address(name)); await audit(windows.desk) },
  async "320 pixels"(gallery, name, windows) { await windows.narrow.goto(gallery.address(name)); await fits(windows.narrow) },
  async "text at 200 %"(gallery, name, windows) {
    await windows.phone.evaluate(() => { document.documentElement.style.fontSize = "200%" })
    await fits(windows.phone)
  },
  async keyboard(gallery, name, windows) { await keyboard(windows.desk) },
}

const gallery = await Gallery.open()
const windows = { phone: await gallery.window(390), desk: await gallery.window(1280, { colorScheme: "dark" }), narrow: await gallery.window(320) }
let passed = 0, failed = 0
async function holds(what, check) {
  try { await check(); passed++ } catch (error) { failed++; console.log(`FAIL ${what}: ${error.message}`) }
}
for (const name of gallery.pages.filter((name) => name.includes(process.argv[2] ?? "")))
  for (const [what, check] of Object.entries(checks)) await holds(`${name}, ${what}`, () => check(gallery, name, windows))
for (const name of ["login", "register"]) await holds(`${name}, budget`, async () => budget(await gallery.window(1280), gallery, name))
await gallery.close()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
