/** A report as things to read and press. Works in the draft box, and read-only in the conversation. */

import { away, copy, h, icon, linked } from "./dom.js";
import { differences } from "./text.js";

const VERDICT_ICON = { clear: "clear", ask: "ask", revise: "warning", stop: "error" };

/** Where to go with a question: the role, and how to reach it when the page was told. */
export function contactLine(key, { t, contacts, language }) {
  if (!key) return null;
  const known = contacts[key] ?? {};
  const title = known.title?.[language] ?? known.title?.en ?? key.replaceAll("_", " ");
  const ways = [known.reach && away(known.reach, known.reach), known.slack].filter(Boolean);
  return h("span", { class: "source contact" }, icon("person"), h("span", {}, `${t.contact}: ${title}`, ways.map((way) => [" · ", way])));
}

/** The clause by number and, when the page was told, by title. */
export function clauseLine(id, { t, clauses, language }) {
  if (!id) return null;
  const title = clauses[id]?.[language] ?? clauses[id]?.en;
  return h("span", { class: "source clause" }, icon("clause"), h("span", {}, `${t.clause} ${id}${title ? `, ${title}` : ""}`));
}

export const sources = (clause, contact, words) =>
  clause || contact ? h("p", { class: "sources" }, clauseLine(clause, words), " ", contactLine(contact, words)) : null;

/** How many findings of each severity, in words. */
export function summary(report, t) {
  const count = (severity) => report.findings.filter((finding) => finding.severity === severity).length;
  return t.counts(count("error"), count("warning"), count("suggestion"));
}

/** The outcome in one line, and what it rests on. */
export function verdictBlock(report, { t, level = "h2" }, ...below) {
  const more = { clear: report.findings.length ? t.clearHints : t.clearMore, ask: t.askMore }[report.verdict];
  const counts = summary(report, t);
  return h("header", { class: `verdict ${report.verdict}` },
    icon(VERDICT_ICON[report.verdict] ?? "ask"),
    h("div", {},
      h(level, { class: "says", tabindex: "-1" }, t.verdicts[report.verdict] ?? report.verdict),
      h("p", {}, [more, counts && report.verdict !== "clear" ? `${counts}.` : ""].filter(Boolean).join(" ")),
      below,
      report.partial && h("p", { class: "partial" }, icon("warning"), t.partial)));
}

/** What the coach cannot see, under every verdict. */
export function notCheckedLine(report, t) {
  if (!report.not_checked?.length) return null;
  const things = report.not_checked.map((thing) => t.unchecked[thing] ?? thing);
  return h("p", { class: "unchecked" }, h("strong", {}, `${t.notChecked}: `), `${things.join(", ")}.`);
}

/** `acts`: select, use(fix), answer(question, value); without them the finding is only read. */
export function findingItem(finding, number, words, acts = {}) {
  const { t } = words;
  const lang = words.reportLanguage;
  const quote = finding.quote ? h("q", { class: "quote", dir: "auto" }, finding.quote) : h("span", { class: "quote" }, t.wholeDraft);
  const head = [
    number && h("span", { class: "number" }, String(number)),
    h("span", { class: "severity" }, icon(finding.severity), t.severities[finding.severity]),
    " ", quote,
  ];
  return h("li", { class: `finding ${finding.severity}`, "data-id": finding.id },
    acts.select
      ? h("button", { type: "button", class: "head", title: t.goTo, "data-key": "go", onclick: acts.select }, head)
      : h("p", { class: "head" }, head),
    h("div", { class: "body" },
      h("p", { class: "message", lang, dir: "auto" }, linked(finding.message)),
      finding.why && h("p", { class: "because", lang, dir: "auto" }, h("strong", {}, `${t.why}: `), linked(finding.why)),
      finding.question && questionBlock(finding, words, acts),
      finding.fixes?.length > 0 && h("ul", { class: "fixes", role: "list" }, finding.fixes.map((fix, i) => fixItem(fix, i, words, acts))),
      sources(finding.clause, finding.contact, words),
      acts.select && finding.trace?.length > 0 && h("details", {},
        h("summary", { "data-key": "trace" }, t.trace), h("ol", { class: "trace" }, finding.trace.map((step) => h("li", {}, String(step))))),
      acts.select && h("p", { class: "moved" }, t.moved)));
}

function questionBlock(finding, { t, reportLanguage }, { answer }) {
  const { id, text } = finding.question;
  const label = `question-${finding.id}`;
  const button = (value, word) =>
    h("button", { type: "button", class: "button small", "data-key": `answer-${value}`, onclick: () => answer(finding.question, value) }, word);
  return h("div", { class: "question", role: "group", "aria-labelledby": label, "data-question": id },
    h("p", { id: label, lang: reportLanguage }, icon("ask"), text),
    answer && h("p", { class: "row" }, button(true, t.yes), " ", button(false, t.no)));
}

function fixItem(fix, i, { t }, { use }) {
  const words = fix.replacement ? h("ins", { class: "wording", dir: "auto" }, fix.replacement) : null;
  const verb = fix.replacement ? t.use : t.drop;
  const repeats = fix.replacement && fix.label?.includes(fix.replacement);
  const label = fix.label && !repeats ? h("span", { class: "label" }, fix.label) : null;
  return h("li", {}, h("div", {}, label, words ?? (label ? null : h("span", { class: "label" }, t.drop))),
    use && h("button", { type: "button", class: "button small", "data-key": `fix-${i}`, onclick: () => use(fix) }, verb));
}

/** Speech that the law protects, shown as a right and not as a fault. */
export function protectedItem(passage, words, select) {
  return h("li", { class: "right" }, icon("protected"), h("div", {},
    h("p", { class: "says" }, h("strong", {}, words.t.protectedTitle), " ",
      select
        ? h("button", { type: "button", class: "quote plain", title: words.t.goTo, onclick: select }, h("q", { dir: "auto" }, passage.quote))
        : h("q", { class: "quote", dir: "auto" }, passage.quote)),
    h("p", { lang: words.reportLanguage }, linked(passage.reply))));
}

/** Both texts side by side, what left and what came marked in each. */
export function rewriteBlock(before, after, { t, reportLanguage }, { use, note } = {}) {
  const parts = differences(before, after);
  const side = (drop, tag) => parts.filter(([kind]) => kind !== drop).map(([kind, text]) =>
    kind === "same" || !text.trim() ? text : h(tag, {}, text));
  const copied = h("span", { class: "quiet", role: "status" });
  const again = async () => copied.replaceChildren((await copy(after)) ? t.copied : t.notCopied);
  return h("section", { class: "rewrite", "aria-labelledby": "rewrite-title" },
    h("h2", { id: "rewrite-title", tabindex: "-1" }, t.rewrite), note && h("p", { class: "quiet" }, note),
    h("div", { class: "sides" },
      h("div", {}, h("h3", {}, t.before), h("p", { class: "side", dir: "auto" }, side("ins", "del"))),
      h("div", { lang: reportLanguage }, h("h3", {}, t.after), h("p", { class: "side", dir: "auto" }, side("del", "ins")))),
    h("p", { class: "row" },
      use && h("button", { type: "button", class: "button main", "data-key": "use-text", onclick: use }, t.useText), " ",
      h("button", { type: "button", class: "button", "data-key": "copy", onclick: again }, t.copyText), " ", copied));
}
