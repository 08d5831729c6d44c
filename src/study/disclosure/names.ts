/**
 * Names looked for in text: each as a whole, at the cost of the text's length however many there are. Knows nothing of what they name.
 */

/** Shorter names are no evidence: "SD" is a state and a standard deviation. */
export const LEAST_LETTERS = 3;
/** Shorter whole numbers are no evidence either: a year, a count, a line. */
export const LEAST_DIGITS = 6;

/** Whether a name is looked for in text. */
export const isTelling = (name: string): boolean =>
  /^[-+\d.,\s]*$/.test(name) ? name.replaceAll(/\D/g, "").length >= LEAST_DIGITS : name.trim().length >= LEAST_LETTERS;

/** Names, found and replaced. */
export interface Names {
  /** Those in `text`, each once. */
  in(text: string): ReadonlySet<string>;
  /** `text` with `word` in place of each. */
  replacedIn(text: string, word: string): string;
}

const WORD = /[\p{L}\p{N}_]/u;
/** Scripts without spaces have no bounds of words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;

const isBound = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || !WORD.test(a) || !WORD.test(b) || UNSPACED.test(a) || UNSPACED.test(b);

/** The telling ones of `all`. */
export function namesOf(all: Iterable<string>): Names {
  const names = new Set<string>();
  for (const name of all) if (isTelling(name)) names.add(plain(name));
  // the lengths that names with the same first letters have, the longest first
  const lengths = new Map<string, number[]>();
  for (const name of names) {
    const start = name.slice(0, LEAST_LETTERS);
    const known = lengths.get(start) ?? [];
    if (!known.includes(name.length))
      lengths.set(
        start,
        [...known, name.length].sort((a, b) => b - a),
      );
  }
  const found = (text: string, at: number): string | undefined => {
    const length = lengths
      .get(text.slice(at, at + LEAST_LETTERS))
      ?.find((n) => names.has(text.slice(at, at + n)) && isBound(text[at + n - 1], text[at + n]));
    return length === undefined || !isBound(text[at - 1], text[at]) ? undefined : text.slice(at, at + length);
  };
  const visit = (text: string, take: (name: string, at: number) => void): void => {
    for (let at = 0; at < text.length; at++) {
      const name = found(text, at);
      if (name === undefined) continue;
      take(name, at);
      at += name.length - 1;
    }
  };
  return {
    in(text) {
      const seen = new Set<string>();
      if (names.size > 0) visit(plain(text), (name) => seen.add(name));
      return seen;
    },
    replacedIn(text, word) {
      let [replaced, from] = ["", 0];
      visit(text, (name, at) => {
        replaced += text.slice(from, at) + word;
        from = at + name.length;
      });
      return replaced + text.slice(from);
    },
  };
}

/** A text with one space where it has several or a line ends, so that a name is found where a file wraps it. */
const plain = (text: string): string => text.replaceAll(/\s+/g, " ");
