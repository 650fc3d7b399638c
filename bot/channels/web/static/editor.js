/** A textarea with marks under its words, and ranges that move along with what the author types. */

import { h, show } from "./dom.js";
import { changeBetween, moveWith } from "./text.js";

const RANK = ["error", "warning", "suggestion", "protected"];

/**
 * The marks lie in a layer behind a transparent textarea with the same metrics. The layer is in
 * the flow and the textarea covers it, so both grow and scroll as one and need no copying of
 * heights or scroll positions.
 */
export class Editor {
  #box;
  #layer = h("div", { class: "layer sheet", "aria-hidden": "true" });
  #text = "";
  #marks = [];
  #ranges = new Set();
  #changed;
  #limits;
  #lines = {};

  /** `limits`: for a text, `{fold, over, label}`, where a reader stops seeing it and where it is too long. */
  constructor({ box, onchange, limits = () => ({}) }) {
    this.#box = box;
    this.#changed = onchange;
    this.#limits = limits;
    this.element = h("div", { class: "editor" }, h("div", { class: "stack" }, this.#layer, box));
    box.addEventListener("input", () => this.#input());
    this.#draw();
  }

  get text() {
    return this.#text;
  }

  get caret() {
    return this.#box.selectionEnd;
  }

  focus() {
    this.#box.focus();
  }

  /** A live `{start, end, lost}` in UTF-16 units; `lost` once its own words were changed. */
  track(start, end) {
    const range = { start, end, lost: false };
    this.#ranges.add(range);
    return range;
  }

  /** The limits are others now. */
  measure() {
    this.#lines = this.#limits(this.#text);
    this.#draw();
  }

  /** Show these marks, `{kind, label, range}`, and forget every older range. */
  mark(marks, kept) {
    this.#ranges = new Set(kept);
    this.#marks = marks;
    this.#draw();
  }

  /** Tint the words of one range, or of none. */
  point(range) {
    for (const node of this.#layer.querySelectorAll("mark"))
      node.classList.toggle("here", Boolean(range) && node.ranges.includes(range));
  }

  select(range) {
    this.#box.focus({ preventScroll: true });
    this.#box.setSelectionRange(range.start, range.end);
    show([...this.#layer.querySelectorAll("mark")].find((node) => node.ranges.includes(range)));
  }

  /** Put other words in place of a range, in a way that the browser's own undo takes back. */
  replace(range, words) {
    const { start, end } = range;
    this.#box.focus({ preventScroll: true });
    this.#box.setSelectionRange(start, end);
    const done = words
      ? document.execCommand("insertText", false, words)
      : start === end || document.execCommand("delete");
    if (!done) {
      this.#box.setRangeText(words, start, end, "end");
      this.#input();
    }
    this.#box.setSelectionRange(start, start + words.length);
  }

  #input() {
    const text = this.#box.value;
    const change = changeBetween(this.#text, text, this.#box.selectionEnd);
    for (const range of this.#ranges) if (!range.lost) range.lost = !moveWith(range, change);
    this.#text = text;
    this.measure();
    this.#changed();
  }

  /** Cut the text at every end of a mark, so that marks that overlap need no nesting. */
  #draw() {
    const marks = this.#marks.filter((mark) => !mark.range.lost);
    const { fold, over, label } = this.#lines;
    const cuts = new Set([0, this.#text.length, fold ?? 0, over ?? 0]);
    for (const { range } of marks) cuts.add(range.start).add(range.end);
    const places = [...cuts].sort((a, b) => a - b);
    const nodes = [];
    places.forEach((from, i) => {
      const points = marks.filter(({ range }) => range.start === from && range.end === from);
      if (points.length) nodes.push(marked("", points, points));
      if (from === fold) nodes.push(h("i", { class: "fold", "data-label": label }));
      if (i + 1 === places.length) return;
      const words = this.#text.slice(from, places[i + 1]);
      const upon = marks.filter(({ range }) => range.start <= from && range.end > from);
      const node = upon.length ? marked(words, upon, upon.filter(({ range }) => range.start === from)) : words;
      nodes.push(over !== null && over !== undefined && from >= over ? h("span", { class: "over" }, node) : node);
    });
    // A last empty line has no height of its own in a block, though it has in a textarea.
    this.#layer.replaceChildren(...nodes, "\u200b");
  }
}

function marked(words, over, begun) {
  const kind = RANK.find((rank) => over.some((mark) => mark.kind === rank));
  const label = begun.map((mark) => mark.label).filter(Boolean).join(" ");
  const node = h("mark", { class: `mark ${kind}${words ? "" : " point"}`, "data-label": label || null }, words);
  node.ranges = over.map((mark) => mark.range);
  return node;
}
