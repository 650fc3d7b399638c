/**
 * `<post-coach>`: the posting coach as one element, for its own page or inside another.
 *
 * Attributes, all optional: `data-company`, `data-title` (replaces the title of the page; empty leaves
 * it alone), `data-lang` (en, fr, nl; else the browser's), `data-api` (default /api/v1), `data-tab`
 * (ask or check), `data-theme` (light or dark; else the system's), `data-contacts` (JSON: role →
 * {title: {en…}, reach, slack}), `data-clauses` (JSON: id → {en…}).
 */

import { Api } from "./api.js";
import { AskPanel } from "./ask.js";
import { CheckPanel } from "./check.js";
import { h } from "./dom.js";
import { languageOf, stringsIn } from "./strings.js";

const TABS = ["ask", "check"];

class PostCoach extends HTMLElement {
  #tabs = {};
  #panels = {};
  #ask;
  #abort;

  connectedCallback() {
    const { company = "", lang, api = "/api/v1", tab } = this.dataset;
    const language = languageOf([lang, ...navigator.languages]);
    const t = stringsIn(language);
    const words = { t, language, contacts: json(this.dataset.contacts), clauses: json(this.dataset.clauses) };
    const service = new Api({ base: api, language });
    const check = new CheckPanel({ api: service, words });
    this.#ask = new AskPanel({ api: service, words, toCheck: () => { this.#open("check"); check.box.focus(); } });
    this.lang = language;
    this.#nameThePage({ t, company, language });
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const frame = h("div", { class: "coach", hidden: true },
      h("header", { class: "top" }, h("h1", {}, this.#logo(), company && h("span", { class: "company" }, company), h("span", { class: "name" }, t.coach)), this.#tabList(t)),
      h("main", {}, this.#panel("ask", this.#ask.element), this.#panel("check", check.element)));
    const sheet = h("link", { rel: "stylesheet", href: new URL("widget.css", import.meta.url).href });
    sheet.addEventListener("load", () => { frame.hidden = false; });
    root.replaceChildren(sheet, frame);
    this.#open(TABS.includes(tab) ? tab : location.hash === "#check" ? "check" : "ask");
    this.#watchNetwork();
  }

  disconnectedCallback() {
    this.#abort?.abort();
  }

  /** Only an element that is the page, not one inside another's, may name it. */
  #nameThePage({ t, company, language }) {
    if (this.parentElement !== document.body || this.dataset.title === "") return;
    document.title = this.dataset.title ?? t.title(company);
    document.documentElement.lang = language;
  }

  #logo() {
    return h("img", { src: new URL("icon.svg", import.meta.url).href, alt: "", width: "28", height: "28" });
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
    const tell = () => this.#ask.online(navigator.onLine);
    addEventListener("online", tell, { signal });
    addEventListener("offline", tell, { signal });
    tell();
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
