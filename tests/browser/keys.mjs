// A security key in software: the browser's own (Chrome DevTools Protocol, domain WebAuthn), plugged into one page at a
// time. It answers at once unless told not to.
const kinds = {
  usb: { protocol: "ctap2", transport: "usb", hasResidentKey: false, hasUserVerification: false },
  internal: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  unverified: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: false },
  stick: { protocol: "ctap2", transport: "usb", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  u2f: { protocol: "u2f", transport: "usb" },
}

export class VirtualKey {
  static async plug(page, kind = "usb") {
    const key = new VirtualKey()
    key.kind = kind
    await key.moveTo(page)
    return key
  }

  // With what was enrolled on it before.
  async moveTo(page) {
    const credentials = this.session ? await this.credentials() : []
    await this.unplug()
    this.session = await page.context().newCDPSession(page)
    await this.session.send("WebAuthn.enable")
    const { authenticatorId } = await this.session.send("WebAuthn.addVirtualAuthenticator",
      { options: { ...kinds[this.kind], automaticPresenceSimulation: true } })
    this.id = authenticatorId
    for (const credential of credentials) await this.keep(credential)
  }

  async unplug() {
    if (this.session) await this.send("removeVirtualAuthenticator")
    this.session = undefined
  }

  send(command, more = {}) { return this.session.send(`WebAuthn.${command}`, { authenticatorId: this.id, ...more }) }
  keep(credential) { return this.send("addCredential", { credential: { rpId: "localhost", ...credential } }) }
  async credentials() { return (await this.send("getCredentials")).credentials }
  // Nobody touches it.
  ignore() { return this.send("setAutomaticPresenceSimulation", { enabled: false }) }
  touch() { return this.send("setAutomaticPresenceSimulation", { enabled: true }) }
}
