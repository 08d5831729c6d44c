/**
 * What is asked of GMM on a dynamic panel, checked and completed before data are looked at: the options, those
 * an xtabond2 line brings along, and the command that asks for the same.
 */

import { columnFlag } from "../../base/column-names.js";
import { UsageError } from "../../base/errors.js";
import { flagText, quoted, shellWord } from "../../base/text.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import { filled } from "../../declare/check.js";
import type { Filled } from "../../declare/option.js";
import type { InstrumentGroup, PanelGmmFormula } from "../../formula/panel-gmm-spec.js";
import { printInstrumentGroup } from "../../formula/panel-gmm-spec.js";
import { parseExpression } from "../../formula/parser.js";
import { parsePanelGmm } from "../../formula/read-panel-gmm.js";
import { panelAbove } from "../../formula/stata/script.js";
import { isXtabond2Line, parseXtabond2, type Xtabond2Line } from "../../formula/xtabond2.js";
import { type PgmmOptions, pgmmVerb } from "./verb.js";

/** Options checked and completed, and the formula they are about. */
export interface PgmmPlan extends Omit<Filled<typeof pgmmVerb.options>, "sensitivity"> {
  readonly formula: PanelGmmFormula;
  /** Numbers of lags compared; null for none. */
  readonly depths: readonly (number | null)[] | null;
  /** The line the plan was translated from, and its options that change nothing. */
  readonly xtabond2: { readonly line: string; readonly ignored: readonly string[] } | null;
}

/** Numbers of lags compared unless given. */
const USUAL_DEPTHS = [1, 2, 3, null] as const;

/**
 * The plan of `formula`, or of an xtabond2 line over data with these `columns`.
 *
 * @throws UsageError `level`, `pgmm_option` for a value an option does not take, `pgmm_equation` for instruments of an equation the
 *   model lacks, `pgmm_no_regressor`, `xtabond2_option` where an option contradicts the line; and as `parsePanelGmm`,
 *   `parseXtabond2` and `parseExpression`.
 */
export function pgmmPlan(
  formula: string | PanelGmmFormula,
  columns: readonly string[],
  options: PgmmOptions = {},
): PgmmPlan {
  const line = typeof formula === "string" && isXtabond2Line(formula) ? parseXtabond2(formula, columns) : undefined;
  const { sensitivity, ...completed } = filled(
    pgmmVerb.options,
    line === undefined ? options : withLine(line, options),
  );
  const plan: PgmmPlan = {
    ...completed,
    formula: line?.formula ?? (typeof formula === "string" ? parsePanelGmm(formula) : formula),
    depths: depthsOf(sensitivity),
    xtabond2: line === undefined ? null : { line: (formula as string).trim(), ignored: line.ignored },
  };
  if (plan.subset !== undefined) parseExpression(plan.subset);
  if (plan.formula.terms.length === 0) {
    throw new UsageError("pgmm_no_regressor", "A dynamic panel model needs a regressor, such as lag(y, 1).", {
      got: plan.formula.call,
      expected: "y ~ lag(y, 1) + x | gmm(y, 2:99) + iv(x)",
    });
  }
  for (const group of plan.formula.instruments) requireEquation(group, plan);
  return plan;
}

/** Throws UsageError `pgmm_option` for what is no number of lags. */
function depthsOf(sensitivity: PgmmOptions["sensitivity"]): PgmmPlan["depths"] {
  if (sensitivity === undefined || sensitivity === false) return null;
  if (sensitivity === true) return USUAL_DEPTHS;
  const wrong = sensitivity.find((depth) => depth !== null && !(Number.isSafeInteger(depth) && depth >= 1));
  if (wrong === undefined && sensitivity.length > 0) return sensitivity;
  const got = wrong ?? "nothing";
  throw new UsageError("pgmm_option", `sensitivity is numbers of lags from 1, or all; got '${got}'.`, {
    got,
    expected: "numbers of lags from 1, or all",
  });
}

/** Throws what no data could serve: a line of xtabond2 may name columns by pattern, and waits for the data. */
export function checkPgmm(formula: string, options: PgmmOptions): void {
  if (!isXtabond2Line(formula)) pgmmPlan(formula, [], options);
}

/** Unit and time of lines of xtset above a line of xtabond2, which has no others. Throws as `panelAbove`. */
export function pgmmKeys(text: string): { readonly formula: string; readonly keys?: Partial<PanelKeys> } {
  const { panel, rest } = panelAbove(text);
  return panel === undefined ? { formula: rest } : { formula: rest, keys: panel };
}

/** Options with what the line says; one that says otherwise is refused. */
function withLine(line: Xtabond2Line, options: PgmmOptions): PgmmOptions {
  const { model, transform, steps, robust, small, h, arTests, level } = line;
  const said = { model, transform, steps, robust, small, h, arTests, level };
  for (const [name, value] of Object.entries(options)) {
    const ofLine = name === "collapse" || name === "timeDummies" ? false : said[name as keyof typeof said];
    if (value === undefined || ofLine === undefined || value === ofLine) continue;
    throw new UsageError(
      "xtabond2_option",
      `The option ${name} is ${String(value)}, but the xtabond2 line says ${String(ofLine)}; change the line.`,
      { got: value, expected: ofLine },
    );
  }
  return { singular: "pseudoinverse", ...options, ...said };
}

function requireEquation(group: InstrumentGroup, { model }: PgmmPlan): void {
  if (model === "system" || group.equation !== "level") return;
  const printed = printInstrumentGroup(group);
  throw new UsageError(
    "pgmm_equation",
    `${printed} serves the equation in levels, which a difference model lacks: ask for the system model, or leave it out.`,
    { got: printed, expected: "eq = diff or both" },
  );
}

/** The plan as a command line: what an xtabond2 line is translated to, and what reproduces a record. */
export function commandOf(plan: PgmmPlan, { unit, time }: PanelKeys, data: string): string {
  const flags = [
    columnFlag("panel", unit, time),
    flagText("model", plan.model),
    flagText("transform", plan.transform),
    flagText("steps", plan.steps),
    plan.robust ? "--robust" : "--no-robust",
    ...(plan.collapse ? ["--collapse"] : []),
    flagText("h", plan.h),
    ...(plan.timeDummies ? ["--time-dummies"] : []),
    ...(plan.small ? ["--small"] : []),
    ...(plan.subset === undefined ? [] : [`--subset ${quoted(plan.subset)}`]),
    ...(plan.level === 0.95 ? [] : [flagText("level", plan.level)]),
    ...(plan.arTests === 2 ? [] : [flagText("ar-tests", plan.arTests)]),
    ...(plan.singular === "refuse" ? [] : ["--singular pseudoinverse"]),
    ...(plan.depths === null ? [] : [flagText("sensitivity", plan.depths.map((depth) => depth ?? "all").join(","))]),
  ];
  return ["wasmetrics pgmm", shellWord(data), quoted(plan.formula.call), ...flags].join(" ");
}
