// leaks.mjs FOLDER...: no secret that the stories used (FOLDER/secrets.txt) stands in clear in the database, its -wal, the
// configuration cache or the log: neither as text nor, for what is an encoding of bytes, as those bytes. kratos.yml (with
// its last good copy) and demo-user.txt are where some of them belong.
import fs from "node:fs"
import path from "node:path"
import { decodeBase32 } from "./site.mjs"

const allowed = new Set(["kratos.yml", "kratos.last-good.yml", "demo-user.txt"])

// Each secret in the forms that a careless program would store: as it is, decoded, and a token inside what was decoded.
function forms(secret) {
  const out = [Buffer.from(secret)]
  if (/^[A-Z2-7]{32}$/.test(secret)) out.push(decodeBase32(secret))
  if (/^[A-Za-z0-9+/_=-]{40,}$/.test(secret)) {
    const bytes = Buffer.from(secret, "base64")
    out.push(bytes)
    for (const [token] of bytes.toString("latin1").matchAll(/[A-Za-z0-9_]{24,}/g)) out.push(Buffer.from(token))
  }
  return out
}

let passed = 0, failed = 0
const complain = (text) => { console.log(text); failed++ }

function search(folder) {
  const secrets = fs.readFileSync(path.join(folder, "secrets.txt"), "utf8").split("\n").filter((s) => s.length >= 8)
  const files = fs.readdirSync(path.join(folder, "data"), { recursive: true }).map((name) => path.join(folder, "data", name))
    .filter((file) => fs.statSync(file).isFile() && !allowed.has(path.basename(file))).concat(path.join(folder, "server.log"))
  if (secrets.length < 50) complain(`${folder}: only ${secrets.length} secrets were noted: the stories did not run`)
  if (!files.some((file) => file.endsWith(".sqlite"))) complain(`no database in ${folder}/data`)
  for (const file of files) {
    const content = fs.readFileSync(file)
    const found = secrets.filter((secret) => forms(secret).some((form) => content.includes(form)))
    if (found.length) complain(`${file} holds ${found.length} secrets in clear; one begins with ${found[0].slice(0, 4)}, ${found[0].length} characters`)
    else passed++
  }
}

const folders = process.argv.slice(2)
if (folders.length === 0) complain("no folder to look into")
for (const folder of folders) search(folder)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
