/** The one thing that the tab remembers from page to page: which conversation it is in. Never a word of anybody. */

/** `place` tells coaches apart that share an origin. Without storage the conversation ends with the page. */
export class Session {
  #name;
  #held = null;

  constructor(place) {
    this.#name = `post-coach ${place}`;
    try {
      const { id, token } = JSON.parse(sessionStorage.getItem(this.#name)) ?? {};
      if (typeof id === "string" && typeof token === "string") this.#held = { id, token };
    } catch {
      // Storage is forbidden here, or holds something else.
    }
  }

  /** `{id, token}`, or null. */
  get conversation() {
    return this.#held;
  }

  keep({ id, token }) {
    this.#held = { id, token };
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(this.#held));
    } catch {
      // As above.
    }
  }

  drop() {
    this.#held = null;
    try {
      sessionStorage.removeItem(this.#name);
    } catch {
      // As above.
    }
  }
}
