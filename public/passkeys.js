// Passkeys: the part that only a browser's own interface can do. The server says what to ask of the
// browser and checks its answer; this file carries both. It listens on the document, because pages
// come and go without a load.
//   [data-passkeys-origin]  a box with passkeys; the only origin at which they work, and data-next
//   [data-passkey]          a button in it: login, register or add
//   [data-passkey-message]  where the box says what went wrong
// <html data-passkeys> becomes ready, elsewhere or unsupported; the style sheet shows what fits.
(() => {
  "use strict";

  const root = document.documentElement;
  const ADDED = "passkey-added"; // the settings page says it after its reload
  const RENEW_MS = 240000; // the server waits five minutes
  let busy = false;
  let offer = null; // passkeys in the list of the account field: { input, stop }

  /** A failure with a sentence for people. */
  class Refusal extends Error {
    constructor(message, fields) {
      super(message);
      this.fields = fields || {};
    }
  }

  // --- JSON and bytes. Older browsers, and some password managers that step in, lack the native way.

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

  const text = (buffer) =>
    buffer && btoa(Array.from(new Uint8Array(buffer), (b) => String.fromCharCode(b)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const listed = (credentials) => (credentials || []).map((c) => ({ ...c, id: bytes(c.id) }));

  function creation(options) {
    const native = window.PublicKeyCredential.parseCreationOptionsFromJSON;
    if (native) return native.call(window.PublicKeyCredential, options);
    const user = { ...options.user, id: bytes(options.user.id) };
    return { ...options, challenge: bytes(options.challenge), user, excludeCredentials: listed(options.excludeCredentials) };
  }

  function request(options) {
    const native = window.PublicKeyCredential.parseRequestOptionsFromJSON;
    if (native) return native.call(window.PublicKeyCredential, options);
    return { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) };
  }

  function plain(credential) {
    try {
      return credential.toJSON();
    } catch {
      const from = credential.response;
      const response = { clientDataJSON: text(from.clientDataJSON) };
      for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (from[name]) response[name] = text(from[name]);
      }
      if (from.getTransports) response.transports = from.getTransports();
      const { id, type } = credential;
      return { id, type, rawId: text(credential.rawId), response, clientExtensionResults: credential.getClientExtensionResults() };
    }
  }

  // --- The server.

  async function send(path, body) {
    let answer;
    try {
      const headers = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
      answer = await fetch(path, { method: "POST", headers, body: body && JSON.stringify(body) });
    } catch {
      throw new Refusal("The server can't be reached. Check your connection, then try again.");
    }
    const said = await answer.json().catch(() => null);
    if (answer.ok) return path.startsWith("/api/") ? said.data : said;
    const error = (said && said.error) || said || {};
    throw new Refusal(error.message || "Something went wrong. Reload the page, then try again.", (error.details && error.details.fields) || error.fields);
  }

  // --- What the buttons do.

  const field = (name) => document.getElementById(`f-${name}`);
  const typed = (name) => (field(name) ? field(name).value.trim() : "");

  async function enter(box, path, begun, credential) {
    const body = { ceremony_id: begun.ceremony_id, credential: plain(credential), next: box.dataset.next || "" };
    location.assign(await send(path, body));
    // The page is on its way out: the button stays busy.
    return new Promise(() => {});
  }

  const acts = {
    async login(box) {
      const account = typed("account");
      const begun = await send("/api/v1/auth/login/begin", account ? { email: account } : {});
      const credential = await navigator.credentials.get({ publicKey: request(begun.publicKey) });
      return enter(box, "/_fn/auth/passkey-login", begun, credential);
    },

    async register(box) {
      // The browser says at the field what is missing; the password is not asked for.
      if (["name", "email"].some((name) => field(name) && !field(name).reportValidity())) return;
      const begun = await send("/api/v1/auth/register/begin", { email: typed("email"), name: typed("name") });
      const credential = await navigator.credentials.create({ publicKey: creation(begun.publicKey) });
      return enter(box, "/_fn/auth/passkey-register", begun, credential);
    },

    async add() {
      if (field("passkey-name") && !field("passkey-name").reportValidity()) return;
      const begun = await send("/api/v1/auth/passkeys/begin");
      const credential = await navigator.credentials.create({ publicKey: creation(begun.publicKey) });
      const name = typed("passkey-name");
      await send("/api/v1/auth/passkeys/complete", { ceremony_id: begun.ceremony_id, credential: plain(credential), ...(name && { name }) });
      try {
        sessionStorage.setItem(ADDED, "Passkey added.");
      } catch {
        // A forbidden storage: the list says it anyway.
      }
      location.reload();
      return new Promise(() => {});
    },
  };

  /** What a failure means, and what to do. Nothing for what the person or we ended ourselves. */
  function sentence(error, act, box) {
    if (error instanceof Refusal) {
      const [named] = Object.keys(error.fields);
      if (named && field(named)) field(named).focus();
      return Object.values(error.fields).flat().join(" ") || error.message;
    }
    switch (error && error.name) {
      case "AbortError":
        return "";
      case "NotAllowedError":
        return act === "login"
          ? "Nobody was signed in: it was cancelled, it took too long, or this device has no passkey for the account. Try again, or sign in with your password."
          : "No passkey was made: it was cancelled, it took too long, or this device can't check that it is you. Try again, or choose another device.";
      case "InvalidStateError":
        return "This device has a passkey for your account already. Choose another device.";
      case "NotSupportedError":
      case "ConstraintError":
        return "This device can't make the passkey that is needed here: one that checks a PIN, a fingerprint or a face. Choose another device.";
      case "SecurityError":
        return `Passkeys work only at ${box.dataset.passkeysOrigin}. Open this page there.`;
      default:
        return "The browser could not use a passkey. Try again, or use another browser.";
    }
  }

  function say(box, words) {
    const place = box.querySelector("[data-passkey-message]");
    if (place) place.textContent = words;
  }

  async function press(button) {
    const box = button.closest("[data-passkeys-origin]");
    const act = button.dataset.passkey;
    if (busy || !box || !acts[act]) return;
    look();
    if (root.dataset.passkeys !== "ready") return;
    busy = true;
    withdraw(); // a browser answers one request at a time
    say(box, "");
    button.setAttribute("aria-busy", "true");
    try {
      await acts[act](box);
    } catch (error) {
      say(box, sentence(error, act, box));
    }
    button.removeAttribute("aria-busy");
    busy = false;
    look();
  }

  // --- Passkeys in the list that the browser shows at the account field.

  function withdraw() {
    if (offer) offer.stop();
    offer = null;
  }

  async function propose(box, input) {
    const controller = new AbortController();
    const again = setTimeout(() => {
      withdraw();
      if (document.contains(input)) look();
    }, RENEW_MS);
    const mine = {
      input,
      stop: () => {
        clearTimeout(again);
        controller.abort();
      },
    };
    offer = mine;
    let picked = false;
    try {
      const can = window.PublicKeyCredential.isConditionalMediationAvailable;
      if (!can || !(await can.call(window.PublicKeyCredential)) || offer !== mine) return;
      const begun = await send("/api/v1/auth/login/begin", {});
      if (offer !== mine) return;
      const credential = await navigator.credentials.get({ publicKey: request(begun.publicKey), mediation: "conditional", signal: controller.signal });
      picked = true;
      await enter(box, "/_fn/auth/passkey-login", begun, credential);
    } catch (error) {
      // Before somebody picks one, nobody has asked for anything.
      if (picked) say(box, sentence(error, "login", box));
    }
  }

  // --- What the page shows.

  function look() {
    const box = document.querySelector("[data-passkeys-origin]");
    if (!box) return withdraw();
    const works = window.isSecureContext && window.PublicKeyCredential && navigator.credentials;
    const state = box.dataset.passkeysOrigin !== location.origin ? "elsewhere" : works ? "ready" : "unsupported";
    if (root.dataset.passkeys !== state) root.dataset.passkeys = state;
    const input = state === "ready" && !busy && document.querySelector('input[autocomplete~="webauthn"]');
    if (offer && offer.input !== input) withdraw();
    if (input && !offer) propose(box, input);
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-passkey]");
    if (button) press(button);
  });
  // Somebody comes back with the browser's button, and the page is as it was left.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    busy = false;
    document.querySelectorAll("[data-passkey][aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    withdraw();
    look();
  });
  // The client marks on <html> when it is awake, when a page has changed, and when it shows passkeys.
  new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ["data-hydrated", "data-routing", "data-passkeys-shown"] });
  look();
})();
