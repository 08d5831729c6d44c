/**
 * What a formula's reader says to Stata's ways of writing: a whole line is refused with what reads it, factor variables,
 * `y ~ i.year + c.x##c.z`, with the formula that says the same. A dot may be part of a column's name, so that `i.year` is one where the
 * data have it. Must not know the formula's grammar.
 */
import { UsageError, WasmetricsError } from "../../base/errors.js";
import { syntaxError } from "../lexer.js";
import { isStataLine } from "./command-names.js";
import { type Reading, readVarlist } from "./read-varlist.js";
import { type KnownColumns, StataText, splitAt } from "./stata-text.js";

import { termTexts } from "./term-text.js";

/** Throws UsageError `formula_stata`, which names what reads such lines. */
export function refuseStataLine(text: string): void {
  if (!isStataLine(text)) return;
  const message =
    "Formula: this is a line of Stata; feols on the command line takes it, the library reads it by fromStata(text).";
  throw new UsageError("formula_stata", `${message}\n  ${text}\n  ^`, { got: text, expected: "y ~ x | fixed effects" });
}

/** An operator and its variable, `i.year`, `ib3.g`, `L2.x`; not inside a longer name, nor an argument, as in `i(f, i.g)`. */
const OPERATOR =
  /(?<!,\s*)(?<![\p{L}\p{M}\p{N}_.])(?:i|c|ibn|i?b\d+|[LFDS]\d*)\.([\p{L}_][\p{L}\p{M}\p{N}_]*)(?![\p{L}\p{M}\p{N}_.])/gu;
/** Between two variables; elsewhere it is no operator of Stata's either. */
const HASH = /(?<=[\p{L}\p{M}\p{N}_)])##?(?=[\p{L}_(\p{N}])/u;
const QUOTED = /`[^`]*`|"[^"]*"|'[^']*'/g;

/** Throws UsageError `formula_factor` where `text` is written with Stata's operators. */
export function refuseFactorNotation(text: string, columns: KnownColumns): void {
  const plain = text.replace(QUOTED, (quoted) => " ".repeat(quoted.length));
  const operator = [...plain.matchAll(OPERATOR)].find(([whole, name]) => isOperator(whole, name!, columns));
  const hash = plain.search(HASH);
  const found = [operator?.index ?? -1, hash].filter((at) => at >= 0);
  if (found.length === 0) return;
  const at = Math.min(...found);
  const same = sameFormula(text, columns);
  const tail =
    same === undefined
      ? "a factor is factor(g), an interaction x:z or factor(g):x, both and their parts x * z."
      : `in a formula this is: ${same}`;
  const message = `${at === hash ? "'#'" : `'${operator![0]}'`} is an operator of Stata; ${tail}`;
  throw syntaxError({ subject: "Formula", text }, at, "formula_factor", message, { got: text, expected: same });
}

/** Only what the data settle: a column of the whole name is that column, and the variable must be one. */
const isOperator = (whole: string, name: string, columns: KnownColumns): boolean =>
  columns !== undefined && !columns.includes(whole) && columns.includes(name);

/** The formula with the terms that are Stata's list translated; undefined where they have no translation of their own. */
function sameFormula(text: string, columns: KnownColumns): string | undefined {
  const [left, right, ...parts] = splitAt({ text, start: 0 }, "~").flatMap((side) => splitAt(side, "|"));
  if (left === undefined || right === undefined) return undefined;
  const terms = splitAt(right, "+");
  const isList = (term: string) => /^[\p{L}\p{M}\p{N}_.#]+$/u.test(term);
  const list = terms.filter((term) => isList(term.text)).map((term) => term.text);
  const others = terms.filter((term) => !isList(term.text)).map((term) => term.text);
  const reading: Reading = { text: new StataText(list.join(" ")), columns };
  try {
    const translated = termTexts(reading.text, readVarlist(reading, { text: reading.text.text, start: 0 }));
    const sides = [`${left.text} ~ ${[...translated, ...others].join(" + ")}`, ...parts.map((part) => part.text)];
    return parts.length < 2 ? sides.join(" | ") : undefined;
  } catch (error) {
    if (error instanceof WasmetricsError) return undefined; // it depends on what else is in the model, or is none
    throw error;
  }
}
