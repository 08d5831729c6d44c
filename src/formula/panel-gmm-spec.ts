/**
 * A dynamic panel model as frozen data: `log(emp) ~ lag(log(emp), 1:2) + w | gmm(log(emp), 2:99) + iv(w)`,
 * and its parts as text. Must not know how it was written or what the columns hold.
 */
import type { Expression } from "./expression.js";
import { printExpression, printName } from "./print.js";

/** An expression some whole periods earlier (0: now), or a dummy a level of a column but the first. */
export type PanelVariable =
  | { readonly kind: "expression"; readonly expression: Expression; readonly lag: number }
  | { readonly kind: "factor"; readonly column: string };

/** Which of the stacked equations instruments serve: the transformed one, the one in levels, or both. */
export type InstrumentEquation = "diff" | "level" | "both";

/**
 * `gmm(x, from:to)`: levels of x dated t - from to t - to, each period a column of its own unless collapsed, for the
 * transformed equation. `both` adds, in a system, the difference of x dated t - (from - 1) for the equation in levels;
 * `level` alone means differences of x dated t - from to t - to for it. `to` may be Infinity.
 */
export interface GmmInstruments {
  readonly variables: readonly Expression[];
  readonly from: number;
  readonly to: number;
  readonly equation: InstrumentEquation;
  /** Undefined: as the call says for all. */
  readonly collapse?: boolean;
}

/** `iv(x, z)`: instruments for themselves; `both` in a system is one column a variable that serves both equations. */
export interface StandardInstruments {
  readonly variables: readonly PanelVariable[];
  readonly equation: InstrumentEquation;
}

export type InstrumentGroup =
  | (GmmInstruments & { readonly kind: "gmm" })
  | (StandardInstruments & { readonly kind: "iv" });

/** `intercept` is whether the equation in levels may have a constant (`0 +` or `- 1` takes it out). */
export interface PanelGmmFormula {
  /** The formula as written, spaced as R does, lags written out as ranges. */
  readonly call: string;
  readonly lhs: Expression;
  readonly terms: readonly PanelVariable[];
  readonly intercept: boolean;
  /** In the order written; each is a group for the difference-in-Hansen test. */
  readonly instruments: readonly InstrumentGroup[];
}

/** `log(emp)`, `lag(log(emp), 2)`, `factor(year)`. */
export function printPanelVariable(variable: PanelVariable): string {
  if (variable.kind === "factor") return `factor(${printName(variable.column)})`;
  const name = printExpression(variable.expression);
  return variable.lag === 0 ? name : `lag(${name}, ${variable.lag})`;
}

/** `gmm(log(emp), 2:99)`, `iv(w, lag(w, 0:1), eq = level)`. */
export function printInstrumentGroup(group: InstrumentGroup): string {
  const equation = group.equation === "both" ? [] : [`eq = ${group.equation}`];
  if (group.kind === "iv") return `iv(${[...printVariables(group.variables), ...equation].join(", ")})`;
  const collapse = group.collapse === undefined ? [] : [`collapse = ${group.collapse ? "TRUE" : "FALSE"}`];
  const lags = printLagRange(group.from, group.to);
  return `gmm(${[...group.variables.map(printExpression), lags, ...equation, ...collapse].join(", ")})`;
}

/** `2:99`, `2:Inf`; one lag is `2`. */
export function printLagRange(from: number, to: number): string {
  if (from === to) return String(from);
  return `${from}:${to === Number.POSITIVE_INFINITY ? "Inf" : to}`;
}

/** The formula, its parts in the order given; consecutive lags of one expression as a range. */
export function printPanelGmmFormula(formula: Omit<PanelGmmFormula, "call">): string {
  const { lhs, terms, intercept, instruments } = formula;
  const right = [...(intercept ? [] : ["0"]), ...printVariables(terms)];
  return `${printExpression(lhs)} ~ ${right.join(" + ")} | ${instruments.map(printInstrumentGroup).join(" + ")}`;
}

/** Variables, runs of consecutive lags of one expression as `lag(x, 0:2)`. */
function printVariables(variables: readonly PanelVariable[]): string[] {
  const printed: string[] = [];
  for (let i = 0; i < variables.length; i++) {
    const first = variables[i]!;
    if (first.kind === "factor") {
      printed.push(printPanelVariable(first));
      continue;
    }
    const name = printExpression(first.expression);
    let last = first.lag;
    while (continues(variables[i + 1], name, last)) {
      last++;
      i++;
    }
    printed.push(last === first.lag ? printPanelVariable(first) : `lag(${name}, ${first.lag}:${last})`);
  }
  return printed;
}

function continues(next: PanelVariable | undefined, name: string, last: number): boolean {
  return next?.kind === "expression" && next.lag === last + 1 && printExpression(next.expression) === name;
}
