/** The conversation: type or press, read cards, lose nothing when the line drops. */

import { newKey, pauseBefore } from "./api.js";
import { copy, h, icon, linked, show } from "./dom.js";
import { findingItem, notCheckedLine, protectedItem, sources, verdictBlock } from "./report.js";

export class AskPanel {
  #api;
  #words;
  #toCheck;
  #queue = Promise.resolve();
  #waiting = 0;
  #round = 0; // counts conversations, so that what was on its way in an older one is dropped
  #sleepers = new Set(); // ends of pauses before another try

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
    this.fresh = h("button", { type: "button", class: "plain", hidden: true, onclick: () => this.#startAnew() }, t.fresh);
    this.told = h("span", { class: "unseen", role: "status" });
    this.element = h("div", { class: "ask" },
      h("div", { class: "welcome" }, h("h2", {}, t.welcome), h("p", {}, t.privacyAsk)), this.starters,
      this.log, this.writing,
      h("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
        this.offline, h("label", { class: "unseen", for: "question" }, t.compose),
        h("div", { class: "field" }, this.box, h("button", { type: "submit", class: "button main round", "aria-label": t.send, title: t.send }, icon("send"))),
        h("div", { class: "under" }, h("p", { class: "quiet hint", id: "send-hint" }, t.sendHint), this.fresh, this.told)));
  }

  /** Tell whether the machine has a network at all. */
  online(is) {
    this.offline.hidden = is;
    if (is) this.#wake();
  }

  /** Show what was said in this tab before the page was loaded anew; nothing of it is announced again. */
  async restore() {
    const round = this.#round;
    const exchanges = await this.#api.history().catch(() => []);
    if (!exchanges.length || round !== this.#round) return;
    this.log.setAttribute("aria-live", "off");
    const nodes = exchanges.flatMap(({ said, messages }) => [said && this.#mine(said), ...messages.map((card) => this.#card(card))]);
    this.log.prepend(...nodes.filter(Boolean));
    this.#begun();
    show(this.log.lastElementChild);
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 1000);
  }

  #begun() {
    this.starters.hidden = true;
    this.fresh.hidden = false;
  }

  #startAnew() {
    this.#round += 1;
    this.#wake();
    this.#queue = Promise.resolve();
    this.#api.leave();
    this.log.replaceChildren();
    this.starters.hidden = false;
    this.fresh.hidden = true;
    this.told.textContent = this.#words.t.freshDone;
    this.box.focus();
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

  #mine(shown) {
    return h("div", { class: "entry mine" }, h("span", { class: "unseen" }, `${this.#words.t.you}: `), h("p", { dir: "auto" }, shown));
  }

  /** Messages go one after another, so that answers keep the order of the questions. */
  #send(message, shown) {
    this.#begun();
    this.told.textContent = "";
    const item = { message, key: newKey(), node: this.#mine(shown), round: this.#round, notice: null, resting: [], rests: 0 };
    this.log.append(item.node);
    show(item.node);
    this.#enqueue(item);
  }

  #enqueue(item) {
    this.#queue = this.#queue.then(() => this.#deliver(item));
  }

  #wait(by) {
    this.#waiting += by;
    this.writing.hidden = !this.#waiting;
  }

  /** Try until it is answered, refused, or no longer wanted; the key keeps a lost answer from being asked for twice. */
  async #deliver(item) {
    for (let tries = 0; item.round === this.#round; tries += 1) {
      this.#wait(1);
      try {
        const answer = await this.#api.say(item.message, item.key).finally(() => this.#wait(-1));
        return void (item.round === this.#round && this.#answered(item, answer));
      } catch (error) {
        if (item.round !== this.#round) return;
        this.#unsent(item, error);
        if (!error.passes) return;
        await this.#pause(pauseBefore(tries, error), item);
      }
    }
  }

  #answered(item, { messages, resting, began }) {
    this.#settle(item);
    const nodes = messages.map((card) => this.#card(card));
    if (began) item.node.before(h("p", { class: "quiet began" }, this.#words.t.began));
    if (resting && item.rests) nodes.length = 0; // it says the same again
    else if (item.resting.length) item.resting[0].replaceWith(...nodes);
    else this.log.append(...nodes);
    if (!resting) item.resting.slice(1).forEach((node) => node.remove());
    else if (nodes.length) item.resting = nodes;
    if (resting) this.#askLater(item);
    show(nodes[0]);
  }

  /** Chat rests, perhaps for a new model: the question is kept and asked again, and nothing waits for it. */
  async #askLater(item) {
    this.#notice(item, this.#words.t.kept);
    await this.#pause(pauseBefore((item.rests += 1)), item);
    if (item.round === this.#round) this.#enqueue(item);
  }

  #unsent(item, error) {
    const { t } = this.#words;
    const reason = error.kind === "refused" && error.message ? error.message : t.errors[error.kind] ?? t.errors.broken;
    const again = h("button", { type: "button", class: "plain", onclick: () => {
      this.box.focus();
      this.#settle(item);
      if (item.wake) item.wake();
      else this.#enqueue(item);
    } }, t.again);
    this.#notice(item, `${t.notSent} ${reason} `, error.passes ? t.retry : error.hint ?? "", " ", again);
    item.node.classList.add("unsent");
  }

  #notice(item, ...words) {
    const text = words.map((word) => word.textContent ?? word).join("");
    if (item.notice?.dataset.says === text) return; // said before: not again
    this.#settle(item);
    item.notice = h("p", { class: "failure", "data-says": text }, icon("warning"), h("span", {}, words));
    item.node.append(item.notice);
    show(item.node);
  }

  #settle(item) {
    item.notice?.remove();
    item.notice = null;
    item.node.classList.remove("unsent");
  }

  #pause(milliseconds, item) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#sleepers.delete(end);
        item.wake = null;
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      item.wake = end;
      this.#sleepers.add(end);
    });
  }

  #wake() {
    for (const end of [...this.#sleepers]) end();
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
