/**
 * Which function names a formula knows: those it evaluates, those it recognises and refuses. Must not
 * know where in a formula they may stand.
 */
import { didYouMean, nearest } from "../base/did-you-mean.js";
import type { Cursor } from "./cursor.js";
import { FUNCTION_ARITY, isFunctionName, LAG_FUNCTIONS } from "./expression.js";
import type { Token } from "./lexer.js";

/** Functions that make several columns, so that they stand for a whole term. */
const TERM_FUNCTIONS = ["factor", "i", "poly"] as const;

const PREPARE = "make the column in the data first";
const BASIS = "write the powers with I(x^2)";

/** Functions of other packages' formulas, with what to do instead. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ["l", PREPARE],
  ["f", PREPARE],
  ["d", PREPARE],
  ["lag", "write l(x, 1)"],
  ["lead", "write f(x, 1)"],
  ["diff", "write d(x, 1)"],
  ["bin", PREPARE],
  ["bs", BASIS],
  ["ns", BASIS],
  ["sunab", "use the event-study command"],
  ["gmm", "it belongs to a dynamic panel formula, for the command pgmm"],
  ["iv", "it belongs to a dynamic panel formula, for the command pgmm"],
  ["as.factor", "write factor(x)"],
]);

/** Functions that ask for several estimations. */
const SEVERAL = ["c", "sw", "sw0", "csw", "csw0", "mvsw"] as const;
/** Names of columns by a pattern. */
const PATTERNS = ["..", "regex"] as const;

/** NotSupported for a function that is recognised, UsageError with the nearest name for one that is not. */
export function refuseFunction(cursor: Cursor, name: Token, where: string): Error {
  if ((SEVERAL as readonly string[]).includes(name.text)) {
    const message = `${name.text}() asks for several estimations, which feolsMulti makes (wasmetrics feols on the command line): there, around outcomes, terms or effects; elsewhere write one model.`;
    return cursor.fail("formula_several", message, name, { got: name.text, expected: "one model" });
  }
  if ((PATTERNS as readonly string[]).includes(name.text)) {
    const message = `${name.text}("...") stands for names of columns: feols, fitFeols and feolsMulti know them from the data; elsewhere write the names.`;
    return cursor.fail("formula_regex", message, name, { got: name.text, expected: "names of columns" });
  }
  const instead = isFunctionName(name.text) ? PREPARE : REFUSED.get(name.text);
  if (instead !== undefined) {
    return cursor.refuse("formula_function", `${name.text}() is not supported ${where}; ${instead}.`, name);
  }
  if ((TERM_FUNCTIONS as readonly string[]).includes(name.text)) {
    const message = `${name.text}() makes several columns and stands as a term of its own, not ${where}.`;
    return cursor.fail("formula_function", message, name, { got: name.text });
  }
  const known = [...Object.keys(FUNCTION_ARITY), ...LAG_FUNCTIONS, ...TERM_FUNCTIONS];
  const hint =
    nearest(name.text, known) === undefined ? `; known are ${known.join(", ")}.` : didYouMean(name.text, known);
  return cursor.fail("formula_unknown_function", `unknown function '${name.text}'${hint}`, name, {
    got: name.text,
    expected: known,
  });
}
