// A site of its own for the stories: tools/run.sh on a free port with a fresh DATA, or tools/serve.sh with another web
// server; people imported by the command, and a note of every secret that was used, for the leak test (leaks.mjs).
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { spawn, spawnSync } from "node:child_process"
import { createHmac, randomBytes } from "node:crypto"

export const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../..")
export const build = path.join(root, "build/browser")
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once("error", reject)
    server.listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => resolve(port)) })
  })
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
export const randomWord = (length) => [...randomBytes(length)].map((b) => "abcdefghijkmnpqrstuvwxyz"[b % 24]).join("")

export function decodeBase32(text) {
  const bits = [...text].map((c) => base32.indexOf(c).toString(2).padStart(5, "0")).join("")
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

// RFC 6238, SHA-1, 6 digits, 30 s
function hotp(key, step) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac("sha1", decodeBase32(key)).update(counter).digest()
  const offset = mac[19] & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1e6).padStart(6, "0")
}

// Somebody's authenticator app. Each step's code is handed out once; t-1, t and t+1 are accepted, so three at once.
export class Authenticator {
  constructor(key) { this.key = key.replaceAll(/\s/g, ""); this.last = 0 }
  async code() {
    for (;;) {
      const now = Date.now() / 30000
      const earliest = Math.floor(now) - (now % 1 < 0.8 ? 1 : 0)  // t-1 only while it will not run out under way
      const step = Math.max(earliest, this.last + 1)
      if (step <= Math.floor(now) + 1) { this.last = step; return hotp(this.key, step) }
      await sleep(500)
    }
  }
  // Six digits that no step around now has.
  wrongCode() {
    const near = new Set([-3, -2, -1, 0, 1, 2, 3].map((d) => hotp(this.key, Math.floor(Date.now() / 30000) + d)))
    for (let n = 111111; ; n += 1111) if (!near.has(String(n))) return String(n)
  }
}

// fetch with a connection of its own: a server may close an idle one just when the next request takes it.
export const ask = (url, options = {}) => fetch(url, { ...options, headers: { ...options.headers, connection: "close" } })

export class Site {
  // `server`: one of tools/serve.sh, or what `make run` starts.
  static async start(data, server = "") {
    const site = new Site()
    site.data = data
    site.port = await freePort()
    site.base = `http://localhost:${site.port}`
    if (server === "") fs.rmSync(data, { recursive: true, force: true })
    fs.mkdirSync(path.dirname(data), { recursive: true })
    const [out, log] = ["server.out", "server.log"].map((name) => fs.openSync(path.join(path.dirname(data), name), "w"))
    const env = server === "" ? { DATA: data } : site.prepareFor(server)
    site.process = spawn(path.join(root, server === "" ? "tools/run.sh" : "tools/serve.sh"), server === "" ? [] : [server],
      { cwd: root, env: { ...process.env, PORT: String(site.port), ...env }, stdio: ["ignore", out, log] })
    for (const file of [out, log]) fs.closeSync(file)
    for (let i = 0; i < 300 && site.process.exitCode === null; i++) {
      try { if ((await ask(`${site.base}/health/ready`)).ok) { site.remember(); return site } } catch { /* not yet */ }
      await sleep(200)
    }
    site.stop()
    throw new Error(`no server: see ${path.join(path.dirname(data), "server.log")}`)
  }

  // A copy of what a web server serves, which its user can read wherever the checkout is; and data that belong to that
  // user, if root has a say in it. Other servers do not hand their environment down, so the address stands in the file.
  prepareFor(server) {
    this.stage = fs.mkdtempSync(path.join(os.tmpdir(), "postern-"))
    fs.chmodSync(this.stage, 0o755)
    const at = (name) => path.join(this.stage, name)
    for (const [from, to] of [["build/bin", "bin"], ["www", "www"]]) fs.cpSync(path.join(root, from), at(to), { recursive: true })
    fs.mkdirSync(at("run"))
    this.data = at("data")
    const made = spawnSync(path.join(root, "tools/new_site.sh"), [this.data], { encoding: "utf8" })
    if (made.status !== 0) throw new Error(`${server}: new_site.sh: ${made.stderr}`)
    fs.appendFileSync(path.join(this.data, "kratos.yml"), `\nserve: { public: { base_url: "${this.base}/" } }\n`)
    if (process.getuid() === 0) spawnSync("chown", ["-R", "www-data", this.data])
    return { BIN: at("bin"), WWW: at("www"), RUN: at("run"), POSTERN_CONFIG: path.join(this.data, "kratos.yml") }
  }

  // Secrets that were there from the start: the configuration's and the demo user's password.
  remember() {
    this.secrets = new Set()
    this.original = fs.readFileSync(path.join(this.data, "kratos.yml"), "utf8")
    const block = this.original.slice(this.original.indexOf("secrets:"))
    for (const [, word] of block.matchAll(/([A-Za-z0-9+/_=-]{16,})/g)) this.secrets.add(word)
    this.secrets.add(/Password: (\S+)/.exec(fs.readFileSync(path.join(this.data, "demo-user.txt"), "utf8"))[1])
  }

  // The file as made, with some texts replaced; it counts from the next request.
  configure(replacements = {}) {
    let text = this.original
    for (const [from, to] of Object.entries(replacements)) {
      if (!text.includes(from)) throw new Error(`kratos.yml has no ${from}`)
      text = text.replace(from, to)
    }
    const file = path.join(this.data, "kratos.yml")
    fs.writeFileSync(file + ".new", text, { mode: 0o600 })
    const { uid, gid } = fs.statSync(file)
    fs.chownSync(file + ".new", uid, gid)
    fs.renameSync(file + ".new", file)
  }

  // A fresh person, with an authenticator and recovery codes if wanted.
  person({ totp = false, codes = [] } = {}) {
    const name = randomWord(10)
    const person = { email: `${name}@example.org`, password: `${randomWord(6)}-${randomWord(6)}-${randomWord(6)}` }
    const credentials = { password: { config: { password: person.password } } }
    this.secrets.add(person.password)
    if (totp) {
      const key = [...randomBytes(32)].map((b) => base32[b & 31]).join("")
      person.app = new Authenticator(key)
      credentials.totp = { config: { totp_url: `otpauth://totp/Test:${person.email}?algorithm=SHA1&digits=6&issuer=Test&period=30&secret=${key}` } }
      this.secrets.add(key)
    }
    if (codes.length > 0) credentials.lookup_secret = { config: { codes: codes.map((code) => ({ code })) } }
    for (const code of codes) this.secrets.add(code)
    this.import({ schema_id: "default", traits: { email: person.email }, credentials })
    return person
  }

  import(document) {
    const made = spawnSync(path.join(root, "build/bin/postern"), ["identity", "import", "-"], {
      input: JSON.stringify(document),
      env: { ...process.env, POSTERN_CONFIG: path.join(this.data, "kratos.yml"), SERVE_PUBLIC_BASE_URL: this.base }, encoding: "utf8" })
    if (made.status !== 0) throw new Error(`import: ${made.stderr || made.stdout}`)
  }

  async stop() {
    if (this.secrets) fs.writeFileSync(path.join(path.dirname(this.data), "secrets.txt"), [...this.secrets].join("\n") + "\n", { mode: 0o600 })
    if (this.process.exitCode === null) {
      const gone = new Promise((resolve) => this.process.once("exit", resolve))
      this.process.kill("SIGTERM")
      await gone
    }
    if (this.stage) fs.rmSync(this.stage, { recursive: true, force: true })
  }
}
