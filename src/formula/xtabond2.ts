/**
 * A line of Stata's xtabond2, `xtabond2 n L.n w, gmm(L.n) iv(w) nolevel robust`, to a dynamic panel formula
 * and the options that go with it. Written from the command's documented syntax: Roodman (2009), How to do xtabond2,
 * Stata Journal 9(1), doi:10.1177/1536867X0900900106. Must not know estimation.
 */

import { didYouMean } from "../base/did-you-mean.js";
import { NotSupported, UsageError } from "../base/errors.js";
import { requireLength } from "./lexer.js";
import type { InstrumentEquation, InstrumentGroup, PanelGmmFormula, PanelVariable } from "./panel-gmm-spec.js";
import { makePanelGmmFormula } from "./read-panel-gmm.js";
import { readVarlist, splitWords } from "./xtabond2-names.js";

/** What the line asks for besides the formula; `ignored` are its options that change no estimate. */
export interface Xtabond2Line {
  readonly formula: PanelGmmFormula;
  readonly model: "difference" | "system";
  readonly transform: "d" | "fod";
  readonly steps: 1 | 2;
  readonly robust: boolean;
  readonly small: boolean;
  readonly h: 1 | 2 | 3;
  readonly arTests: number;
  readonly level: number;
  readonly ignored: readonly string[];
}

/** Whether `text` is such a line and no formula. */
export const isXtabond2Line = (text: string): boolean => /^\s*xtabond2\s/.test(text);

/** An option of the line: `twostep`, or `gmm(L.n, lag(1 2))` with its argument. */
interface WrittenOption {
  readonly name: string;
  readonly argument: string | undefined;
  readonly text: string;
}

/** Options by full name, and the fewest letters Stata takes. */
const OPTIONS: Readonly<Record<string, number>> = {
  gmmstyle: 3,
  ivstyle: 2,
  noleveleq: 3,
  twostep: 3,
  robust: 1,
  small: 2,
  orthogonal: 2,
  noconstant: 3,
  h: 1,
  artests: 2,
  level: 1,
  nodiffsargan: 3,
  nomata: 3,
  svmat: 3,
  svvar: 3,
  cluster: 2,
  arlevels: 3,
  pca: 3,
  components: 4,
};
const GMM_OPTIONS: Readonly<Record<string, number>> = {
  laglimits: 3,
  collapse: 1,
  equation: 1,
  orthogonal: 1,
  passthru: 1,
  split: 2,
};
const IV_OPTIONS: Readonly<Record<string, number>> = { equation: 1, passthru: 1, mz: 2 };
const IGNORED = ["nodiffsargan", "nomata", "svmat", "svvar"];
const REFUSED = ["cluster", "arlevels", "pca", "components", "orthogonal", "passthru", "split", "mz"];

/**
 * The model of an xtabond2 line over data with these `columns`.
 *
 * @throws UsageError `xtabond2_syntax`, `xtabond2_option` (unknown), `xtabond2_names`; NotSupported `xtabond2_option`
 *   (cluster, pca, arlevels, passthru, split, mz, orthogonal instruments, `if`, `in`, weights), `xtabond2_operator`.
 */
