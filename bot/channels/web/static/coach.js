/**
 * `<post-coach>`: the posting coach as one element, for its own page or inside another.
 *
 * Attributes, all optional: `data-company`, `data-title` (replaces the title of the page; empty leaves
 * it alone), `data-lang` (en, fr, nl; else the browser's), `data-api` (default /api/v1), `data-tab`
 * (ask or check), `data-theme` (light or dark; else the system's), `data-contacts` (JSON: role →
 * {title: {en…}, reach, slack}), `data-clauses` (JSON: id → {en…}); what is not given of company,
 * contacts and clauses is asked for. Property `credential`: an async function that gives the token of
 * whoever the page signed in. Promise `ready`: its style is there and it can be seen.
 */

import { Api } from "./api.js";
import { AskPanel } from "./ask.js";
import { CheckPanel } from "./check.js";
import { h, logo } from "./dom.js";
import { languageOf, stringsIn } from "./strings.js";

const TABS = ["ask", "check"];
const STYLE = new URL("widget.css", import.meta.url).href;
let sheet = null; // one for all elements of the document

class PostCoach extends HTMLElement {
  #tabs = {};
  #panels = {};
  #ask;
  #check;
  #abort;

  /** Built once: a page that moves the element about must not throw away what was typed in it. */
  connectedCallback() {
    if (!this.shadowRoot) this.#build();
    this.#watchNetwork();
  }

  #build() {
    const { company = "", lang, api = "/api/v1", tab } = this.dataset;
    const language = languageOf([lang, ...navigator.languages]);
    const t = stringsIn(language);
    const words = { t, language, contacts: json(this.dataset.contacts), clauses: json(this.dataset.clauses) };
    const service = new Api({ base: new URL(api, document.baseURI).href, language, credential: this.credential });
    this.#check = new CheckPanel({ api: service, words });
    this.#ask = new AskPanel({ api: service, words, toCheck: () => { this.#open("check"); this.#check.box.focus(); } });
    this.lang = language;
    this.#nameThePage({ t, company, language });
    const root = this.attachShadow({ mode: "open" });
    const name = h("span", { class: "company" }, company);
    const frame = h("div", { class: "coach", hidden: true },
      h("header", { class: "top" }, h("h1", {}, logo(), name, h("span", { class: "name" }, t.coach)), this.#tabList(t)),
      h(this.#isThePage ? "main" : "div", {}, this.#panel("ask", this.#ask.element), this.#panel("check", this.#check.element)));
    root.replaceChildren(frame);
    this.#open(TABS.includes(tab) ? tab : this.#isThePage && location.hash === "#check" ? "check" : "ask");
    this.ready = dressed(root).finally(() => { frame.hidden = false; });
    this.ready.catch(() => {}); // bare, but every word can be read and every button pressed
    if (!this.dataset.clauses) this.#introduce(service, words, name);
    this.#ask.restore();
  }

  /** To where a person types, in the tab that is open. */
  focusBox() {
    (this.#panels.ask.hidden ? this.#check.box : this.#ask.box).focus();
  }

  get #isThePage() {
    return this.parentElement === document.body;
  }

  /** Names and reachable people; the coach works without them too, so a failure is not told. */
  async #introduce(service, words, name) {
    try {
      const { company, contacts, clauses } = await service.about();
      Object.assign(words.contacts, contacts);
      Object.assign(words.clauses, clauses);
      name.textContent ||= company;
    } catch {
      // Clauses are shown by number then.
    }
  }

  disconnectedCallback() {
    this.#abort?.abort();
  }

  /** Only an element that is the page, not one inside another's, may name it. */
  #nameThePage({ t, company, language }) {
    if (!this.#isThePage || this.dataset.title === "") return;
    document.title = this.dataset.title ?? t.title(company);
    document.documentElement.lang = language;
  }

  #tabList(t) {
    const list = h("div", { class: "tabs", role: "tablist", "aria-label": t.tabs });
    for (const name of TABS) {
      this.#tabs[name] = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.#open(name) }, t[name]);
      list.append(this.#tabs[name]);
    }
    list.addEventListener("keydown", (event) => this.#tabKey(event));
    return list;
  }

  #tabKey(event) {
    const now = TABS.findIndex((name) => this.#tabs[name].ariaSelected === "true");
    const last = TABS.length - 1;
    const next = { ArrowRight: (now + 1) % TABS.length, ArrowLeft: (now + last) % TABS.length, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#open(TABS[next]);
    this.#tabs[TABS[next]].focus();
  }

  #panel(name, content) {
    this.#panels[name] = h("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` }, content);
    return this.#panels[name];
  }

  #open(chosen) {
    for (const name of TABS) {
      this.#tabs[name].setAttribute("aria-selected", String(name === chosen));
      this.#tabs[name].tabIndex = name === chosen ? 0 : -1;
      this.#panels[name].hidden = name !== chosen;
    }
  }

  #watchNetwork() {
    this.#abort?.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const tell = () => [this.#ask, this.#check].forEach((panel) => panel.online(navigator.onLine));
    addEventListener("online", tell, { signal });
    addEventListener("offline", tell, { signal });
    tell();
  }
}

/** The style as a sheet of its own: a host page's policy need not allow styles of another origin. */
async function dressed(root) {
  sheet ??= fetch(STYLE, { credentials: "same-origin" }).then(async (response) => {
    if (!response.ok) throw new Error(`${STYLE}: ${response.status}`);
    return new CSSStyleSheet().replace(await response.text());
  });
  try {
    root.adoptedStyleSheets = [await sheet];
  } catch (error) {
    sheet = null;
    throw error;
  }
}

function json(text) {
  try {
    return JSON.parse(text ?? "{}") ?? {};
  } catch {
    return {};
  }
}

customElements.define("post-coach", PostCoach);
