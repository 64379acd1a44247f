// Thirty requests at once with one code, through lighttpd, a fresh person a round: exactly one wins. Half of them post to the
// method's own door, half to flows of the login handler, so that different executables race. The throttle turns some away.
import path from "node:path"
import { Site, ask, root, randomWord } from "../browser/site.mjs"

const ROUNDS = 20, REQUESTS = 30
const json = (token) => ({ "content-type": "application/json", accept: "application/json", ...(token && { "x-session-token": token }) })

async function signIn(site, person) {
  const flow = await (await ask(`${site.base}/self-service/login/api`)).json()
  const answer = await ask(flow.ui.action, { method: "POST", headers: json(),
    body: JSON.stringify({ method: "password", identifier: person.email, password: person.password }) })
  return (await answer.json()).session_token
}

async function stepUpFlow(site, token) {
  return (await (await ask(`${site.base}/self-service/login/api?aal=aal2`, { headers: json(token) })).json()).ui.action
}

// The statuses of all answers to one code.
async function race(site, person, method, field, code) {
  const token = await signIn(site, person)
  const flows = await Promise.all(Array.from({ length: REQUESTS / 2 }, () => stepUpFlow(site, token)))
  const doors = Array(REQUESTS / 2).fill(`${site.base}/self-service/methods/${method}/login`)
  const body = JSON.stringify({ method, [field]: code })
  const answers = await Promise.all([...flows, ...doors].map((url) => ask(url, { method: "POST", headers: json(token), body })))
  return answers.map((answer) => answer.status)
}

const site = await Site.start(path.join(root, "build/race/data"))
let passed = 0, failed = 0
try {
  for (let round = 0; round < ROUNDS; round++) {
    const code = randomWord(8)
    const person = site.person({ totp: true, codes: [code, randomWord(8)] })
    for (const [method, field, value] of [["totp", "totp_code", await person.app.code()], ["lookup_secret", "lookup_secret", code]]) {
      const statuses = await race(site, person, method, field, value)
      const winners = statuses.filter((status) => status === 200).length
      const strangers = statuses.filter((status) => ![200, 400, 401, 429].includes(status))
      if (winners === 1 && strangers.length === 0) { passed++; continue }
      failed++
      console.log(`round ${round}, ${method}: ${winners} winners, statuses ${statuses.join(" ")}`)
    }
  }
} finally {
  await site.stop()
}
console.log(`race over HTTP: ${ROUNDS} rounds of ${REQUESTS} requests with a TOTP code, and with a recovery code`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
