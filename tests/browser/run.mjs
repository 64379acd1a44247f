// run.mjs [WORD|WORD...]: the stories (those whose name contains one of the words) in Debian's Chromium, three times: as
// the generated configuration has it, with whoami held to the highest level, and without scripts. SERVER chooses another
// web server (tools/serve.sh), ROUNDS=1 leaves it at the first time. The last line counts.
import fs from "node:fs"
import path from "node:path"
import { createRequire } from "node:module"
import { Site, build } from "./site.mjs"
import { stories as signingIn } from "./stories.mjs"
import { keyStories, scriptStories } from "./stories_keys.mjs"
import { corsStories } from "./stories_cors.mjs"
import { importStories } from "./stories_import.mjs"
import { passkeyStories } from "./stories_passkey.mjs"
import { passwordlessStories } from "./stories_passwordless.mjs"

const { chromium } = createRequire(path.join(build, "x.js"))("playwright-core")
const words = (process.argv[2] ?? "").split("|")
const stories = { ...signingIn, ...keyStories, ...passwordlessStories, ...passkeyStories, ...importStories, ...corsStories, ...scriptStories }

const highestWhoami = { "whoami: { required_aal: aal1 }": "whoami: { required_aal: highest_available }" }
const rounds = [
  { name: "aal1", config: {}, highest: false, scripts: true },
  { name: "highest_available", config: highestWhoami, highest: true, scripts: true },
  { name: "no scripts", config: {}, highest: false, scripts: false },
].slice(0, Number(process.env.ROUNDS || 3))

const site = await Site.start(path.join(build, "data"), process.env.SERVER)
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium", headless: true,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
})

async function tell(name, story, round) {
  const contexts = []
  const open = async (javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled, locale: "en-GB" })
    contexts.push(context)
    context.setDefaultTimeout(10000)
    return context.newPage()
  }
  const newPage = () => open(round.scripts)
  newPage.withScripts = () => open(true)
  const configure = (more) => site.configure({ ...round.config, ...more })
  try {
    configure({})
    await story({ site, newPage, configure, highest: round.highest })
    for (const context of contexts) for (const cookie of await context.cookies()) if (cookie.value.length >= 16) site.secrets.add(cookie.value)
    console.log(`ok   ${name}`)
    return true
  } catch (error) {
    console.log(`FAIL ${name}: ${error.stack}`)
    const shot = path.join(build, `${name.replaceAll(/[^a-z0-9]+/g, "-")}.png`)
    for (const page of contexts.at(-1)?.pages() ?? []) await page.screenshot({ path: shot, fullPage: true }).catch(() => {})
    console.log(`     picture: ${path.relative(process.cwd(), shot)}`)
    return false
  } finally {
    for (const context of contexts) await context.close()
  }
}

let passed = 0, failed = 0
try {
  for (const file of fs.readdirSync(build)) if (file.endsWith(".png")) fs.rmSync(path.join(build, file))
  for (const round of rounds)
    for (const [name, story] of Object.entries(stories))
      if (words.some((word) => name.includes(word)) && (story.scripts ?? round.scripts) === round.scripts) (await tell(`${name} (${round.name})`, story, round)) ? passed++ : failed++
} finally {
  await browser.close()
  await site.stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
