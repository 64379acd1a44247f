// Who makes the traffic. Each remembers what was answered with success, and what may have been done without an answer.
import { randomWord } from "../browser/site.mjs"

export class Actor {
  static answered = 0
  static lost = 0      // no answer, or one of lighttpd for a process that died
  static busy = 0      // 503 of ours
  static checked = 0   // what was promised and kept
  static failures = 0

  static wrong(text) {
    Actor.failures++
    if (Actor.failures <= 20) console.log(`FAIL ${text}`)
  }
  static expect(holds, text) {
    if (holds) Actor.checked++
    else Actor.wrong(text)
  }

  constructor(site) { this.site = site }

  // { status, body }; status 0: nobody knows whether it was done.
  async ask(method, target, { token, body } = {}) {
    try {
      const answer = await fetch(target.startsWith("http") ? target : this.site.base + target, { method,
        headers: { accept: "application/json", ...(body && { "content-type": "application/json" }), ...(token && { "x-session-token": token }) },
        body: body && JSON.stringify(body), signal: AbortSignal.timeout(30000) })
      const text = await answer.text(), ours = text === "" || /json/.test(answer.headers.get("content-type") ?? "")
      if (answer.status >= 500 && !ours) { Actor.lost++; return { status: 0 } }
      Actor.answered++
      if (answer.status === 503) { Actor.busy++; return { status: 0 } }
      if (answer.status >= 500) Actor.wrong(`${method} ${target}: ${answer.status} ${text}`)
      return { status: answer.status, body: text ? JSON.parse(text) : undefined }
    } catch {
      Actor.lost++
      return { status: 0 }
    }
  }
  async submit(init, fields, token) {
    const flow = await this.ask("GET", init, { token })
    return flow.status === 200 ? this.ask("POST", flow.body.ui.action, { token, body: fields }) : { status: 0 }
  }
  // A token, or nothing: lost, or throttled because charges of killed processes stay.
  async signIn(person) {
    const answer = await this.submit("/self-service/login/api", { method: "password", identifier: person.email, password: person.password })
    if (answer.status === 200) return answer.body.session_token
    const throttled = answer.body?.ui?.messages?.[0]?.id === 4900002
    if (answer.status !== 0 && !throttled) Actor.wrong(`${person.email} cannot sign in: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`)
  }
}

// Signs up, signs in and out, changes the profile.
export class Member extends Actor {
  person = { email: `${randomWord(12)}@example.org`, password: `${randomWord(8)}-${randomWord(8)}` }
  names = new Set()  // one of these it is
  open = new Set()   // tokens that must work
  closed = new Set() // tokens that must not

  async live(until) {
    const { email, password } = this.person, name = randomWord(6)
    const made = await this.submit("/self-service/registration/api", { method: "password", password, traits: { email, name: { first: name } } })
    if (made.status !== 200) return
    this.names = new Set([name])
    for (let turn = 0; turn < 25 && Date.now() < until; turn++) {
      const token = [...this.open].at(-1), dice = Math.random()
      if (!token || dice < 0.2) await this.enter()
      else if (dice < 0.5) await this.rename(token)
      else if (dice < 0.6) await this.leave(token)
      else if (dice < 0.9) await this.look(token)
      else await this.ask("GET", "/sessions", { token })
    }
  }
  async enter() {
    const token = await this.signIn(this.person)
    if (token) this.open.add(token)
  }
  async rename(token) {
    const name = randomWord(6)
    this.names.add(name)
    const answer = await this.submit("/self-service/settings/api", { method: "profile", traits: { email: this.person.email, name: { first: name } } }, token)
    if (answer.status === 200) this.names = new Set([name])
    else if (answer.status !== 0) Actor.wrong(`${this.person.email} is not renamed: ${answer.status}`)
  }
  async leave(token) {
    this.open.delete(token)
    const answer = await this.ask("DELETE", "/self-service/logout/api", { body: { session_token: token } })
    if (answer.status === 204) this.closed.add(token)
    else if (answer.status !== 0) Actor.wrong(`${this.person.email} is not signed out: ${answer.status}`)
  }
  async look(token) {
    const answer = await this.ask("GET", "/sessions/whoami", { token })
    if (answer.status === 0) return
    Actor.expect(answer.status === 200, `${this.person.email} was signed out: ${answer.status}`)
    const name = answer.body?.identity?.traits?.name?.first
    Actor.expect(this.names.has(name), `${this.person.email} is called ${name}, not ${[...this.names]}`)
    this.names = new Set([name])
  }
  async verify() {
    if (this.names.size === 0) return
    for (const token of this.open) await this.look(token)
    for (const token of this.closed) {
      const { status } = await this.ask("GET", "/sessions/whoami", { token })
      Actor.expect(status === 401, `${this.person.email} is signed in again: ${status}`)
    }
  }
}

// Has a TOTP key and recovery codes, and sends each code three times at once, then once more.
export class Holder extends Actor {
  codes = Array.from({ length: 8 }, () => randomWord(8))
  spent = 0      // recovery codes that were answered with success
  uncertain = 0  // those that may have been spent without an answer

  async live(until) {
    this.person = this.site.person({ totp: true, codes: this.codes })
    for (let i = 0; i < 20 && !this.token && Date.now() < until; i++) this.token = await this.signIn(this.person)
    if (!this.token) return
    await this.spend("totp", "totp_code", await this.person.app.code())
    for (const code of this.codes) {
      if (Date.now() > until) return
      const wins = await this.spend("lookup_secret", "lookup_secret", code)
      if (wins === 0) this.uncertain++
      else this.spent++
    }
  }
  async spend(method, field, code) {
    const once = () => this.ask("POST", `/self-service/methods/${method}/login`, { token: this.token, body: { [field]: code } })
    const answers = await Promise.all([once(), once(), once()])
    answers.push(await once())
    for (const { status, body } of answers) {
      if (![0, 200, 400, 429].includes(status)) Actor.wrong(`${method}: ${status} ${JSON.stringify(body)}`)
    }
    const wins = answers.filter(({ status }) => status === 200).length
    Actor.expect(wins <= 1, `a code of ${method} counted ${wins} times`)
    return wins
  }
  async verify(ask) {
    if (!this.token) return
    const used = Number(ask(`SELECT count(*) FROM lookup_codes WHERE used_at IS NOT NULL AND identity_id =
      (SELECT identity_id FROM identifiers WHERE identifier = '${this.person.email}')`))
    Actor.expect(used >= this.spent && used <= this.spent + this.uncertain, `${this.person.email}: ${this.spent} codes were spent, ${used} are marked, ${this.uncertain} uncertain`)
    const { status, body } = await this.ask("GET", "/sessions/whoami", { token: this.token })
    Actor.expect(status === 200 && (this.spent === 0 || body.authenticator_assurance_level === "aal2"), `${this.person.email} lost the session: ${status}`)
  }
}
