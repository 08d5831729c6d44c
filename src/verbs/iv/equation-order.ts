/**
 * The orders coefficients of an equation with instruments are in: as a fit of the equation has them, [W X], and as they are
 * printed, intercept, endogenous, exogenous, the endogenous as `fit_x`.
 */
import type { OlsResult } from "../../regression/least-squares/ols.js";
import type { Vcov } from "../../regression/variance/vcov.js";

const INTERCEPT = "(Intercept)";

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
