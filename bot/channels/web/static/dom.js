/** Elements without markup: whatever a person or a policy wrote becomes text, never HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** `h("p", { class: "why", onclick: f }, "text", node)`; null and false children are left out. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// 16 by 16, drawn with a round pen of 1.5.
const SHAPES = {
  error: "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM8 4.8v3.6M8 11v.1",
  warning: "M8 2 14.6 13.6H1.4zM8 6.4v3.4M8 11.8v.1",
  suggestion: "M2 14l.9-3.6 8.2-8.2 2.7 2.7-8.2 8.2zM9.6 3.7l2.7 2.7",
  protected: "M8 1.6 13.4 3.6v4.2c0 3.2-2.2 5.4-5.4 6.6-3.2-1.2-5.4-3.4-5.4-6.6V3.6zM5.6 8l1.8 1.8L10.6 6.4",
  clear: "M2.6 8.6l3.6 3.6 7.2-8",
  ask: "M5.6 5.9a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7M8 12v.1M8 1.4a6.6 6.6 0 1 1 0 13.2A6.6 6.6 0 0 1 8 1.4",
  person: "M8 8a2.9 2.9 0 1 0 0-5.8A2.9 2.9 0 0 0 8 8zM2.4 14.2c.6-2.7 2.8-4 5.6-4s5 1.3 5.6 4",
  clause: "M3 1.8h7l3 3v9.4H3zM5.6 6.4h4.8M5.6 9h4.8M5.6 11.6h2.8",
  send: "M2 8h11M8.6 3.4 13.2 8l-4.6 4.6",
};

/** A small drawing that says nothing by itself: the word beside it does. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** The coach's own mark, as in icon.svg. */
export function logo() {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "logo", viewBox: "0 0 32 32", "aria-hidden": "true" })) svg.setAttribute(name, value);
  for (const [kind, d] of [["back", "M6 3h20a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H15l-7 6v-6H6a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"], ["line", "M8 10.5h16"], ["wave", "M8 18c1.6-3 3.2-3 4.8 0s3.2 3 4.8 0 3.2-3 4.8 0"]]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", kind);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

const LINK = /https?:\/\/[^\s<>"”»]+[^\s<>"”».,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/** Text whose web and mail addresses can be followed. */
export function linked(text) {
  const parts = [];
  let done = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(text.slice(done, match.index), away(match[0], match[0]));
    done = match.index + match[0].length;
  }
  return [...parts, text.slice(done)].filter(Boolean);
}

/** A link to a web page or a mailbox; any other address stays plain text. */
export function away(address, label) {
  if (/^https?:\/\//i.test(address)) return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
  if (/^[^\s@:/]+@[^\s@:/]+$/.test(address)) return h("a", { href: `mailto:${address}` }, label);
  return label;
}

/** Copy to the clipboard, also where only the old way works; tells whether it did. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = h("textarea", { class: "away", "aria-hidden": "true" });
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

/** Scroll a thing into view, gently unless the reader asked for less motion. */
export function show(node, block = "nearest") {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node?.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });
}
