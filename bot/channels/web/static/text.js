/** Places in a text: code points of the API, UTF-16 units of the browser, and edits in between. */

/** The line ends of a textarea: CRLF and CR become LF, as the browser itself does. */
export const plainLines = (text) => text.replace(/\r\n?/g, "\n");

/** JSON cannot carry half an emoji; U+FFFD takes its place without moving any offset. */
export const wellFormed = (text) =>
  text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");

/** How many code points a text has, the unit of every offset in a report. */
export function countPoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** A function from code-point offsets into `text` to UTF-16 offsets, clamped to the text. */
export function unitsOf(text) {
  const units = [0];
  let at = 0;
  for (const point of text) units.push((at += point.length));
  return (offset) => units[Math.max(0, Math.min(offset, units.length - 1))];
}

/**
 * The one stretch that changed between two texts: `before[from:to]` became `length` units.
 * `caret` is where the author stands afterwards; it settles which of two equal letters is new.
 */
export function changeBetween(before, after, caret) {
  const most = Math.min(before.length, after.length);
  let tail = Math.min(after.length - caret, most);
  if (!before.endsWith(after.slice(after.length - tail))) tail = 0;
  let from = 0;
  while (from < most - tail && before[from] === after[from]) from += 1;
  while (tail < most - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from, to: before.length - tail, length: after.length - tail - from };
}

/** Move a range with a change; false when the change went through the range itself. */
export function moveWith(range, change) {
  const by = change.length - (change.to - change.from);
  if (change.from >= range.end) return true;
  if (change.to > range.start) return false;
  range.start += by;
  range.end += by;
  return true;
}

const WORDS = /\s+|[\p{L}\p{M}\p{N}'’_]+|./gsu;
const MOST_CELLS = 16e6; // a draft of 10,000 characters fits

/** Word by word from one text to another, as [kind, text] with kind same, del or ins. */
export function differences(before, after) {
  const a = before.match(WORDS) ?? [];
  const b = after.match(WORDS) ?? [];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const steps = middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const parts = [["same", a.slice(0, head).join("")], ...gathered(steps), ["same", a.slice(a.length - tail).join("")]];
  return parts.filter(([, text]) => text);
}

/** One del and one ins for each stretch of changes; a lone space between two changes belongs to them. */
function gathered(steps) {
  const parts = [];
  let [gone, come] = ["", ""];
  const flush = () => {
    parts.push(["del", gone], ["ins", come]);
    [gone, come] = ["", ""];
  };
  steps.forEach(([kind, word], i) => {
    const within = kind === "same" && !word.trim() && (gone || come) && steps[i + 1] && steps[i + 1][0] !== "same";
    if (kind === "del" || within) gone += word;
    if (kind === "ins" || within) come += word;
    if (kind !== "same" || within) return;
    flush();
    parts.push(["same", word]);
  });
  flush();
  return parts;
}

/** Longest common subsequence of two lists of words. */
function middle(a, b) {
  const wide = b.length + 1;
  if ((a.length + 1) * wide > MOST_CELLS) return [["del", a.join("")], ["ins", b.join("")]];
  const best = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      best[i * wide + j] = a[i] === b[j]
        ? best[(i + 1) * wide + j + 1] + 1
        : Math.max(best[(i + 1) * wide + j], best[i * wide + j + 1]);
  const steps = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) [steps[steps.length], i, j] = [["same", a[i]], i + 1, j + 1];
    else if (j === b.length || (i < a.length && best[(i + 1) * wide + j] >= best[i * wide + j + 1]))
      steps.push(["del", a[i++]]);
    else steps.push(["ins", b[j++]]);
  }
  return steps;
}
