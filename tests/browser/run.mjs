// run.mjs [WORD|WORD...]: the stories (those whose name contains one of the words) in Debian's Chromium, a round: ROUND is
// aal1, as the generated configuration has it; highest_available, with whoami held to that; or no-scripts. SERVER is the
// web server (tools/serve.sh), or `run` for what `make run` starts. All of it lies in build/browser/SERVER-ROUND. The last
// line counts.
import fs from "node:fs"
import path from "node:path"
import { launch } from "./chromium.mjs"
import { Site, build } from "./site.mjs"
import { stories as signingIn } from "./stories.mjs"
import { keyStories, scriptStories } from "./stories_keys.mjs"
import { corsStories } from "./stories_cors.mjs"
import { gateStories } from "./stories_gate.mjs"
import { importStories } from "./stories_import.mjs"
import { passkeyStories } from "./stories_passkey.mjs"
import { passwordlessStories } from "./stories_passwordless.mjs"
import { resetStories } from "./stories_reset.mjs"

const words = (process.argv[2] ?? "").split("|")
const stories = { ...signingIn, ...keyStories, ...passwordlessStories, ...passkeyStories, ...importStories, ...corsStories, ...scriptStories }

const highestWhoami = { "whoami: { required_aal: aal1 }": "whoami: { required_aal: highest_available }" }
const { SERVER = "run", ROUND = "aal1" } = process.env
Object.assign(stories, gateStories(SERVER), resetStories(SERVER))
const round = {
  "aal1": { config: {}, highest: false, scripts: true },
  "highest_available": { config: highestWhoami, highest: true, scripts: true },
  "no-scripts": { config: {}, highest: false, scripts: false },
}[ROUND]
const folder = path.join(build, `${SERVER}-${ROUND}`)
fs.rmSync(folder, { recursive: true, force: true })
const site = await Site.start(path.join(folder, "data"), SERVER === "run" ? "" : SERVER)
const browser = await launch()

async function tell(name, story) {
  const contexts = []
  const open = async (javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled, locale: "en-GB" })
    contexts.push(context)
    context.setDefaultTimeout(30000)
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
    const shot = path.join(folder, `${name.replaceAll(/[^a-z0-9]+/g, "-")}.png`)
    for (const page of contexts.at(-1)?.pages() ?? []) await page.screenshot({ path: shot, fullPage: true }).catch(() => {})
    console.log(`     picture: ${path.relative(process.cwd(), shot)}`)
    return false
  } finally {
    for (const context of contexts) await context.close()
  }
}

let passed = 0, failed = 0
try {
  for (const [name, story] of Object.entries(stories))
    if (words.some((word) => name.includes(word)) && (story.scripts ?? round.scripts) === round.scripts) (await tell(`${name} (${ROUND})`, story)) ? passed++ : failed++
} finally {
  await browser.close()
  await site.stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
