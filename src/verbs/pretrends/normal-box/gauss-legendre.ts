/**
 * Nodes and weights of Gauss and Legendre's rule on [-1, 1].
 * Source: Golub & Welsch (1969), Mathematics of Computation 23, doi:10.1090/S0025-5718-69-99647-1.
 */
import { symmetricEigen } from "../../../base/small-matrices.js";

export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, Rule>();

/** The rule of `m` nodes, made once. */
export function gaussLegendre(m: number): Rule {
  const made = rules.get(m);
  if (made !== undefined) return made;
  const jacobi = new Float64Array(m * m);
  for (let i = 1; i < m; i++) {
    const beside = i / Math.sqrt(4 * i * i - 1);
    jacobi[(i - 1) * m + i] = beside;
    jacobi[i * m + i - 1] = beside;
  }
  const { values } = symmetricEigen(jacobi, m);
  const nodes = values.map((_, i) => polished(m, (values[i]! - values[m - 1 - i]!) / 2));
  const rule = { nodes, weights: nodes.map((x) => weightAt(m, x)) };
  rules.set(m, rule);
  return rule;
}

/** P_m and its derivative at x, by the recursion in three terms. */
function legendre(m: number, x: number): { readonly value: number; readonly slope: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= m; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (m * (before - x * value)) / (1 - x * x) };
}

/** One step of Newton's: eigenvalues are good to some units in the last place. */
function polished(m: number, x: number): number {
  const { value, slope } = legendre(m, x);
  return x - value / slope;
}

function weightAt(m: number, x: number): number {
  const { slope } = legendre(m, x);
  return 2 / ((1 - x * x) * slope * slope);
}
