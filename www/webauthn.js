// Security keys and passkeys on the bundled pages. A form with data-webauthn ("get" or "create") and data-options (the
// options as JSON, binary values in base64url) is bound to its button; what people read comes from the page: the texts
// of [data-texts] by their data-for. The browser's answer goes into the hidden field that belongs to the button, and the
// form is submitted like any other.

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const encode = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// A new passkey's options are wrapped, with the fields that its account is named by: what stands there now.
function parseOptions(text, fields = {}) {
  const { credentialOptions, displayNameFieldName, publicKey = credentialOptions.publicKey } = JSON.parse(text);
  const name = fields[displayNameFieldName]?.value;
  if (name) publicKey.user.name = publicKey.user.displayName = name;
  publicKey.challenge = decode(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = decode(publicKey.user.id);
  for (const key of [...(publicKey.allowCredentials ?? []), ...(publicKey.excludeCredentials ?? [])]) key.id = decode(key.id);
  return { publicKey };
}

function answerOf({ id, rawId, type, response }) {
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = encode(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id, rawId: encode(rawId), type, response: parts });
}

// Which text says what went wrong. Browsers tell little on purpose: nearly everything is NotAllowedError.
function reasonOf(error, mode) {
  if (error.name === "InvalidStateError") return mode === "create" ? "known" : "unknown";
  return error.name === "SecurityError" ? "origin" : "cancelled";
}

function submit(form, field, answer, group) {
  field.value = answer;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "method", value: group }));
  form.submit();
}

let suggestion;  // aborts the question behind the suggestions

class Ceremony {
  constructor(form, button) {
    this.form = form;
    this.mode = form.dataset.webauthn;
    this.button = button;
    this.status = form.querySelector("[data-status]");
    this.note = null;
    this.busy = false;
    this.button.addEventListener("click", () => this.run());
    // Enter in the name of a new key, in a form that no other button can submit.
    form.addEventListener("submit", (event) => {
      if (event.submitter) return;
      event.preventDefault();
      this.run();
    });
    if (!window.PublicKeyCredential) this.fail("unsupported");
  }

  text(name) { return this.form.querySelector(`[data-texts] [data-for="${name}"]`); }

  // What a new key needs of the form. What is there for the other ways to sign up stays empty: the password, and the
  // name that a security key gets.
  complete() {
    const group = this.button.name.split("_")[0];
    const others = ({ type, name }) => type === "password" || (name.endsWith("_displayname") && !name.startsWith(group));
    return [...this.form.elements].every((field) => others(field) || field.reportValidity());
  }

  async run() {
    if (this.busy || (this.mode === "create" && !this.complete())) return;
    if (!window.PublicKeyCredential) return this.fail("unsupported");
    this.busy = true;
    this.note?.remove();
    this.status.textContent = this.text("waiting").textContent;
    suggestion?.abort();  // a browser asks one thing at a time
    try {
      const options = parseOptions(this.button.dataset.options ?? this.form.dataset.options, this.form.elements);
      this.send(answerOf(await navigator.credentials[this.mode](options)));
    } catch (error) {
      console.debug(error);
      this.fail(reasonOf(error, this.mode));
      this.busy = false;
    }
  }

  send(answer) {
    const { elements } = this.form, name = this.button.name.replace(/_trigger$/, "");
    submit(this.form, elements[name] ?? elements[name.replace("_", "_settings_")], answer, name.split("_")[0]);
  }

  // A note where the server's own would stand. It is made anew each time, so that it is read aloud each time.
  fail(reason) {
    const text = this.text(reason) ?? this.text("cancelled");
    this.status.textContent = "";
    this.note?.remove();
    this.note = document.createElement("div");
    this.note.className = "note error icon";
    this.note.setAttribute("role", "alert");
    this.note.append(text.cloneNode(true));
    this.form.before(this.note);
    document.title = this.text("title").textContent;
    if (reason === "unsupported") return;
    this.button.textContent = this.text("again").textContent;
    this.button.focus();
  }
}

// Passkeys among the suggestions of the identifier's field, until another question is asked.
async function suggest(form) {
  if (!(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  suggestion = new AbortController();
  const options = parseOptions(form.elements.passkey_challenge.value);
  const answer = await navigator.credentials.get({ ...options, mediation: "conditional", signal: suggestion.signal });
  submit(form, form.elements.passkey_login, answerOf(answer), "passkey");
}

// Tells the password manager which of this person's keys the site still knows: all of them stand in the options for a
// new one, because it must be none of them.
async function tellPasswordManager(text) {
  const { publicKey } = JSON.parse(text);
  if (!publicKey) return;  // a sign-up: nobody yet
  const { rp, user, excludeCredentials = [] } = publicKey;
  const person = { rpId: rp.id, userId: user.id };
  const allAcceptedCredentialIds = excludeCredentials.map((key) => key.id);
  await window.PublicKeyCredential?.signalAllAcceptedCredentials?.({ ...person, allAcceptedCredentialIds });
  await window.PublicKeyCredential?.signalCurrentUserDetails?.({ ...person, name: user.name, displayName: user.displayName });
}

for (const button of document.querySelectorAll('form[data-webauthn] button[name$="_trigger"]')) new Ceremony(button.form, button);
for (const field of document.querySelectorAll('input[name="passkey_challenge"]')) suggest(field.form).catch(console.debug);
for (const element of document.querySelectorAll('[data-keys], [data-webauthn="create"]')) {
  tellPasswordManager(element.dataset.keys ?? element.dataset.options).catch(console.debug);
}
for (const check of document.querySelectorAll("[data-show]")) {
  check.hidden = false;
  check.addEventListener("change", ({ target }) => {
    document.getElementById(check.dataset.show).type = target.checked ? "text" : "password";
  });
}
// A page that comes back from the browser's memory holds a question that was answered: ask the server for a new one.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
