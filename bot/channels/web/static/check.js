/** The draft box: write, see the marks, read why, take other words. */

import { h, show } from "./dom.js";
import { Editor } from "./editor.js";
import { FindingsView } from "./findings.js";
import { summary } from "./report.js";
import { countPoints, wellFormed } from "./text.js";

const PAUSE = 400; // milliseconds after the last key

export class CheckPanel {
  #api;
  #t;
  #editor;
  #view;
  #answers = new Map(); // question id → {text, value}
  #timer = 0;
  #running = null;

  constructor({ api, words }) {
    const { t } = words;
    this.#api = api;
    this.#t = t;
    this.box = h("textarea", {
      id: "draft", class: "sheet", dir: "auto", rows: "1", placeholder: t.draftPlaceholder, autocomplete: "off",
      "aria-describedby": "draft-privacy draft-keys", onkeydown: (event) => this.#key(event),
      onkeyup: () => this.#view.pointAtCaret(), onclick: () => this.#view.pointAtCaret(),
    });
    this.#editor = new Editor({ box: this.box, onchange: () => this.#edited() });
    this.#view = new FindingsView({ words, editor: this.#editor, acts: {
      use: (range, replacement) => this.#use(range, replacement),
      useText: (text) => this.#useText(text),
      answer: ({ id, text }, value) => { this.#answers.set(id, { text, value }); this.#checkSoon(0); },
      takeBack: (id) => { this.#answers.delete(id); this.#checkSoon(0); },
      again: () => this.#checkSoon(0),
    } });
    this.count = h("span", { class: "count" }, t.counted(0));
    this.busy = h("span", { class: "busy", hidden: true }, t.checking);
    this.note = h("span", { class: "note", role: "status" });
    this.status = h("p", { class: "unseen", role: "status" });
    this.element = h("div", { class: "check" }, this.#writing(), this.#view.list, this.#view.below, this.status);
  }

  #writing() {
    const t = this.#t;
    this.platform = this.#choice("platform", t.platforms);
    this.account = this.#choice("account", t.accounts);
    return h("div", { class: "writing" },
      h("div", { class: "choices" },
        h("label", { for: "platform" }, t.platform), this.platform, h("label", { for: "account" }, t.account), this.account),
      h("div", { class: "paper" },
        h("label", { class: "unseen", for: "draft" }, t.draft), this.#editor.element,
        h("div", { class: "foot" }, this.count, this.busy, this.note,
          h("button", { type: "button", class: "button main", id: "check-now", onclick: () => this.#checkSoon(0) }, t.checkNow))),
      h("p", { class: "quiet", id: "draft-privacy" }, t.privacy),
      h("p", { class: "quiet keys", id: "draft-keys" }, h("kbd", {}, "F8"), ` ${t.keys}`));
  }

  #choice(id, options) {
    return h("select", { id, onchange: () => this.#checkSoon(0) }, Object.entries(options).map(([value, name]) => h("option", { value }, name)));
  }

  #edited() {
    this.count.textContent = this.#t.counted(countPoints(this.#editor.text));
    this.note.textContent = "";
    this.#view.edited();
    this.#checkSoon(PAUSE);
  }

  /** Whatever was on its way is about an older text, so it is given up at once. */
  #checkSoon(pause) {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
    this.busy.hidden = true;
    if (!this.#editor.text.trim()) {
      this.#answers.clear();
      this.#say("");
      this.#view.intro();
    } else this.#timer = setTimeout(() => this.#check(), pause);
  }

  async #check() {
    const run = (this.#running = new AbortController());
    const text = this.#editor.text;
    const answers = Object.fromEntries([...this.#answers].map(([id, { value }]) => [id, value]));
    const body = { text: wellFormed(text), platform: this.platform.value, account: this.account.value, answers };
    this.busy.hidden = false;
    try {
      const report = await this.#api.check(body, run.signal);
      if (this.#running === run) this.#found(report, text);
    } catch (error) {
      if (this.#running === run) this.#failed(error);
    }
    if (this.#running !== run) return;
    this.#running = null;
    this.busy.hidden = true;
  }

  #found(report, text) {
    this.#view.show(report, text, this.#answers);
    this.#say([this.#t.verdicts[report.verdict], summary(report, this.#t)].filter(Boolean).join(". "));
  }

  #failed(error) {
    const own = this.#t.errors[error.kind] ?? this.#t.errors.broken;
    const reason = (error.kind === "refused" && error.message) || own;
    this.#view.failed(reason, error.hint);
    this.#say(`${this.#t.failed} ${reason}`);
  }

  #say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  #use(range, replacement) {
    if (range.lost) return void (this.note.textContent = this.#t.gone);
    this.#editor.replace(range, replacement);
    this.#applied();
  }

  #useText(text) {
    this.#editor.replace({ start: 0, end: this.#editor.text.length }, text);
    this.box.setSelectionRange(text.length, text.length);
    show(this.element, "start");
    this.#applied();
  }

  #applied() {
    this.#checkSoon(0);
    const key = /Mac|iP/.test(navigator.platform) ? "⌘ Z" : "Ctrl + Z";
    this.note.textContent = this.#t.applied(key);
  }

  #key(event) {
    if (event.key === "F8") {
      event.preventDefault();
      this.#view.focusFromCaret();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#checkSoon(0);
    }
  }
}
