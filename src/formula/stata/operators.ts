/**
 * The operators before a Stata variable, `i.`, `ib3.`, `2.`, `c.`, `L2.`, `L(0/2).`, `D.`, to data. Source:
 * Stata User's Guide, sections 11.4.3 (factor variables) and 11.4.4 (time-series varlists). Must not know names.
 */
import { counted, MOST_TERMS } from "../lexer.js";
import type { StataText } from "./stata-text.js";

// Variables of Stata's lists as data: what operators stand before a name, and products of such variables. Must not
// know how they are written in either language.

/** `L` earlier, `F` later, `D` the first difference, `S` the difference over `periods`. */
export interface TimeOperator {
  readonly kind: "L" | "F" | "D" | "S";
  /** Periods, in order; more than one for `L(0/2).`. */
  readonly periods: readonly number[];
}

/**
 * `bare` has no operator: a number (in a product Stata takes it for a factor, and the reader makes it one). `factor` is
 * `i.x`, with the base that `ib3.` names or `none` for `ibn.`; `level` the dummy of one level, `3.x`.
 */
export type Role =
  | { readonly kind: "bare" }
  | { readonly kind: "continuous" }
  | { readonly kind: "factor"; readonly base?: number | "none" }
  | { readonly kind: "level"; readonly level: number };

/** One variable; `start` is where it stands in the command. */
export interface StataVariable {
  readonly name: string;
  readonly role: Role;
  readonly time: TimeOperator | undefined;
  readonly start: number;
}

/** A product `a#b`, or one variable. */
export interface StataTerm {
  readonly variables: readonly StataVariable[];
  readonly start: number;
}

/** An operator at the head of a word, `ib(3).`: its letters and digits, then what its parentheses hold. */
const OPERATOR = /^([A-Za-z0-9]+)(\([^()]*\))?\./;

/** What all operators before one variable say. */
interface Operators {
  readonly role: Role;
  readonly time: TimeOperator | undefined;
  /** Characters they take. */
  readonly length: number;
}

/** Reads operators at the head of `word`, which stands at `start`. Throws UsageError `stata_operator`, NotSupported. */
export function readOperators(text: StataText, word: string, start: number): Operators {
  let role: Role = { kind: "bare" };
  let time: TimeOperator | undefined;
  let length = 0;
  for (;;) {
    const match = OPERATOR.exec(word.slice(length));
    if (match === null) break;
    const [whole, letters, list] = match as unknown as [string, string, string | undefined];
    const at = start + length;
    const found = roleOf(text, letters, list, at);
    if (found !== undefined) {
      if (role.kind !== "bare") throw text.fail("stata_operator", `'${whole}' is a second factor operator.`, at);
      role = found;
    } else {
      if (time !== undefined) {
        throw text.refuse("stata_operator", `'${whole}' is a second time operator; make the column in the data.`, at);
      }
      time = timeOf(text, letters, list, at);
    }
    length += whole.length;
  }
  if (time !== undefined && (role.kind === "factor" || role.kind === "level")) {
    throw text.refuse("stata_operator", "a lag of a factor is not supported; make the lag as a column first.", start);
  }
  return { role, time, length };
}

/** The factor operator these letters are; undefined where they may be one of time. */
function roleOf(text: StataText, letters: string, list: string | undefined, at: number): Role | undefined {
  if (list === undefined) {
    if (letters === "c") return { kind: "continuous" };
    if (letters === "i") return { kind: "factor" };
    if (letters === "ibn" || letters === "bn") return { kind: "factor", base: "none" };
    const base = /^i?b(\d+)$/.exec(letters)?.[1];
    if (base !== undefined) return { kind: "factor", base: Number(base) };
    const level = /^i?(\d+)$/.exec(letters)?.[1];
    if (level !== undefined) return { kind: "level", level: Number(level) };
  }
  if (/^i?b/.test(letters)) {
    const message = `the base '${letters}${list ?? ""}.' is not translated; name the level, as in ib2011.year.`;
    throw text.refuse("stata_operator", message, at);
  }
  if (/^(?:[LlFfDdSs]\d*){2,}$/.test(letters)) {
    const message = `'${letters}.' is several time operators in one, which are not translated; make the column in the data.`;
    throw text.refuse("stata_operator", message, at);
  }
  if (/^[ic][LlFfDdSs]\d*$/.test(letters)) {
    const message = `'${letters}.' is written in two, ${letters[0]}.${letters.slice(1)}., here.`;
    throw text.refuse("stata_operator", message, at);
  }
  if (/^(i|i?o)\d*$/.test(letters)) {
    const message = `'${letters}${list ?? ""}.' is not translated; use i.x for all levels or 3.x for one.`;
    throw text.refuse("stata_operator", message, at);
  }
  return undefined;
}

function timeOf(text: StataText, letters: string, list: string | undefined, at: number): TimeOperator {
  const match = /^([LlFfDdSs])(\d*)$/.exec(letters);
  if (match === null) {
    const message = `'${letters}.' is no operator; known are i. c. L. F. D. S., a level as in 3.x and a base as in ib3.x.`;
    throw text.fail("stata_operator", message, at, { got: letters, expected: ["i", "c", "L", "F", "D", "S"] });
  }
  const kind = match[1]!.toUpperCase() as TimeOperator["kind"];
  const digits = match[2]!;
  if (list !== undefined && digits !== "") throw badPeriods(text, `${letters}${list}`, at);
  const periods = list === undefined ? [digits === "" ? 1 : Number(digits)] : periodsOf(text, letters, list, at);
  if (kind === "D" && periods.some((period) => period !== 1)) {
    const message = "differences of differences are not translated; S2.x is x less its value two periods before.";
    throw text.refuse("stata_operator", message, at);
  }
  if (kind === "S" && periods.includes(0)) throw badPeriods(text, letters, at);
  return { kind, periods };
}

/** `(0/2)`, `(0 1 4)`. */
function periodsOf(text: StataText, letters: string, list: string, at: number): number[] {
  const parts = list.slice(1, -1).trim().split(/\s+/);
  const ranges = parts.map((part) => {
    const range = /^(\d+)(?:\/(\d+))?$/.exec(part);
    const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
    if (range === null || from > to) throw badPeriods(text, `${letters}${list}`, at);
    return { from, length: to - from + 1 };
  });
  const count = ranges.reduce((sum, { length }) => sum + length, 0);
  if (count > MOST_TERMS) {
    const message = `'${letters}${list}.' stands for ${counted(count)} periods; at most ${MOST_TERMS} are made: shorten the range.`;
    throw text.fail("stata_limit", message, at, { got: count, expected: `at most ${MOST_TERMS}` });
  }
  return ranges.flatMap(({ from, length }) => Array.from({ length }, (_, i) => from + i));
}

function badPeriods(text: StataText, got: string, at: number): Error {
  const message = `'${got}.' names no periods; they are whole numbers, as in L.x, L2.x, L(0/2).x, L(1 4).x.`;
  return text.fail("stata_operator", message, at, { got, expected: ["L.x", "L2.x", "L(0/2).x"] });
}