export function parseXtabond2(line: string, columns: readonly string[]): Xtabond2Line {
  requireLength({ subject: "Stata", text: line });
  const { before, after } = atComma(line.replace(/^\s*xtabond2\s+/, ""));
  const conditional = /\s(if|in)\s|\[/.exec(before);
  if (conditional !== null) {
    const what = conditional[1] ?? "weights";
    throw new NotSupported("xtabond2_option", `xtabond2: '${what}' is not translated; select rows with --subset.`, {
      got: what,
    });
  }
  const [outcome, ...terms] = readVarlist(before, columns);
  if (outcome?.kind !== "expression" || outcome.lag !== 0) {
    throw new UsageError(
      "xtabond2_syntax",
      "xtabond2: the first variable is the outcome, a column without operators.",
      {
        got: before.trim(),
      },
    );
  }
  const options = readOptions(after, OPTIONS);
  const has = (name: string) => options.some((option) => option.name === name);
  const number = (name: string, otherwise: number) => numberOf(options, name, otherwise);
  refuse(options);
  const h = number("h", 3);
  if (h !== 1 && h !== 2 && h !== 3) throw badArgument("h", "1, 2 or 3", h);
  const model = has("noleveleq") ? "difference" : "system";
  return {
    formula: makePanelGmmFormula({
      lhs: outcome.expression,
      terms,
      intercept: !has("noconstant"),
      instruments: options.flatMap((option) => groupsOf(option, columns)),
    }),
    model,
    transform: has("orthogonal") ? "fod" : "d",
    steps: has("twostep") ? 2 : 1,
    robust: has("robust"),
    small: has("small"),
    h,
    arTests: number("artests", 2),
    level: number("level", 95) / 100,
    ignored: options.filter(({ name }) => IGNORED.includes(name)).map(({ text }) => text),
  };
}

/** The instruments of one option, in groups of variables that share their lags. */
function groupsOf({ name, argument, text }: WrittenOption, columns: readonly string[]): InstrumentGroup[] {
  if (name !== "gmmstyle" && name !== "ivstyle") return [];
  if (argument === undefined) {
    throw new UsageError("xtabond2_syntax", `xtabond2: '${text}' needs variables, as in ${name}(L.n).`, { got: text });
  }
  const { before, after } = atComma(argument);
  const variables = readVarlist(before, columns);
  const options = readOptions(after, name === "gmmstyle" ? GMM_OPTIONS : IV_OPTIONS);
  refuse(options, true);
  const equation = equationOf(options);
  if (name === "ivstyle") return [{ kind: "iv", variables, equation }];
  return gmmGroups(variables, options, equation);
}

/** `gmm(L.n, lag(a b))` are lags a + 1 to b + 1 of n. */
function gmmGroups(
  variables: readonly PanelVariable[],
  options: readonly WrittenOption[],
  equation: InstrumentEquation,
): InstrumentGroup[] {
  const [from, to] = lagLimits(options.find(({ name }) => name === "laglimits")?.argument);
  const collapse = options.some(({ name }) => name === "collapse");
  if (equation === "level" && from !== to) {
    throw new NotSupported(
      "xtabond2_option",
      "xtabond2: gmm() for the equation in levels alone is translated for one lag, as in gmm(L.n, lag(1 1) eq(level)).",
      { got: [from, to] },
    );
  }
  const byLag = new Map<number, Extract<PanelVariable, { kind: "expression" }>[]>();
  for (const variable of variables) {
    if (variable.kind === "factor") {
      throw new NotSupported("xtabond2_operator", `xtabond2: i.${variable.column} stands in iv(), not in gmm().`, {
        got: variable.column,
      });
    }
    const group = byLag.get(variable.lag);
    if (group === undefined) byLag.set(variable.lag, [variable]);
    else group.push(variable);
  }
  // for levels alone our lags are those of the difference, t - a + 1 there
  const shift = equation === "level" ? -1 : 0;
  return [...byLag].map(([lag, group]) => ({
    kind: "gmm",
    variables: group.map(({ expression }) => expression),
    from: from + lag + shift,
    to: to + lag + shift,
    equation,
    ...(collapse ? { collapse } : {}),
  }));
}

/** `a b`, either a point: the first is 1 then, the last none. */
function lagLimits(argument: string | undefined): [number, number] {
  if (argument === undefined) return [1, Number.POSITIVE_INFINITY];
  const words = splitWords(argument);
  const [from, to] = [limit(words[0], 1), limit(words[1], Number.POSITIVE_INFINITY)];
  if (words.length === 2 && from <= to) return [from, to];
  throw badArgument("lag", "two lags, the nearer first, as in lag(1 3) or lag(2 .)", argument);
}

function limit(word: string | undefined, open: number): number {
  if (word === ".") return open;
  return /^\d+$/.test(word ?? "") ? Number(word) : Number.NaN;
}

function equationOf(options: readonly WrittenOption[]): InstrumentEquation {
  const option = options.find(({ name }) => name === "equation");
  if (option === undefined) return "both";
  const given = option.argument?.trim() ?? "";
  const found = (["diff", "level", "both"] as const).find((equation) => given !== "" && equation.startsWith(given));
  if (found === undefined) throw badArgument("equation", "diff, level or both", given);
  return found;
}

function readOptions(text: string, known: Readonly<Record<string, number>>): WrittenOption[] {
  return joinedArguments(splitWords(text)).map((word) => {
    const parts = /^([A-Za-z]\w*)(?:\((.*)\))?$/s.exec(word);
    const written = parts?.[1] ?? word;
    const name = Object.keys(known).find((full) => full.startsWith(written) && written.length >= known[full]!);
    if (parts !== null && name !== undefined) return { name, argument: parts[2], text: word };
    const hint = didYouMean(written, Object.keys(known));
    throw new UsageError("xtabond2_option", `xtabond2: '${word}' is no option of it${hint}`, {
      got: word,
      expected: Object.keys(known),
    });
  });
}

/** `gmm (L.n)` is one option to Stata. */
function joinedArguments(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    if (word.startsWith("(") && joined.length > 0) joined[joined.length - 1] += word;
    else joined.push(word);
  }
  return joined;
}

function refuse(options: readonly WrittenOption[], within = false): void {
  const refused = options.find(({ name }) => REFUSED.includes(name) && (within || name !== "orthogonal"));
  if (refused === undefined) return;
  throw new NotSupported("xtabond2_option", `xtabond2: the option '${refused.text}' is not supported.`, {
    got: refused.text,
  });
}

function numberOf(options: readonly WrittenOption[], name: string, otherwise: number): number {
  const option = options.find((candidate) => candidate.name === name);
  if (option === undefined) return otherwise;
  const value = Number(option.argument ?? Number.NaN);
  if (Number.isFinite(value) && value >= 0) return value;
  throw badArgument(name, "a number", option.argument);
}

function badArgument(option: string, expected: string, got: unknown): UsageError {
  return new UsageError("xtabond2_option", `xtabond2: ${option}() takes ${expected}; got '${String(got)}'.`, {
    got,
    expected,
  });
}

/** The text before and after the first comma outside parentheses. */
function atComma(text: string): { before: string; after: string } {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")") depth--;
    if (text[i] === "," && depth === 0) return { before: text.slice(0, i), after: text.slice(i + 1) };
  }
  return { before: text, after: "" };
}
