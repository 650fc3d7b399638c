/** The conversation: type or press, read cards, lose nothing when the line drops. */

import { copy, h, icon, linked, show } from "./dom.js";
import { findingItem, notCheckedLine, protectedItem, sources, verdictBlock } from "./report.js";

export class AskPanel {
  #api;
  #words;
  #toCheck;
  #queue = Promise.resolve();
  #waiting = 0;

  constructor({ api, words, toCheck }) {
    this.#api = api;
    this.#words = words;
    this.#toCheck = toCheck;
    const { t } = words;
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": t.log });
    this.writing = h("p", { class: "writing-now", hidden: true }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", { class: "unseen" }, t.writing));
    this.offline = h("p", { class: "notice slim", role: "status", hidden: true }, icon("warning"), t.offlineNow);
    this.box = h("textarea", { id: "question", rows: "1", dir: "auto", placeholder: t.placeholder, "aria-describedby": "send-hint", autocomplete: "off", enterkeyhint: "send", onkeydown: (event) => this.#key(event) });
    this.starters = h("div", { class: "starters", role: "group", "aria-label": t.startersLabel },
      t.starters.map((text) => h("button", { type: "button", class: "button chip", onclick: () => this.#send({ text }, text) }, text)));
    this.element = h("div", { class: "ask" },
      h("div", { class: "welcome" }, h("h2", {}, t.welcome), h("p", {}, t.privacyAsk)), this.starters,
      this.log, this.writing,
      h("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
        this.offline, h("label", { class: "unseen", for: "question" }, t.compose),
        h("div", { class: "field" }, this.box, h("button", { type: "submit", class: "button main round", "aria-label": t.send, title: t.send }, icon("send"))),
        h("p", { class: "quiet hint", id: "send-hint" }, t.sendHint)));
  }

  /** Tell whether the machine has a network at all. */
  online(is) {
    this.offline.hidden = is;
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text) return;
    this.box.value = "";
    this.#send({ text }, text);
  }

  /** Messages go one after another, so that answers keep the order of the questions. */
  #send(message, shown) {
    this.starters.hidden = true;
    const { t } = this.#words;
    const entry = h("div", { class: "entry mine" }, h("span", { class: "unseen" }, `${t.you}: `), h("p", { dir: "auto" }, shown));
    this.log.append(entry);
    show(entry);
    this.#enqueue(message, entry);
  }

  #enqueue(message, entry) {
    this.#wait(1);
    this.#queue = this.#queue.then(() => this.#deliver(message, entry)).finally(() => this.#wait(-1));
  }

  #wait(by) {
    this.#waiting += by;
    this.writing.hidden = !this.#waiting;
  }

  async #deliver(message, entry) {
    try {
      const cards = await this.#api.say(message);
      const nodes = cards.map((card) => this.#card(card));
      this.log.append(...nodes);
      show(nodes[0]);
    } catch (error) {
      this.#unsent(message, entry, error);
    }
  }

  #unsent(message, entry, error) {
    const { t } = this.#words;
    const reason = error.kind === "refused" && error.message ? error.message : t.errors[error.kind] ?? t.errors.broken;
    const again = h("button", { type: "button", class: "plain", onclick: () => {
      notice.remove();
      entry.classList.remove("unsent");
      this.box.focus();
      this.#enqueue(message, entry);
    } }, t.again);
    const notice = h("p", { class: "failure" }, icon("warning"), h("span", {}, `${t.notSent} ${reason} `, error.hint ?? "", " ", again));
    entry.classList.add("unsent");
    entry.append(notice);
    show(entry);
  }

  #card(card) {
    const { t } = this.#words;
    return h("div", { class: `entry card ${card.kind}`, lang: card.language }, h("span", { class: "unseen" }, `${t.bot}: `), this.#body(card), this.#buttons(card));
  }

  #body(card) {
    const words = { ...this.#words, reportLanguage: card.report?.language ?? card.language };
    const { t } = words;
    if (card.kind === "report" && card.report) return reportBody(card, words);
    const { said, from } = apart(card, words);
    if (card.kind === "passage") {
      const quoted = said.some(isQuote);
      const label = h("p", { class: "kind" }, icon("clause"), h("strong", {}, t.passage), " ", quoted ? null : t.passageNote);
      return [label, said.map((text) => (quoted && !isQuote(text) ? paragraph(text) : h("blockquote", {}, paragraph(text)))), from];
    }
    const label = card.kind === "hand_over" ? h("p", { class: "kind" }, icon("person"), h("strong", {}, t.person)) : null;
    const open = card.kind === "ask_for_draft" ? h("p", {}, h("button", { type: "button", class: "button", onclick: this.#toCheck }, t.openCheck)) : null;
    return [label, said.map(paragraph), open, from];
  }

  #buttons(card) {
    if (!card.buttons?.length) return null;
    return h("div", { class: "row buttons", role: "group" }, card.buttons.map(({ title, payload }) =>
      h("button", { type: "button", class: "button", onclick: () => this.#send({ payload }, title) }, title)));
  }
}

const isQuote = (text) => /^[“«"]/.test(text);
const paragraph = (text) => h("p", { class: "words", dir: "auto" }, linked(text));

/** The paragraphs of a card, and where they come from: in the card's own last words, or from its fields. */
function apart(card, words) {
  const said = (card.text ?? "").split(/\n{2,}/).filter(Boolean);
  const named = card.clause && said.length > 1 && said.at(-1).split(/\W+/).includes(card.clause);
  const last = named ? h("p", { class: "sources" }, h("span", { class: "source" }, icon("clause"), h("span", {}, linked(said.pop())))) : null;
  const reach = words.contacts[card.contact]?.reach;
  const reached = last || (reach && card.text.includes(reach));
  return { said, from: [last, sources(last ? null : card.clause, reached ? null : card.contact, words)] };
}

/** Findings in the conversation are only read: the draft itself is not on the page there. */
function reportBody(card, words) {
  const { report } = card;
  const { t } = words;
  return [
    verdictBlock(report, { ...words, level: "h3" }),
    report.findings.length > 0 && h("ol", { class: "findings", role: "list" }, report.findings.map((finding, i) => findingItem(finding, i + 1, words))),
    report.protected.length > 0 && h("ul", { class: "rights", role: "list" }, report.protected.map((passage) => protectedItem(passage, words))),
    report.rewrite && rewritten(report.rewrite, words),
    h("footer", { class: "quiet" }, notCheckedLine(report, t)),
  ];
}

function rewritten(text, { t, reportLanguage }) {
  const done = h("span", { class: "quiet", role: "status" });
  const again = async () => done.replaceChildren((await copy(text)) ? t.copied : t.notCopied);
  return h("div", { class: "rewritten", lang: reportLanguage }, h("h4", {}, t.rewrite), h("p", { class: "side", dir: "auto" }, text),
    h("p", { class: "row" }, h("button", { type: "button", class: "button small", onclick: again }, t.copyText), " ", done));
}
