/** The coach's API: check a draft, hold a conversation; every failure becomes one kind of error. */

import { Session } from "./session.js";

const PATIENCE = 30_000; // milliseconds
const PAUSES = [2, 4, 8, 15, 30]; // seconds between two tries; the last is kept to

/**
 * What went wrong, as a person may read it. `kind`: offline, slow, busy, broken (worth another try), closed
 * (nobody is signed in), or refused. `wait`: seconds that the service asks for.
 */
export class ApiError extends Error {
  constructor(kind, { message = "", hint = "", status = 0, code = "", wait = 0 } = {}) {
    super(message);
    Object.assign(this, { kind, hint, status, code, wait });
  }

  get passes() {
    return this.kind !== "refused" && this.kind !== "closed";
  }
}

/** Milliseconds until try number `count` (0 is the second) after an error. */
export const pauseBefore = (count, error) => Math.max(PAUSES[Math.min(count, PAUSES.length - 1)], error?.wait ?? 0) * 1000;

/** A name for a message, so that it is answered once however often it is sent. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export class Api {
  #base;
  #language;
  #credential;
  #session;

  /** `credential`: gives the host page's token, or nothing; `again` asks for a new one. */
  constructor({ base, language, credential = async () => "" }) {
    this.#base = base.replace(/\/+$/, "");
    this.#language = language;
    this.#credential = credential;
    this.#session = new Session(this.#base);
  }

  /** Company, contacts and clauses. */
  about() {
    return this.#asSomebody((token) => this.#send("GET", "/about", { token }));
  }

  /** One report; `signal` gives it up. */
  check(body, signal) {
    return this.#asSomebody((token) => this.#send("POST", "/check", { token, body, signal }));
  }

  /** What was said in this tab's conversation, `[{said, messages}]`; empty when there is none any more. */
  async history() {
    const { conversation } = this.#session;
    if (!conversation) return [];
    try {
      const told = await this.#inConversation((token) => this.#send("GET", this.#path(conversation), { token }), conversation);
      return told.exchanges;
    } catch (error) {
      if (isGone(error)) this.#session.drop();
      else if (!error.passes) return [];
      else throw error;
      return [];
    }
  }

  /** `{messages, resting?, began}` for `{text}` or `{payload}`; `began`: the conversation had ended, this one is new. */
  async say(message, key) {
    const before = this.#session.conversation;
    try {
      return { ...(await this.#sayOnce(message, key)), began: false };
    } catch (error) {
      if (!before || !isGone(error)) throw error;
      this.#session.drop();
      return { ...(await this.#sayOnce(message, key)), began: true };
    }
  }

  /** End the conversation, and have its words forgotten where they are held. */
  async leave() {
    const { conversation } = this.#session;
    this.#session.drop();
    if (!conversation) return;
    const path = `/conversations/${encodeURIComponent(conversation.id)}`;
    try {
      await this.#inConversation((token) => this.#send("DELETE", path, { token }), conversation);
    } catch {
      // The service forgets by itself after half an hour.
    }
  }

  #path = ({ id }) => `/conversations/${encodeURIComponent(id)}/messages`;

  async #sayOnce(message, key) {
    if (!this.#session.conversation)
      this.#session.keep(await this.#asSomebody((token) => this.#send("POST", "/conversations", { token, body: {} })));
    const { conversation } = this.#session;
    return this.#inConversation((token) => this.#send("POST", this.#path(conversation), { token, body: message, key }), conversation);
  }

  /** A person whom the host page signed in speaks as such; the conversation's own token is for everybody else. */
  #inConversation(call, conversation) {
    return this.#asSomebody((token) => call(token || conversation.token));
  }

  /** A sign-in that is over is asked for once more. */
  async #asSomebody(call) {
    const token = await this.#ask({ again: false });
    try {
      return await call(token);
    } catch (error) {
      if (!token || error.status !== 401) throw error;
      const fresh = await this.#ask({ again: true });
      if (!fresh || fresh === token) throw error;
      return call(fresh);
    }
  }

  async #ask(how) {
    try {
      return await this.#credential(how);
    } catch {
      throw new ApiError("offline"); // the host page's own server is away
    }
  }

  async #send(method, path, { token, body, key, signal }) {
    const headers = { "Accept-Language": this.#language };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = `Bearer ${token}`;
    if (key) headers["Idempotency-Key"] = key;
    const patience = AbortSignal.timeout(PATIENCE);
    let response;
    let content;
    try {
      response = await fetch(this.#base + path, {
        method, headers, body: body && JSON.stringify(body), signal: signal ? AbortSignal.any([signal, patience]) : patience,
        credentials: "same-origin", cache: "no-store", referrerPolicy: "no-referrer",
      });
      content = response.status === 204 ? {} : await response.json();
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error.name === "TimeoutError") throw new ApiError("slow");
      if (!response) throw new ApiError("offline");
      content = null;
    }
    if (response.ok && content) return content;
    throw fault(response, content?.error ?? {});
  }
}

const isGone = (error) => error.status === 404 || error.code === "C412" || error.code === "C416" || error.code === "C417";

function fault({ status, headers }, { code, message, hint }) {
  const wait = Number(headers.get("Retry-After")) || 0;
  if (status === 429) return new ApiError("busy", { status, code, wait });
  if (status === 401 || (status === 403 && code !== "C417")) return new ApiError("closed", { status, code, message });
  if (status >= 400 && status < 500) return new ApiError("refused", { status, code, message, hint });
  return new ApiError("broken", { status, code, wait });
}
