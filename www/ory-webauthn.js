// The functions that Kratos' user interfaces call for security keys and passkeys, as GET /.well-known/ory/webauthn.js
// serves them. Every name stands on window, once as it is and once with two underscores before it. The interfaces print
// hidden fields and a button into a form; these functions ask the browser's authenticator, write its answer as JSON into
// the field and submit the form. The bundled pages do not use this file but www/webauthn.js.
(() => {
  "use strict";
  if (typeof window === "undefined" || window.__oryWebAuthnInitialized) return;
  if (!window.PublicKeyCredential) {
    console.log("This browser does not support WebAuthn.");
    return;
  }

  // base64url or base64, with padding or without, to bytes. What is bytes already is left alone, so that the same
  // options can be used again.
  const decode = (value) => typeof value !== "string" ? value
    : Uint8Array.from(atob(value.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  // Byte by byte: attestations are too long to be the arguments of one call.
  const encode = (buffer) => {
    let text = "";
    for (const byte of new Uint8Array(buffer ?? [])) text += String.fromCharCode(byte);
    return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const decodeIds = (list) => list?.map((descriptor) => ({ ...descriptor, id: decode(descriptor.id) }));

  const requestOptions = ({ publicKey }) => ({
    ...publicKey,
    challenge: decode(publicKey.challenge),
    ...(publicKey.allowCredentials && { allowCredentials: decodeIds(publicKey.allowCredentials) }),
  });

  const creationOptions = ({ publicKey }) => ({
    ...publicKey,
    challenge: decode(publicKey.challenge),
    user: { ...publicKey.user, id: decode(publicKey.user.id) },
    ...(publicKey.excludeCredentials && { excludeCredentials: decodeIds(publicKey.excludeCredentials) }),
  });

  const assertionText = ({ id, rawId, type, response }) => JSON.stringify({
    id, rawId: encode(rawId), type,
    response: {
      authenticatorData: encode(response.authenticatorData),
      clientDataJSON: encode(response.clientDataJSON),
      signature: encode(response.signature),
      userHandle: encode(response.userHandle),
    },
  });

  // `transports` tell the server how this key is reached, so that browsers can ask for it well next time.
  const attestationText = ({ id, rawId, type, response }) => JSON.stringify({
    id, rawId: encode(rawId), type,
    response: {
      attestationObject: encode(response.attestationObject),
      clientDataJSON: encode(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  });

  const find = (selector) => {
    const element = document.querySelector(selector);
    if (!element) throw new Error("This page has no " + selector);
    return element;
  };
  const named = (name) => document.querySelector(`*[name="${name}"]`);
  const field = (name) => find(`*[name="${name}"]`);

  const send = (element, text, inForm = element) => {
    element.value = text;
    inForm.closest("form").submit();
  };

  const get = async (options, more) =>
    assertionText(await navigator.credentials.get({ publicKey: requestOptions(options), ...more }));
  const create = async (options) =>
    attestationText(await navigator.credentials.create({ publicKey: creationOptions(options) }));

  // Security keys (group webauthn). `options` are those of the button unless given.
  async function ceremony(ask, options, resultSelector, triggerSelector) {
    try {
      const trigger = find(triggerSelector), result = find(resultSelector);
      send(result, await ask(options ?? JSON.parse(trigger.value)), trigger);
    } catch (error) {
      alert(error);
    }
  }

  function oryWebAuthnLogin(options, resultSelector = '*[name="webauthn_login"]',
    triggerSelector = '*[name="webauthn_login_trigger"]') {
    return ceremony(get, options, resultSelector, triggerSelector);
  }

  function oryWebAuthnRegistration(options, resultSelector = '*[name="webauthn_register"]',
    triggerSelector = '*[name="webauthn_register_trigger"]') {
    return ceremony(create, options, resultSelector, triggerSelector);
  }

  // Passkeys (group passkey). At most one question can be open: the one behind the identifier's suggestions ends before
  // another begins.
  function abortConditional() {
    window.abortPasskeyConditionalUI?.abort("Another question takes its place.");
    window.abortPasskeyConditionalUI = undefined;
  }

  async function oryPasskeyLoginAutocompleteInit() {
    const challenge = named("passkey_challenge"), result = named("passkey_login");
    if (!challenge || !result || !named("identifier") || window.Cypress) return;
    if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    abortConditional();
    const abort = window.abortPasskeyConditionalUI = new AbortController();
    try {
      send(result, await get(JSON.parse(challenge.value), { mediation: "conditional", signal: abort.signal }));
    } catch (error) {
      console.log(error);
    }
  }

  async function oryPasskeyLogin() {
    abortConditional();
    try {
      send(field("passkey_login"), await get(JSON.parse(field("passkey_challenge").value)));
    } catch (error) {
      console.log(error);
      return oryPasskeyLoginAutocompleteInit();
    }
  }

  // The account has no name yet: it is what stands in the form.
  async function oryPasskeyRegistration() {
    try {
      const data = JSON.parse(field("passkey_create_data").value);
      const names = data.displayNameFieldNames ?? [data.displayNameFieldName];
      const name = names.map((each) => named(each)?.value).find(Boolean) ?? "";
      const { publicKey } = data.credentialOptions;
      const user = { ...publicKey.user, name, displayName: name };
      send(field("passkey_register"), await create({ publicKey: { ...publicKey, user } }));
    } catch (error) {
      console.log(error);
    }
  }

  async function oryPasskeySettingsRegistration() {
    try {
      send(field("passkey_settings_register"), await create(JSON.parse(field("passkey_create_data").value)));
    } catch (error) {
      console.log(error);
    }
  }

  for (const each of [oryWebAuthnLogin, oryWebAuthnRegistration, oryPasskeyLogin, oryPasskeyRegistration,
    oryPasskeySettingsRegistration, oryPasskeyLoginAutocompleteInit]) {
    window[each.name] = window["__" + each.name] = each;
  }
  window.__oryWebAuthnInitialized = true;
  window.dispatchEvent(new CustomEvent("oryWebAuthnInitialized"));
})();
