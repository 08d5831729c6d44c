/**
 * The orders columns of an equation with instruments are in: as placed in memory, [Z W X y]; as a fit of the
 * equation has them, [W X]; and as coefficients are printed, intercept, endogenous, exogenous, the endogenous as `fit_x`.
 */
import type { SampleColumn } from "../../base/sample-column.js";
import type { EquationTerms } from "../../regression/frame/model-frame.js";
import type { ExpandedTerms } from "../../regression/frame/terms.js";
import type { OlsResult } from "../../regression/least-squares/ols.js";
import type { Vcov } from "../../regression/variance/vcov.js";

const INTERCEPT = "(Intercept)";

/** Columns in memory order with the names they bear in data, and those of their coefficients. */
export interface MemoryTerms {
  readonly names: readonly string[];
  readonly columns: readonly SampleColumn[];
  readonly asCoefficients: ExpandedTerms;
}

/** All columns of an equation but the outcome, in memory order. */
export function inMemory({ excluded, exogenous, endogenous }: EquationTerms): MemoryTerms {
  const parts = [excluded, exogenous, endogenous];
  const columns = parts.flatMap((part) => part.columns);
  const notes = [...new Map(parts.flatMap((part) => part.notes).map((note) => [note.message, note])).values()];
  const fitted = endogenous.names.map((name) => `fit_${name}`);
  return {
    names: parts.flatMap(({ names }) => names),
    columns,
    asCoefficients: { names: [...excluded.names, ...exogenous.names, ...fitted], columns, notes },
  };
}

/** Positions with the intercept, where there is one, before the others. */
export const interceptFirst = (names: readonly string[]): number[] => {
  const all = names.map((_, j) => j);
  return [...all.filter((j) => names[j] === INTERCEPT), ...all.filter((j) => names[j] !== INTERCEPT)];
};

/** Positions in [W X], kw and kx columns, in printed order. */
export function printedOrder(exogenous: readonly string[], kx: number): number[] {
  const kw = exogenous.length;
  const ordered = interceptFirst(exogenous);
  const first = exogenous.includes(INTERCEPT) ? 1 : 0;
  return [...ordered.slice(0, first), ...Array.from({ length: kx }, (_, j) => kw + j), ...ordered.slice(first)];
}

/** Coefficients and covariance in another order; what lies in linear memory stays in its own. */
export function inOrder(
  result: OlsResult,
  covariance: Vcov,
  order: readonly number[],
): { readonly result: OlsResult; readonly covariance: Vcov } {
  const k = order.length;
  const beta = Float64Array.from(order, (j) => result.fit.beta[j]!);
  const matrix = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) matrix[i * k + j] = covariance.matrix[order[i]! * k + order[j]!]!;
  return {
    result: { ...result, fit: { ...result.fit, beta }, kept: order.map((j) => result.kept[j]!) },
    covariance: { ...covariance, matrix, vanishing: covariance.vanishing.map((j) => order.indexOf(j)) },
  };
}
