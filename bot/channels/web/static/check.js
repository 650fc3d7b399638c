/** The draft box: write, see the marks, read why, take other words. */

import { ApiError, pauseBefore } from "./api.js";
import { h, icon, show } from "./dom.js";
import { Editor } from "./editor.js";
import { FindingsView } from "./findings.js";
import { measure } from "./platforms.js";
import { summary } from "./report.js";
import { countPoints, wellFormed } from "./text.js";

const PAUSE = 400; // milliseconds after the last key
const SLOW = 3000; // milliseconds until it is told that a check takes long
const LONGEST = 10_000; // code points that the service reads
const SHOWN_BEFORE_FOLD = 24; // characters quoted of what a reader sees last

export class CheckPanel {
  #api;
  #t;
  #editor;
  #view;
  #answers = new Map(); // question id → {text, value}
  #timer = 0;
  #running = null;
  #tries = 0;
  #failing = false;

  constructor({ api, words }) {
    const { t } = words;
    this.#api = api;
    this.#t = t;
    this.box = h("textarea", {
      id: "draft", class: "sheet", dir: "auto", rows: "1", placeholder: t.draftPlaceholder, autocomplete: "off",
      "aria-describedby": "draft-fold draft-privacy draft-keys", onkeydown: (event) => this.#key(event),
      onkeyup: () => this.#view.pointAtCaret(), onclick: () => this.#view.pointAtCaret(),
    });
    this.#editor = new Editor({ box: this.box, onchange: () => this.#edited(), limits: (text) => this.#measured(text) });
    this.#view = new FindingsView({ words, editor: this.#editor, acts: {
      use: (range, replacement) => this.#use(range, replacement),
      useText: (text) => this.#useText(text),
      answer: ({ id, text }, value) => { this.#answers.set(id, { text, value }); this.#checkSoon(0); },
      takeBack: (id) => { this.#answers.delete(id); this.#checkSoon(0); },
      again: () => this.#checkSoon(0),
    } });
    this.count = h("span", { class: "count" });
    this.fold = h("p", { class: "quiet", id: "draft-fold" });
    this.undo = h("button", { type: "button", class: "plain", hidden: true, onclick: () => this.#takeBack() }, t.undo);
    this.busy = h("span", { class: "busy", hidden: true }, t.checking);
    this.note = h("span", { class: "note", role: "status" });
    this.status = h("p", { class: "unseen", role: "status" });
    this.element = h("div", { class: "check" }, this.#writing(), this.#view.list, this.#view.below, this.status);
    this.#editor.measure();
  }

  /** A network that comes back ends the pause before another try. */
  online(is) {
    if (is && this.#failing) this.#checkSoon(0);
  }

  #writing() {
    const t = this.#t;
    this.platform = this.#choice("platform", t.platforms);
    this.platform.addEventListener("change", () => this.#editor.measure());
    this.account = this.#choice("account", t.accounts);
    return h("div", { class: "writing" },
      h("div", { class: "choices" },
        h("label", { for: "platform" }, t.platform), this.platform, h("label", { for: "account" }, t.account), this.account),
      h("div", { class: "paper" },
        h("label", { class: "unseen", for: "draft" }, t.draft), this.#editor.element,
        h("div", { class: "foot" }, this.count, this.busy, this.note, this.undo,
          h("button", { type: "button", class: "button main", id: "check-now", onclick: () => this.#checkSoon(0) }, t.checkNow))),
      this.fold, h("p", { class: "quiet", id: "draft-privacy" }, t.privacy),
      h("p", { class: "quiet keys", id: "draft-keys" }, h("kbd", {}, "F8"), ` ${t.keys}`));
  }

  #choice(id, options) {
    return h("select", { id, onchange: () => this.#checkSoon(0) }, Object.entries(options).map(([value, name]) => h("option", { value }, name)));
  }

  #edited() {
    this.note.textContent = "";
    this.undo.hidden = true;
    this.#tries = 0;
    this.#view.edited();
    this.#checkSoon(PAUSE);
  }

  /** Tell length and limits as the chosen platform counts, and where they lie in the text. */
  #measured(text) {
    const t = this.#t;
    const platform = t.platforms[this.platform.value];
    const { count, limit, over, fold } = measure(text, this.platform.value);
    const excess = limit !== null && count > limit;
    this.count.classList.toggle("excess", excess);
    this.count.replaceChildren(...(excess ? [icon("error")] : []), limit === null ? t.counted(count) : t.countedOf(count, limit),
      ...(excess ? [h("strong", {}, ` · ${t.excess(count - limit)}`)] : []));
    const last = [...text.slice(0, fold ?? 0)].slice(-SHOWN_BEFORE_FOLD).join("").replace(/\s+/g, " ");
    this.fold.textContent = fold === null ? "" : t.fold(platform, last);
    return { fold, over, label: t.seeMore };
  }

  /** Whatever was on its way is about an older text, so it is given up at once. */
  #checkSoon(pause) {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
    this.#failing = false;
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
    if (text.length > LONGEST && countPoints(text) > LONGEST) return this.#failed(new ApiError("refused", { message: this.#t.tooLong(LONGEST) }));
    const answers = Object.fromEntries([...this.#answers].map(([id, { value }]) => [id, value]));
    const body = { text: wellFormed(text), platform: this.platform.value, account: this.account.value, answers };
    this.busy.textContent = this.#t.checking;
    this.busy.hidden = false;
    const slow = setTimeout(() => { if (this.#running === run) this.busy.textContent = this.#t.slowly; }, SLOW);
    try {
      const report = await this.#api.check(body, run.signal);
      if (this.#running === run) this.#found(report, text);
    } catch (error) {
      if (this.#running === run) this.#failed(error);
    }
    clearTimeout(slow);
    if (this.#running !== run) return;
    this.#running = null;
    this.busy.hidden = true;
  }

  #found(report, text) {
    this.#tries = 0;
    this.#view.show(report, text, this.#answers);
    this.#say([this.#t.verdicts[report.verdict], summary(report, this.#t)].filter(Boolean).join(". "));
  }

  #failed(error) {
    const own = this.#t.errors[error.kind] ?? this.#t.errors.broken;
    const reason = (error.kind === "refused" && error.message) || own;
    const next = error.passes ? this.#t.retry : error.hint;
    this.#view.failed(reason, next);
    this.#say(`${this.#t.failed} ${reason}`);
    this.#failing = error.passes;
    if (error.passes) this.#timer = setTimeout(() => this.#check(), pauseBefore(this.#tries++, error));
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
    this.undo.hidden = false;
  }

  /** What Ctrl + Z does, for whoever has no such key. */
  #takeBack() {
    this.#editor.focus();
    document.execCommand("undo");
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
