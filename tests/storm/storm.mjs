// Mixed traffic through lighttpd while handlers are killed (kill -9), and cleanup and backup run and are killed too.
// Whatever was answered with success must be there afterwards; what was answered by nobody may be there or not. No code
// counts twice, the database is sound, and no answer of ours is a 500: only those that lighttpd gives for a dead process.
import fs from "node:fs"
import path from "node:path"
import { spawn, spawnSync } from "node:child_process"
import { setTimeout as sleep } from "node:timers/promises"
import { Site, root } from "../browser/site.mjs"
import { Actor, Member, Holder } from "./people.mjs"

const SECONDS = Number(process.env.SECONDS ?? 600), MEMBERS = 5, HOLDERS = 3
const folder = path.join(root, "build/storm")
const between = (low, high) => low + Math.floor(Math.random() * (high - low))

// Direct children, from /proc.
const children = (pid) => {
  try { return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number) } catch { return [] }
}
const name = (pid) => { try { return fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim() } catch { return "" } }

function kill(pid) {
  try { process.kill(pid, "SIGKILL"); return 1 } catch { return 0 }
}

async function killHandlers(site, until) {
  const lighttpd = children(site.process.pid).find((pid) => name(pid) === "lighttpd")
  if (!lighttpd) throw new Error("no lighttpd below run.sh")
  let killed = 0
  while (Date.now() < until) {
    await sleep(between(50, 500))
    const handlers = children(lighttpd)
    if (handlers.length > 0) killed += kill(handlers[between(0, handlers.length)])
  }
  return killed
}

// One of the commands again and again, every fifth time killed in the middle. How often it ended well.
async function repeat(site, until, words, judge) {
  let done = 0
  for (let turn = 0; Date.now() < until; turn++) {
    const command = spawn(path.join(root, "build/bin/postern"), words(turn), { env: { ...process.env, POSTERN_CONFIG: path.join(site.data, "kratos.yml") }, stdio: ["ignore", "ignore", "pipe"] })
    let said = ""
    command.stderr.on("data", (text) => { said += text })
    const ended = new Promise((resolve) => command.once("close", (code) => resolve(code)))
    const victim = turn % 5 === 4
    if (victim) { await sleep(between(0, 30)); kill(command.pid) }
    const code = await ended
    if (code === 0) { done++; judge(turn) } else if (!victim) Actor.wrong(`postern ${words(turn).join(" ")}: ${said}`)
    await sleep(between(200, 800))
  }
  return done
}

const ask = (file, sql) => spawnSync("sqlite3", [file, sql], { encoding: "utf8" }).stdout.trim()

async function work(make, until, all) {
  while (Date.now() < until) {
    const actor = make()
    all.push(actor)
    await actor.live(until)
  }
}

process.env.SELFSERVICE_FLOWS_LOGIN_LIFESPAN = "30s"  // so that cleanup has something to do
const site = await Site.start(path.join(folder, "data"))
const copies = path.join(folder, "copies"), actors = [], until = Date.now() + SECONDS * 1000
fs.rmSync(copies, { recursive: true, force: true })
fs.mkdirSync(copies)
const copy = (turn) => path.join(copies, `${turn}.sqlite`)
let sound = 0
try {
  const traffic = [...Array(MEMBERS).fill(() => new Member(site)), ...Array(HOLDERS).fill(() => new Holder(site))]
  const [killed, cleanups, backups] = await Promise.all([
    killHandlers(site, until),
    repeat(site, until, () => ["cleanup", "--keep-last", "0s"], () => {}),
    repeat(site, until, (turn) => ["backup", copy(turn)], (turn) => {
      if (ask(copy(turn), "PRAGMA integrity_check") === "ok") sound++
      else Actor.wrong(`copy ${turn} is damaged`)
      fs.rmSync(copy(turn))
    }),
    ...traffic.map((make) => work(make, until, actors))])
  await sleep(3000)  // lighttpd starts what was killed last

  const database = path.join(site.data, fs.readdirSync(site.data).find((file) => file.endsWith(".sqlite")))
  for (const actor of actors) await actor.verify((sql) => ask(database, sql))
  const verdict = ask(database, "PRAGMA integrity_check")
  if (verdict !== "ok") Actor.wrong(`integrity_check: ${verdict}`)
  const errors = fs.readFileSync(path.join(folder, "server.log"), "utf8").split("\n").filter((line) => / error (?!db\.busy)/.test(line))
  for (const line of new Set(errors)) Actor.wrong(`logged: ${line}`)
  const { answered, lost, busy, checked } = Actor
  console.log(`${SECONDS} s: ${answered} answers, ${lost} lost with their process, ${busy} busy; ${killed} handlers killed; ${cleanups} cleanups; ${backups} backups, ${sound} sound`)
  // A storm that was none proves nothing.
  if (killed < SECONDS || lost === 0 || cleanups === 0 || backups === 0) Actor.wrong("too little happened")
  console.log(`${checked} passed, ${Actor.failures} failed`)
} finally {
  await site.stop()
}
process.exit(Actor.failures === 0 ? 0 : 1)
