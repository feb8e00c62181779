import type { Category, Tool } from "../api/types";

/** Lower case without accents, so that "café" finds "cafe". */
export const fold = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** Edits (insert, delete, replace, swap neighbours) between two words, up to `most`; more gives `most + 1`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, most + 1);
}

const allowedTypos = (word: string): number => (word.length < 4 ? 0 : word.length < 6 ? 1 : 2);

/** How well one typed word meets one word of a tool: 1 for the same, less for a beginning, a part, a typo; 0 for not. */
function meet(typed: string, word: string): number {
  if (typed === word) return 1;
  if (word.startsWith(typed)) return 0.8;
  if (typed.length >= 3 && word.includes(typed)) return 0.5;
  const most = allowedTypos(typed);
  if (most && distance(typed, word, most) <= most) return 0.4;
  if (most && distance(typed, word.slice(0, typed.length), most) <= most) return 0.3;
  return 0;
}

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

// Words that only join the others of a sentence: "jpg to png".
const LITTLE = new Set([
  "a",
  "an",
  "and",
  "as",
  "for",
  "from",
  "in",
  "into",
  "my",
  "of",
  "on",
  "the",
  "to",
  "with",
]);

/** A tool's score for a query: every typed word has to be found; 0 means that it is not a match. */
export function score(tool: Tool, query: string, category = ""): number {
  const all = wordsOf(query);
  const meant = all.filter((word) => !LITTLE.has(word));
  const typed = meant.length ? meant : all;
  if (!typed.length) return 1;
  const weighed: [string[], number][] = [
    [wordsOf(tool.name), 10],
    [wordsOf(tool.id), 9],
    [tool.keywords.flatMap(wordsOf), 7],
    [wordsOf(category), 3],
    [wordsOf(tool.description), 2],
  ];
  let total = 0;
  for (const word of typed) {
    const best = Math.max(
      0,
      ...weighed.flatMap(([candidates, weight]) =>
        candidates.map((candidate) => meet(word, candidate) * weight),
      ),
    );
    if (best === 0) return 0;
    total += best;
  }
  return total / typed.length;
}

/** The tools that match, best first; equals stay in the order of the catalogue. */
export function searchTools(tools: Tool[], categories: Category[], query: string): Tool[] {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  return tools
    .map((tool) => ({ tool, score: score(tool, query, names.get(tool.category)) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ tool }) => tool);
}

/** The tools whose names are closest to a text, for "did you mean". */
export function nearestTools(tools: Tool[], text: string, count = 3): Tool[] {
  const wanted = fold(text);
  const far = 99;
  const gap = (tool: Tool) =>
    Math.min(...[tool.name, tool.id, ...tool.keywords].map((name) => distance(wanted, fold(name), far)));
  return [...tools].sort((a, b) => gap(a) - gap(b)).slice(0, count);
}
