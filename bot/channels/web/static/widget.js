/**
 * The coach on any page, behind a button in a corner:
 *
 *   <script src="https://coach.example.org/widget.js" data-lang="fr" async></script>
 *
 * Attributes, all optional: those of `<post-coach>` (see coach.js), `data-side` (left or right), and for
 * people whom the page signs in `data-token` (a short-lived JWT) or `data-token-url` (an address of the
 * page that answers {"token": "…"}). Scripts may set `element.token` to a text or an async function.
 *
 * A classic script, so that one line without type="module" is enough; everything else is a module that is
 * loaded when somebody opens the coach.
 */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || customElements.get("post-coach-launcher")) return;
  const WORDS = {
    en: { open: "Posting coach", close: "Close", loading: "One moment…", failed: "The coach cannot be reached.", again: "Try again" },
    fr: { open: "Coach de publication", close: "Fermer", loading: "Un instant…", failed: "Le coach est injoignable.", again: "Réessayer" },
    nl: { open: "Postcoach", close: "Sluiten", loading: "Een ogenblik…", failed: "De coach is onbereikbaar.", again: "Probeer opnieuw" },
  };
  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 1rem; inset-inline-end: 1rem; color-scheme: light dark; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
    :host([data-side="left"]) { inset-inline: 1rem auto; }
    :host([data-theme="light"]) { color-scheme: light; }
    :host([data-theme="dark"]) { color-scheme: dark; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button { font: inherit; cursor: pointer; }
    button:focus-visible { outline: 3px solid light-dark(#1c4f9c, #8db8f5); outline-offset: 3px; }
    .open { display: flex; gap: 0.5rem; align-items: center; min-height: 3rem; padding: 0.5rem 1.125rem; border: 1px solid light-dark(#fff, #0e1c30); border-radius: 1.5rem; background: light-dark(#1c4f9c, #8db8f5); color: light-dark(#fff, #0e1c30); font-weight: 600; box-shadow: 0 2px 10px rgb(0 0 0 / 0.25); }
    .open svg { width: 1.375rem; height: 1.375rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
    .panel { display: flex; flex-direction: column; position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; width: min(30rem, calc(100vw - 2rem)); height: min(46rem, calc(100dvh - 2rem)); border: 1px solid light-dark(#7b8894, #75828e); border-radius: 10px; overflow: hidden; background: light-dark(#eef1f3, #14181d); color: light-dark(#1a242e, #e4e9ed); box-shadow: 0 8px 40px rgb(0 0 0 / 0.35); }
    :host([data-side="left"]) .panel { inset-inline: 1rem auto; }
    .close { position: absolute; z-index: 1; inset-block-start: 0.5rem; inset-inline-end: 0.5rem; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; padding: 0; border: 0; border-radius: 6px; background: light-dark(#eef1f3, #14181d); color: inherit; }
    .close:hover { background: light-dark(#d3dae0, #343d47); }
    .close svg { width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; }
    .body { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; }
    .wait { padding: 1.25rem 3.5rem 1.25rem 1.25rem; margin: 0; }
    .wait button { min-height: 2.75rem; padding: 0.25rem 1rem; border: 1px solid currentColor; border-radius: 6px; background: none; color: inherit; }
    @media (max-width: 30rem), (max-height: 30rem) { .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
    @media print { :host { display: none; } }`;

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const drawing = (path) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  };
  const languageOf = (wished) => wished.map((tag) => String(tag ?? "").slice(0, 2).toLowerCase()).find((tag) => tag in WORDS) ?? "en";

  class Launcher extends HTMLElement {
    token; // of the host page: a text, or a function that gives one
    #coach = null;
    #tries = 0;
    #fetched = null; // the token of data-token-url, or on its way

    connectedCallback() {
      if (this.shadowRoot) return;
      this.language = languageOf([this.dataset.lang, document.documentElement.lang, ...navigator.languages]);
      const words = (this.words = WORDS[this.language]);
      this.lang = this.language;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      const title = this.dataset.title || words.open;
      this.opener = make("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false" }, drawing("M4 4h16v12h-9l-5 4v-4H4zM8 8.5h8M8 12h5"), title);
      this.closer = make("button", { type: "button", class: "close", "aria-label": words.close, title: words.close }, drawing("M5 5l14 14M19 5 5 19"));
      this.body = make("div", { class: "body" });
      this.panel = make("div", { class: "panel", role: "dialog", "aria-label": title, tabindex: "-1" }, this.body, this.closer);
      this.panel.hidden = true;
      this.opener.addEventListener("click", () => this.open());
      this.closer.addEventListener("click", () => this.close());
      this.panel.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
        event.preventDefault();
        this.close();
      });
      root.append(this.opener, this.panel);
    }

    async open() {
      this.panel.hidden = false;
      this.opener.hidden = true;
      this.opener.setAttribute("aria-expanded", "true");
      this.panel.focus();
      if (!this.#coach) await this.#load();
      if (!this.panel.hidden) this.#coach?.focusBox();
    }

    close() {
      this.panel.hidden = true;
      this.opener.hidden = false;
      this.opener.setAttribute("aria-expanded", "false");
      this.opener.focus();
    }

    async #load() {
      this.body.replaceChildren(make("p", { class: "wait", role: "status" }, this.words.loading));
      try {
        // A browser remembers an address that failed; another query makes it ask anew.
        await import(new URL(`coach.js${this.#tries ? `?${this.#tries}` : ""}`, script.src).href);
        const coach = document.createElement("post-coach");
        Object.assign(coach.dataset, this.dataset, { api: this.dataset.api ?? new URL("api/v1", script.src).href, lang: this.language, embedded: "" });
        coach.credential = (how) => this.#credential(how);
        this.body.replaceChildren(coach);
        await coach.ready;
        this.#coach = coach;
      } catch {
        this.#tries += 1;
        const again = make("button", { type: "button" }, this.words.again);
        again.addEventListener("click", () => this.open());
        this.body.replaceChildren(make("p", { class: "wait", role: "alert" }, `${this.words.failed} `, again));
      }
    }

    async #fetchToken(address) {
      try {
        const response = await fetch(address, { credentials: "same-origin", cache: "no-store" });
        return response.ok ? (await response.json()).token : "";
      } catch (error) {
        this.#fetched = null;
        throw error;
      }
    }

    async #credential({ again }) {
      const { token = this.dataset.token } = this;
      if (typeof token === "function") return (await token({ again })) ?? "";
      const { tokenUrl } = this.dataset;
      if (!tokenUrl) return token ?? "";
      if (again || !this.#fetched) this.#fetched = this.#fetchToken(tokenUrl);
      return this.#fetched;
    }
  }

  customElements.define("post-coach-launcher", Launcher);
  const start = () => {
    const launcher = document.createElement("post-coach-launcher");
    Object.assign(launcher.dataset, script.dataset);
    document.body.append(launcher);
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
