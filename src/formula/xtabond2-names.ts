/**
 * Lists of variables as Stata writes them, `n L.n L(0/2).(k ys) yr* i.year`, to variables of a dynamic
 * panel formula. Must not know the command they stand in.
 */

import { didYouMeanOrKnown } from "../base/did-you-mean.js";
import { NotSupported, UsageError } from "../base/errors.js";
import { wildcard } from "../base/name-pattern.js";
import { counted, MOST_NESTED, MOST_TERMS } from "./lexer.js";
import type { PanelVariable } from "./panel-gmm-spec.js";

/** Texts parted by spaces that stand outside parentheses; `L(0/2).(k ys)` is one. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let depth = 0;
  let word = "";
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (/\s/.test(character) && depth === 0) {
      if (word !== "") words.push(word);
      word = "";
    } else word += character;
  }
  if (depth !== 0) {
    throw new UsageError("xtabond2_syntax", `xtabond2: parentheses do not match in '${text}'.`, { got: text });
  }
  return word === "" ? words : [...words, word];
}

/**
 * The variables of a Stata list over the data's `columns`, in order, each lag a variable of its own.
 *
 * @throws UsageError `xtabond2_syntax`, `xtabond2_names` (no such column); NotSupported `xtabond2_operator` for operators
 *   other than L, and for factor variables other than `i.x`.
 */
export function readVarlist(text: string, columns: readonly string[], depth = 0): PanelVariable[] {
  const variables: PanelVariable[] = [];
  for (const word of splitWords(text)) {
    const found = readWord(word, columns, depth);
    requireCount(word, variables.length + found.length);
    variables.push(...found);
  }
  return variables;
}

function requireCount(word: string, count: number): void {
  if (count <= MOST_TERMS) return;
  throw new UsageError(
    "xtabond2_limit",
    `xtabond2: '${excerpt(word)}' would make ${counted(count)} variables of the list; at most ${MOST_TERMS} are made: shorten the ranges of lags.`,
    { got: count, expected: `at most ${MOST_TERMS}` },
  );
}

const EXCERPT = 60;
const excerpt = (word: string): string => (word.length <= EXCERPT ? word : `${word.slice(0, EXCERPT)}…`);

const OPERATED = /^([A-Za-z]\w*)(\([^()]*\))?\.(.+)$/;

function readWord(word: string, columns: readonly string[], depth: number): PanelVariable[] {
  if (depth > MOST_NESTED) {
    throw new UsageError("xtabond2_limit", `xtabond2: operators are nested deeper than ${MOST_NESTED}.`, {
      expected: `at most ${MOST_NESTED}`,
    });
  }
  if (/[#@]|^c\./.test(word)) throw refusedOperator(word, "make the product as a column of the data first");
  const operated = OPERATED.exec(word);
  if (operated === null) return namesOf(word, columns).map((name) => at(name, 0));
  const [, operator, list, rest] = operated as unknown as [string, string, string | undefined, string];
  if (operator === "i" && list === undefined) return [{ kind: "factor", column: oneName(rest, columns) }];
  if (!/^[lL]\d*$/.test(operator)) throw refusedOperator(word, "make the variable as a column of the data first");
  const inner = rest.startsWith("(") && rest.endsWith(")") ? rest.slice(1, -1) : rest;
  const variables = readVarlist(inner, columns, depth + 1);
  const lags = lagsOf(word, operator, list);
  requireCount(word, variables.length * lags.length);
  return variables.flatMap((variable) => {
    if (variable.kind === "factor") throw refusedOperator(word, "a lagged factor is not supported");
    return lags.map((lag): PanelVariable => ({ ...variable, lag: variable.lag + lag }));
  });
}

/** `L` is 1, `L2` is 2, `L(0/2)` and `L(0 1 2)` are 0 to 2. */
function lagsOf(word: string, operator: string, list: string | undefined): number[] {
  if (list === undefined) return [operator.length === 1 ? 1 : Number(operator.slice(1))];
  if (operator.length > 1) throw badLags(word);
  const lags: number[] = [];
  for (const part of splitWords(list.slice(1, -1))) {
    const range = /^(\d+)(?:\/(\d+))?$/.exec(part);
    if (range === null) throw badLags(word);
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    requireCount(word, lags.length + Math.max(0, to - from + 1));
    for (let lag = from; lag <= to; lag++) lags.push(lag);
  }
  if (lags.length === 0) throw badLags(word);
  return lags;
}

const at = (name: string, lag: number): PanelVariable => ({
  kind: "expression",
  expression: { kind: "name", name },
  lag,
});

/** A name, a pattern `yr*`, or the columns `yr1980-yr1984` in the data's order. */
function namesOf(word: string, columns: readonly string[]): readonly string[] {
  if (columns.includes(word)) return [word];
  if (/[*?]/.test(word)) {
    const pattern = wildcard(word);
    const found = columns.filter((column) => pattern.test(column));
    if (found.length > 0) return found;
  }
  const range = /^(.+)-(.+)$/.exec(word);
  if (range !== null) {
    const first = columns.indexOf(oneName(range[1]!, columns));
    const last = columns.indexOf(oneName(range[2]!, columns));
    if (first <= last) return columns.slice(first, last + 1);
  }
  throw unknownName(word, columns);
}

function oneName(word: string, columns: readonly string[]): string {
  if (columns.includes(word)) return word;
  throw unknownName(word, columns);
}

function unknownName(word: string, columns: readonly string[]): UsageError {
  const hint = didYouMeanOrKnown(word, "columns", columns);
  return new UsageError("xtabond2_names", `xtabond2: the data have no column '${word}'${hint}`, {
    got: word,
    expected: columns,
  });
}

function badLags(word: string): UsageError {
  return new UsageError(
    "xtabond2_syntax",
    `xtabond2: '${word}' names no lags; they are written L.x, L2.x or L(0/2).x.`,
    {
      got: word,
      expected: ["L.x", "L2.x", "L(0/2).x"],
    },
  );
}

function refusedOperator(word: string, instead: string): NotSupported {
  return new NotSupported("xtabond2_operator", `xtabond2: '${word}' is not translated; ${instead}.`, { got: word });
}
