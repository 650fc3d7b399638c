/** The coach's API: check a draft, hold a conversation; every failure becomes one kind of error. */

const PATIENCE = 30_000; // milliseconds

/** What went wrong, as a person may read it. `kind`: offline, slow, refused or broken. */
export class ApiError extends Error {
  constructor(kind, { message = "", hint = "", status = 0 } = {}) {
    super(message);
    Object.assign(this, { kind, hint, status });
  }
}

export class Api {
  #base;
  #language;
  #conversation = null;

  constructor({ base, language }) {
    this.#base = base.replace(/\/+$/, "");
    this.#language = language;
  }

  /** One report; `signal` gives it up. */
  check(body, signal) {
    return this.#post("/check", body, { signal });
  }

  /** The cards that answer `{text}` or `{payload}`; a conversation that ended starts anew unseen. */
  async say(message) {
    try {
      return await this.#sayOnce(message);
    } catch (error) {
      if (error.status !== 401 && error.status !== 404) throw error;
      this.#conversation = null;
      return this.#sayOnce(message);
    }
  }

  async #sayOnce(message) {
    this.#conversation ??= await this.#post("/conversations", {});
    const { id, token } = this.#conversation;
    const answer = await this.#post(`/conversations/${encodeURIComponent(id)}/messages`, message, { token });
    return answer.messages ?? [];
  }

  async #post(path, body, { token, signal } = {}) {
    const headers = { "Content-Type": "application/json", "Accept-Language": this.#language };
    if (token) headers.Authorization = `Bearer ${token}`;
    const patience = AbortSignal.timeout(PATIENCE);
    let response;
    let content;
    try {
      response = await fetch(this.#base + path, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
        credentials: "same-origin",
        cache: "no-store",
      });
      content = await response.json();
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error.name === "TimeoutError") throw new ApiError("slow");
      if (!response) throw new ApiError("offline");
      content = null;
    }
    if (response.ok && content) return content;
    const { message, hint } = content?.error ?? {};
    const kind = response.status >= 400 && response.status < 500 ? "refused" : "broken";
    throw new ApiError(kind, { message: kind === "refused" ? message : "", hint, status: response.status });
  }
}
