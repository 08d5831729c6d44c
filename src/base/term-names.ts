/**
 * What the name of a coefficient says of its variables: lags, leads and differences (`l(x, 1)`, `lag(x, 2)`, `f(x, 1)`, `d(x, 1)`), which
 * the field writes x (t−1), x (t+1), Δ x, and products (`x:z`). Knows nothing of labels.
 */

/** Between what is multiplied or crossed. */
export const TIMES = " × ";

/** A coefficient's variable, and the periods after (before where negative) its own that it is of; of a difference the periods it spans. */
export interface ShiftedTerm {
  readonly of: string;
  readonly periods: number;
  readonly isDifference: boolean;
}

const SHIFTED = /^(lag|[lfd])\((.+),\s*(-?\d+)\)$/s;

/** What `term` is a lag, lead or difference of; undefined where it is none, or no shift alone. */
export function shiftedTerm(term: string): ShiftedTerm | undefined {
  const [, by, of, count] = SHIFTED.exec(term) ?? [];
  if (of === undefined || !isOne(of)) return undefined;
  const periods = Number(count);
  return by === "d"
    ? { of, periods, isDifference: true }
    : { of, periods: by === "f" ? periods : 0 - periods, isDifference: false };
}

/** Whether parentheses close within `text`, as in one argument. */
function isOne(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    else if (character === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

/** `words` for what is shifted, as the shift of it. */
export function shiftedText({ periods, isDifference }: ShiftedTerm, words: string): string {
  if (!isDifference) return periods === 0 ? words : `${words} ${timeText(periods)}`;
  return periods === 1 ? `Δ ${words}` : `${words} (t) − ${words} ${timeText(-periods)}`;
}

/** `(t−1)`, `(t+2)`. */
const timeText = (periods: number): string => `(t${periods < 0 ? "−" : "+"}${Math.abs(periods)})`;

/** The variables that a product's coefficient names, `l(x, 1):z`: parts at colons that stand alone and within no parentheses. */
export function partsOfProduct(term: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < term.length; i++) {
    const character = term[i];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === ":" && depth === 0 && term[i - 1] !== ":" && term[i + 1] !== ":") {
      parts.push(term.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, term.slice(start)];
}
