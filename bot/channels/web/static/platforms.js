/** How each platform counts, how much it takes, and how much of it a reader sees at first. */

/**
 * `limit`: most characters; `fold`: shown before “see more”; `lines`: or so many lines, if they come first.
 * X as in twitter-text 3 (weights in hundredths there); the rest as their help pages and editors showed in 2026.
 */
export const PLATFORMS = {
  linkedin: { limit: 3000, fold: 210, lines: 3 },
  x: { limit: 280, weighed: true },
  facebook: { limit: 63206, fold: 477 },
  instagram: { limit: 2200, fold: 125 },
  reddit: { limit: 40000 },
  other: {},
};

const WEB = "(?:https?:\\/\\/[^\\s<>\"”»]*[^\\s<>\"”».,;:!?)\\]']|(?<![\\w@./-])(?:[a-z0-9-]+\\.)+(?:com|org|net|edu|gov|int|info|io|dev|app|eu|be|nl|fr|de|lu|uk|co|ai)(?![\\w@.-])(?:\\/[^\\s<>\"”»]*[^\\s<>\"”».,;:!?)\\]'])?)";
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F|[\u{1F1E6}-\u{1F1FF}]/u;
const LINK_WEIGHS = 23;
const letters = typeof Intl.Segmenter === "function" ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;

/** `{count, limit, over, fold}`; `over` and `fold` are places in the text, in UTF-16 units, or null. */
export function measure(text, platform) {
  const { limit = null, fold: shown = null, lines = Infinity, weighed = false } = PLATFORMS[platform] ?? {};
  let [count, line, over, fold] = [0, 1, null, null];
  let at = 0;
  for (const [length, weight, isBreak] of weighed ? weighedParts(text) : plainParts(text)) {
    if (limit !== null && over === null && count + weight > limit) over = at;
    if (shown !== null && fold === null && (count + weight > shown || line > lines)) fold = at;
    count += weight;
    at += length;
    if (isBreak) line += 1;
  }
  return { count, limit, over, fold };
}

function* plainParts(text) {
  for (const point of text) yield [point.length, 1, point === "\n"];
}

function* weighedParts(text) {
  const links = new RegExp(WEB, "gi");
  let done = 0;
  for (const found of text.matchAll(links)) {
    yield* weighedLetters(text.slice(done, found.index));
    yield [found[0].length, LINK_WEIGHS, false];
    done = found.index + found[0].length;
  }
  yield* weighedLetters(text.slice(done));
}

function* weighedLetters(text) {
  for (const letter of letters ? Array.from(letters.segment(text), ({ segment }) => segment) : text)
    yield [letter.length, EMOJI.test(letter) ? 2 : weightOf(letter), letter === "\n"];
}

function weightOf(letter) {
  let weight = 0;
  for (const point of letter.normalize("NFC")) weight += isLight(point.codePointAt(0)) ? 1 : 2;
  return weight;
}

const isLight = (code) => code <= 4351 || (code >= 8192 && code <= 8205) || (code >= 8208 && code <= 8223) || (code >= 8242 && code <= 8247);
