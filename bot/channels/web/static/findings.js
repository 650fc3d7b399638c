/** The list of findings beside a draft: its marks, its keyboard, and its place under the reader. */

import { h, icon, show } from "./dom.js";
import { findingItem, notCheckedLine, protectedItem, rewriteBlock, verdictBlock } from "./report.js";
import { plainLines, unitsOf } from "./text.js";

const KINDS = ["error", "warning", "suggestion"];

export class FindingsView {
  #words;
  #editor;
  #acts;
  #report = null;
  #places = new Map(); // finding, passage or fix → its range in the draft

  /** `acts`: use(range, words), useText(words), answer(question, value), takeBack(id), again(). */
  constructor({ words, editor, acts }) {
    this.#words = words;
    this.#editor = editor;
    this.#acts = acts;
    this.list = h("section", {
      class: "results", "aria-label": words.t.results,
      onkeydown: (event) => this.#key(event), onfocusin: (event) => this.#pointAtFocus(event),
    });
    this.below = h("div", { class: "below" });
    this.intro();
  }

  /** What the reader sees before there is a draft. */
  intro() {
    const { t } = this.#words;
    const sample = (kind, name) => h("li", {}, icon(kind), h("span", { class: `mark ${kind}` }, name));
    this.#clear(h("div", { class: "intro" },
      h("h2", {}, t.intro), h("p", {}, t.introMore), h("h3", {}, t.legend),
      h("ul", { role: "list" }, KINDS.map((kind) => sample(kind, t.severities[kind])), sample("protected", t.protectedShort))));
  }

  /** A check that failed must never look like a clear one: marks and findings go. */
  failed(reason, hint) {
    const { t } = this.#words;
    const told = h("p", {}, reason, hint ? ` ${hint}` : "");
    if (this.list.querySelector(".notice p")?.textContent === told.textContent) return; // said before: not again
    this.#clear(h("div", { class: "notice" }, icon("warning"), h("div", {},
      h("h2", { class: "says", tabindex: "-1" }, t.failed), told,
      h("button", { type: "button", class: "button", onclick: this.#acts.again }, t.again))));
  }

  #clear(content) {
    this.#report = null;
    this.#places.clear();
    this.#editor.mark([], []);
    this.list.replaceChildren(content);
    this.below.replaceChildren();
  }

  /** Show a report about `text`; `answers` are what the author said so far. */
  show(report, text, answers) {
    const focus = this.#focused();
    const at = unitsOf(text);
    const marks = [];
    this.#report = report;
    this.#places = new Map();
    const place = (thing) => this.#places.set(thing, this.#editor.track(at(thing.start), at(thing.end))).get(thing);
    report.findings.forEach((finding, i) => {
      marks.push({ kind: finding.severity, label: String(i + 1), range: place(finding) });
      finding.fixes.forEach(place);
    });
    for (const passage of report.protected) marks.push({ kind: "protected", label: "", range: place(passage) });
    this.#editor.mark(marks, this.#places.values());
    this.#draw(report, text, answers);
    this.#refocus(focus);
  }

  #draw(report, text, answers) {
    const words = { ...this.#words, reportLanguage: report.language };
    const { t } = words;
    const rewrite = report.rewrite === null || plainLines(report.rewrite) === text ? null : plainLines(report.rewrite);
    const parts = [
      verdictBlock(report, words, rewrite !== null && this.#jump(t)),
      answers.size > 0 && this.#answered(answers),
      report.findings.length > 0 && h("ol", { class: "findings", role: "list" }, report.findings.map((finding, i) =>
        findingItem(finding, i + 1, words, {
          select: () => this.#select(finding),
          use: (fix) => this.#acts.use(this.#places.get(fix), plainLines(fix.replacement)),
          answer: this.#acts.answer,
        }))),
      report.protected.length > 0 && h("ul", { class: "rights", role: "list" }, report.protected.map((passage) =>
        protectedItem(passage, words, () => this.#select(passage)))),
      h("footer", { class: "quiet" }, notCheckedLine(report, t), h("p", {}, `${t.policy} ${report.policy_version}`)),
    ];
    this.list.replaceChildren(...parts.filter(Boolean));
    this.below.classList.remove("old");
    this.below.replaceChildren(...(rewrite === null ? [] : [
      rewriteBlock(text, rewrite, words, { use: () => this.#acts.useText(rewrite), note: t.rewriteNote })]));
  }

  #answered(answers) {
    const { t } = this.#words;
    return h("ul", { class: "answered", role: "list", "aria-label": t.answered }, [...answers].map(([id, { text, value }]) =>
      h("li", {}, h("span", {}, `${t.answered}: ${text} `, h("strong", {}, value ? t.yes : t.no)), " ",
        h("button", { type: "button", class: "plain", "data-key": `back-${id}`, onclick: () => this.#acts.takeBack(id) }, t.change))));
  }

  /** The author typed: findings whose own words changed say so until the next report. */
  edited() {
    for (const finding of this.#report?.findings ?? [])
      this.#item(finding)?.classList.toggle("lost", this.#places.get(finding).lost);
    this.below.classList.add("old");
    const useText = this.below.querySelector('[data-key="use-text"]');
    if (useText) useText.disabled = true;
  }

  #select(thing) {
    const range = this.#places.get(thing);
    if (range.lost) return;
    this.#editor.select(range);
    this.#point(thing);
  }

  #jump(t) {
    const toRewrite = () => {
      const title = this.below.querySelector("h2");
      title.focus({ preventScroll: true });
      show(title, "start");
    };
    return h("p", {}, h("button", { type: "button", class: "plain", "data-key": "jump", onclick: toRewrite }, t.toRewrite));
  }

  // ---- from mark to finding and back

  #item(finding) {
    return [...this.list.querySelectorAll(".finding")].find((item) => item.dataset.id === finding?.id);
  }

  #point(thing) {
    this.#editor.point(thing ? this.#places.get(thing) : null);
    for (const item of this.list.querySelectorAll(".finding")) item.classList.toggle("here", item.dataset.id === thing?.id);
  }

  #atCaret() {
    const { caret } = this.#editor;
    return this.#report?.findings.find((finding) => {
      const { start, end, lost } = this.#places.get(finding);
      return !lost && start <= caret && caret <= end;
    });
  }

  /** Light up the finding under the caret, without taking the caret away. */
  pointAtCaret() {
    const finding = this.#atCaret();
    this.#point(finding);
    if (finding && matchMedia("(min-width: 60rem)").matches) show(this.#item(finding));
  }

  #pointAtFocus(event) {
    const id = event.target.closest(".finding")?.dataset.id;
    this.#point(this.#report?.findings.find((finding) => finding.id === id));
  }

  /** To the finding under the caret, else to the next one after it, else to the first. */
  focusFromCaret() {
    const findings = this.#report?.findings ?? [];
    const next = findings.find((finding) => this.#places.get(finding).start >= this.#editor.caret);
    this.#focus(this.#atCaret() ?? next ?? findings[0]);
  }

  #key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.#editor.focus();
    } else if (event.key === "F8" && this.#report?.findings.length) {
      event.preventDefault();
      const { findings } = this.#report;
      const now = findings.findIndex((finding) => finding.id === event.target.closest(".finding")?.dataset.id);
      const next = now < 0 ? 0 : (now + (event.shiftKey ? -1 : 1) + findings.length) % findings.length;
      this.#focus(findings[next]);
    }
  }

  #focus(finding) {
    const item = this.#item(finding);
    item?.querySelector(".head").focus({ preventScroll: true });
    show(item);
  }

  /** Where the keyboard is in the list, so that a new list does not throw it out. */
  #focused() {
    const active = this.list.getRootNode().activeElement;
    if (!active || !(this.list.contains(active) || this.below.contains(active))) return null;
    return { id: active.closest(".finding")?.dataset.id, key: active.dataset.key };
  }

  #refocus(focus) {
    if (!focus) return;
    const item = focus.id && this.#item(focus);
    const places = item ? [item] : [this.list, this.below];
    const keyed = places.flatMap((place) => [...place.querySelectorAll("[data-key]")]);
    const same = focus.id && !item ? null : keyed.find((node) => node.dataset.key === focus.key);
    (same ?? item?.querySelector(".head") ?? this.list.querySelector(".says")).focus({ preventScroll: true });
  }
}
