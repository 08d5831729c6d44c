/**
 * What is asked of GMM on a dynamic panel, checked and completed before data are looked at: the options, those
 * an xtabond2 line brings along, and the command that asks for the same.
 */
import { UsageError } from "../../base/errors.js";
import type { LongOptions } from "../../base/progress.js";
import type { PanelKeys } from "../../data/panel/panel.js";
import type { InstrumentGroup, PanelGmmFormula } from "../../formula/panel-gmm-spec.js";
import { printInstrumentGroup } from "../../formula/panel-gmm-spec.js";
import { parseExpression } from "../../formula/parser.js";
import { parsePanelGmm } from "../../formula/read-panel-gmm.js";
import { isXtabond2Line, parseXtabond2, type Xtabond2Line } from "../../formula/xtabond2.js";
import { requireLevel } from "../../regression/tests/coefficients.js";

export interface PgmmOptions extends Pick<LongOptions, "onProgress" | "signal"> {
  /** The transformed equation alone (default), or with that in levels. */
  readonly model?: "difference" | "system";
  /** First differences (default) or forward orthogonal deviations. */
  readonly transform?: "d" | "fod";
  /** Default 1. */
  readonly steps?: 1 | 2 | "iterated";
  /** H of the one-step weight as xtabond2 numbers them, default 3. */
  readonly h?: 1 | 2 | 3;
  /** Collapse every `gmm()` that does not say otherwise; default false. */
  readonly collapse?: boolean;
  /** Default true: one-step errors clustered by unit, two-step errors corrected as Windmeijer does. */
  readonly robust?: boolean;
  /** t and F with a small-sample factor in place of z and chi-squared; default false. */
  readonly small?: boolean;
  /** Dummies of the periods, as regressors and as their own instruments; default false. */
  readonly timeDummies?: boolean;
  /** A condition on columns: equations are estimated where it holds; other rows still serve as lags. */
  readonly subset?: string;
  /** Confidence level of the intervals, default 0.95. */
  readonly level?: number;
  /** Highest order of the test of serial correlation, default 2. */
  readonly arTests?: number;
  /** A weight that has no inverse: refused (default), or its Moore-Penrose inverse taken, as xtabond2 and plm do. */
  readonly singular?: "refuse" | "pseudoinverse";
  /** Also the estimate with so many lags in every `gmm()`, null for all, collapsed and not; true for 1, 2, 3 and all. */
  readonly sensitivity?: boolean | readonly (number | null)[];
}

/** Options checked and completed, and the formula they are about. */
export interface PgmmPlan {
  readonly formula: PanelGmmFormula;
  readonly model: "difference" | "system";
  readonly transform: "d" | "fod";
  readonly steps: 1 | 2 | "iterated";
  readonly h: 1 | 2 | 3;
  readonly collapse: boolean;
  readonly robust: boolean;
  readonly small: boolean;
  readonly timeDummies: boolean;
  readonly subset: string | null;
  readonly level: number;
  readonly arTests: number;
  readonly singular: "refuse" | "pseudoinverse";
  /** Numbers of lags compared; null for none. */
  readonly depths: readonly (number | null)[] | null;
  /** The line the plan was translated from, and its options that change nothing. */
  readonly xtabond2: { readonly line: string; readonly ignored: readonly string[] } | null;
}

/** Numbers of lags compared unless given. */
const USUAL_DEPTHS = [1, 2, 3, null] as const;
/** Most orders of serial correlation tested. */
const MOST_AR_TESTS = 20;

/**
 * The plan of `formula`, or of an xtabond2 line over data with these `columns`.
 *
 * @throws UsageError `pgmm_option` for a value an option does not take, `pgmm_equation` for instruments of an equation the
 *   model lacks, `pgmm_no_regressor`, `xtabond2_option` where an option contradicts the line; and as `parsePanelGmm`,
 *   `parseXtabond2`, `requireLevel` and `parseExpression`.
 */
export function pgmmPlan(
  formula: string | PanelGmmFormula,
  columns: readonly string[],
  options: PgmmOptions = {},
): PgmmPlan {
  const line = typeof formula === "string" && isXtabond2Line(formula) ? parseXtabond2(formula, columns) : undefined;
  const said = line === undefined ? options : withLine(line, options);
  const plan: PgmmPlan = {
    formula: line?.formula ?? (typeof formula === "string" ? parsePanelGmm(formula) : formula),
    model: oneOf("model", said.model, ["difference", "system"]),
    transform: oneOf("transform", said.transform, ["d", "fod"]),
    steps: oneOf("steps", said.steps, [1, 2, "iterated"]),
    h: said.h === undefined ? 3 : oneOf("h", said.h, [1, 2, 3]),
    collapse: said.collapse ?? false,
    robust: said.robust ?? true,
    small: said.small ?? false,
    timeDummies: said.timeDummies ?? false,
    subset: said.subset ?? null,
    level: said.level ?? 0.95,
    arTests: said.arTests ?? 2,
    singular:
      said.singular === undefined && line !== undefined
        ? "pseudoinverse"
        : oneOf("singular", said.singular, ["refuse", "pseudoinverse"]),
    depths: depthsOf(said.sensitivity),
    xtabond2: line === undefined ? null : { line: (formula as string).trim(), ignored: line.ignored },
  };
  requireLevel(plan.level);
  if (plan.subset !== null) parseExpression(plan.subset);
  if (!Number.isSafeInteger(plan.arTests) || plan.arTests < 0 || plan.arTests > MOST_AR_TESTS) {
    throw badOption("ar-tests", plan.arTests, `a whole number from 0 to ${MOST_AR_TESTS}`);
  }
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
  throw badOption("sensitivity", wrong ?? "nothing", "numbers of lags from 1, or all");
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
  return { ...options, ...said };
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

function oneOf<T>(name: string, value: T | undefined, allowed: readonly [T, ...T[]]): T {
  if (value === undefined) return allowed[0];
  if (allowed.includes(value)) return value;
  throw badOption(name, value, allowed.join(", "));
}

function badOption(name: string, got: unknown, expected: string): UsageError {
  return new UsageError("pgmm_option", `${name} is one of ${expected}; got '${String(got)}'.`, { got, expected });
}

/** The plan as a command line: what an xtabond2 line is translated to, and what reproduces a record. */
export function commandOf(plan: PgmmPlan, { unit, time }: PanelKeys, data: string): string {
  const flags = [
    `--panel ${unit},${time}`,
    `--model ${plan.model}`,
    `--transform ${plan.transform}`,
    `--steps ${plan.steps}`,
    plan.robust ? "--robust" : "--no-robust",
    ...(plan.collapse ? ["--collapse"] : []),
    `--h ${plan.h}`,
    ...(plan.timeDummies ? ["--time-dummies"] : []),
    ...(plan.small ? ["--small"] : []),
    ...(plan.subset === null ? [] : [`--subset "${plan.subset}"`]),
    ...(plan.level === 0.95 ? [] : [`--level ${plan.level}`]),
    ...(plan.arTests === 2 ? [] : [`--ar-tests ${plan.arTests}`]),
    ...(plan.singular === "refuse" ? [] : ["--singular pseudoinverse"]),
    ...(plan.depths === null ? [] : [`--sensitivity ${plan.depths.map((depth) => depth ?? "all").join(",")}`]),
  ];
  return `wasmetrics pgmm ${data} "${plan.formula.call}" ${flags.join(" ")}`;
}
