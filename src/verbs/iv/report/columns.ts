/**
 * An equation with instruments as columns of a table: a first stage for each instrumented regressor, the
 * equation itself, and the reduced form where wanted. Each is a record of a regression, so that one table shows all.
 * Computes nothing.
 */

import type { FitRecord } from "../../../regression/record/fit-record.js";
import type { IvRecord, StageRecord } from "../../../regression/record/iv-record.js";

/** The record of an equation with instruments. */
export type IvFit = FitRecord & { readonly iv: IvRecord };

/** A column of the table: what it is, of which variable, and the equation it belongs to. */
export interface IvColumn {
  readonly kind: "first" | "second" | "reduced";
  readonly fit: FitRecord;
  readonly equation: IvFit;
}

/** Whether the record is of an equation with instruments. */
export const isIvFit = (fit: FitRecord): fit is IvFit => fit.iv !== undefined;

/** What the columns themselves show. */
const SHOWN_BY_COLUMNS = ["first_stage_sign"];

/** First stages in the order of the instrumented regressors, the equation, then the reduced form if `reducedForm`. */
export function ivColumns(equation: IvFit, reducedForm: boolean): IvColumn[] {
  const { iv, first_stage } = equation;
  return [
    ...iv.endogenous.map(
      (name): IvColumn => ({ kind: "first", equation, fit: asFit(equation, name, first_stage[name]!) }),
    ),
    {
      kind: "second",
      equation,
      fit: { ...equation, notes: equation.notes.filter(({ code }) => !SHOWN_BY_COLUMNS.includes(code)) },
    },
    ...(reducedForm
      ? [{ kind: "reduced", equation, fit: asFit(equation, equation.depvar, iv.reduced_form) } as const]
      : []),
  ];
}

/** A stage as the record of a regression; what is said once, of the equation, is not said again. */
function asFit(equation: IvFit, depvar: string, stage: StageRecord): FitRecord {
  const { iv: _, ...shared } = equation;
  return {
    ...shared,
    kind: "ols",
    depvar,
    coefficients: stage.coefficients,
    collinear: [],
    vcov: { ...equation.vcov, df: stage.df, K: stage.K, names: Object.keys(stage.coefficients), matrix: [] },
    fit: { ...equation.fit, r2: stage.r2, within_r2: stage.within_r2 },
    first_stage: {},
    tests: {},
    notes: [],
  };
}
