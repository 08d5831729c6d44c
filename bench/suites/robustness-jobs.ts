/**
 * What the robustness suite is asked by a name: `iv`, a size and perhaps `-shuffled`; and the two regressions
 * of such a job, with instruments and without, as a reader would give them to `feols`. Knows nothing of peers.
 */

import type { Table } from "../../src/data/table/table.js";
import type { Engine } from "../../src/engine/kernels/engine.js";
import type { FitRecord } from "../../src/regression/record/fit-record.js";
import { feols } from "../../src/verbs/feols/feols.js";
import type { Estimate } from "../peers/estimate.js";
import { inRandomOrder } from "../problems/catalogue.js";
import { firmYearInstruments, type InstrumentProblem } from "../problems/instruments.js";
import { ROWS } from "../problems/problem.js";
import { tableOf } from "./regression-fit.js";

const JOB = /^iv-(?<size>\de\d)(?<shuffled>-shuffled)?$/;

/** With instruments, and least squares of y on the same regressors. */
export const regressions = ["iv", "ols"] as const;
export type Regression = (typeof regressions)[number];

export interface RobustnessJob {
  readonly name: string;
  readonly problem: InstrumentProblem;
  readonly table: Table;
}

/** The jobs run when none is asked for. */
export const standardRobustnessJobs: readonly string[] = ["iv-1e6", "iv-1e6-shuffled"];

/** Whether `name` is a job, of 1e3 to 9e7 rows. */
export const isRobustnessJob = (name: string): boolean => ROWS.test(JOB.exec(name)?.groups?.size ?? "");

/** Makes the data of a job called `name`, which `isRobustnessJob` accepts. */
export function makeRobustnessJob(name: string): RobustnessJob {
  const { size, shuffled } = JOB.exec(name)!.groups as { size: string; shuffled?: string };
  const made = firmYearInstruments(size);
  const problem = shuffled === undefined ? made : inRandomOrder(made);
  return { name, problem, table: tableOf({ ...problem, name, cold: false }) };
}

/** The formula that both `feols` understand. */
export function formulaOf({ endogenous, controls, instruments, effects }: InstrumentProblem, of: Regression): string {
  const fixed = effects.map(({ name }) => name).join("+");
  return of === "iv"
    ? `y~${controls.join("+")}|${fixed}|${endogenous}~${instruments.join("+")}`
    : `y~${[endogenous, ...controls].join("+")}|${fixed}`;
}

/** Names of the coefficients: the endogenous regressor's, then the controls'. */
export const coefficientsOf = ({ endogenous, controls }: InstrumentProblem, of: Regression): readonly string[] => [
  of === "iv" ? `fit_${endogenous}` : endogenous,
  ...controls,
];

/** The regression, errors clustered by firm; rows alone in an effect are kept, as in R. */
export const fitJob = (engine: Engine, { problem, table }: RobustnessJob, of: Regression): FitRecord =>
  feols(engine, table, formulaOf(problem, of), { vcov: { cluster: ["firm"] }, fixefRm: "none" });

/** What of a record is compared. */
export function estimateIn(record: FitRecord, names: readonly string[]): Estimate {
  const coefficients = names.map((name) => record.coefficients[name]!);
  return {
    beta: Float64Array.from(coefficients, ({ estimate }) => estimate),
    se: Float64Array.from(coefficients, ({ std_error }) => std_error),
  };
}
