/**
 * How much one text may ask for. What a text makes is counted before it is made, so that a short one such as
 * `l(x, 1:999999999)` is refused where it stands, and none takes more than a moment or exhausts the stack. Must not know
 * grammars.
 */
import { type ParsedText, syntaxError } from "./syntax-error.js";

/** Characters of a text. */
export const MOST_CHARACTERS = 100_000;
/** Parentheses, functions and signs within each other. */
export const MOST_NESTED = 100;
/** Operators of one expression: its tree is as deep as a chain of them is long. */
export const MOST_OPERATORS = 1_000;
/** Terms of a model, products and lags written out. */
export const MOST_TERMS = 10_000;
/** Terms, products on the way to them and values written out, over all models of a formula. */
export const MOST_MADE = 500_000;
/** Variables of one product, and columns combined to one effect. */
export const MOST_FACTORS = 50;
/** Fixed effects. */
export const MOST_EFFECTS = 100;
/** Values of ranges that are kept as ranges, as in `x %in% 1:9` and in bins. */
export const MOST_IN_RANGES = 1_000_000;
/** Values of ranges that are written out: lags, references, levels that are kept. */
export const MOST_LISTED = 10_000;
/** Patterns of names in a formula, each matched with all columns. */
export const MOST_PATTERNS = 100;
/** Words of all models of a formula that asks for several. */
export const MOST_WORDS = 5_000_000;
/** Throws UsageError `formula_limit` for a text longer than any model. */
export function requireLength(source: ParsedText): void {
  const { length } = source.text;
  if (length <= MOST_CHARACTERS) return;
  const message = `the text has ${length} characters; at most ${MOST_CHARACTERS} are read: give columns names that are shorter, or fewer of them.`;
  throw syntaxError(source, 0, "formula_limit", message, { got: length, expected: `at most ${MOST_CHARACTERS}` });
}

/** The values of `from:to`, in either direction, counted. */
export const rangeLength = (from: number, to: number): number => Math.abs(to - from) + 1;

/** A count as a message gives it: in full up to a million millions. */
export const counted = (count: number): string => (count < 1e12 ? String(count) : count.toPrecision(2));
