/**
 * Inference with few treated groups written out from the papers, on a full panel with one row a group and period: errors by two-way
 * demeaning, every sum a loop. Shares nothing with the product.
 * Sources: Conley & Taber (2011), Review of Economics and Statistics 93(1), section II; Ferman & Pinto (2019), the same 101(3), section 3.
 */

/** y and d by group, then period; groups from `firstControl` on have no change in d. */
export interface FullPanel {
  readonly y: readonly (readonly number[])[];
  readonly d: readonly (readonly number[])[];
  /** Observations behind each row. */
  readonly M: readonly (readonly number[])[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Less means of groups and periods, plus the mean of all. */
function twoWay(x: readonly (readonly number[])[]): number[][] {
  const all = mean(x.flat());
  const periods = x[0]!.map((_, t) => mean(x.map((row) => row[t]!)));
  return x.map((row) => row.map((value, t) => value - mean(row) - periods[t]! + all));
}

const dot = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number =>
  a.flat().reduce((sum, value, i) => sum + value * b.flat()[i]!, 0);

/** Estimate, residuals where the effect is `a`, and the contrasts of treated groups. */
function regression({ y, d }: FullPanel) {
  const [yy, dd] = [twoWay(y), twoWay(d)];
  const estimate = dot(dd, yy) / dot(dd, dd);
  const residualsAt = (a: number) => yy.map((row, g) => row.map((value, t) => value - a * dd[g]![t]!));
  const treated = d.flatMap((row, g) => (new Set(row).size > 1 ? [g] : []));
  const controls = d.flatMap((row, g) => (new Set(row).size > 1 ? [] : [g]));
  const away = treated.map((g) => d[g]!.map((value) => value - mean(d[g]!)));
  const squares = away.flat().reduce((sum, value) => sum + value * value, 0);
  return {
    estimate,
    residualsAt,
    treated,
    controls,
    contrasts: away.map((row) => row.map((value) => value / squares)),
  };
}

const contrast = (weights: readonly number[], errors: readonly number[]): number =>
  weights.reduce((sum, weight, t) => sum + weight * errors[t]!, 0);

/** Gamma-star of every assignment of control groups to the treated, with replacement. */
export function conleyTaber(panel: FullPanel): { readonly estimate: number; readonly draws: readonly number[] } {
  const { estimate, residualsAt, controls, contrasts } = regression(panel);
  const errors = residualsAt(estimate);
  let draws: readonly number[] = [0];
  for (const weights of contrasts) {
    draws = draws.flatMap((sum) => controls.map((g) => sum + contrast(weights, errors[g]!)));
  }
  return { estimate, draws };
}

/** The estimates of draws whose groups are `donors[b][g]`, where the effect is `a`; all treated change at once. */
export function fermanPinto(
  panel: FullPanel,
  a: number,
  donors: readonly ArrayLike<number>[],
): {
  readonly estimate: number;
  readonly constant: number;
  readonly bySize: number;
  readonly draws: readonly number[];
} {
  const { estimate, residualsAt, treated, controls, contrasts } = regression(panel);
  const errors = residualsAt(a);
  // W_g: mean after less mean before
  const weights = contrasts[0]!.map((value) => value * treated.length);
  const W = errors.map((row) => contrast(weights, row));
  const q = panel.M.map((row) => row.reduce((sum, M, t) => sum + weights[t]! ** 2 / M, 0));
  // least squares of W^2 on 1 and q, by its normal equations
  const n = W.length;
  const [sq, sqq] = [q.reduce((s, x) => s + x, 0), q.reduce((s, x) => s + x * x, 0)];
  const [sw, sqw] = [W.reduce((s, x) => s + x * x, 0), W.reduce((s, x, g) => s + x * x * q[g]!, 0)];
  const determinant = n * sqq - sq * sq;
  const constant = (sqq * sw - sq * sqw) / determinant;
  const bySize = (n * sqw - sq * sw) / determinant;
  const sd = q.map((value) => Math.sqrt(constant + bySize * value));
  const draws = donors.map((donor) => {
    const drawn = W.map((_, g) => (W[donor[g]!]! / sd[donor[g]!]!) * sd[g]!);
    return mean(treated.map((g) => drawn[g]!)) - mean(controls.map((g) => drawn[g]!));
  });
  return { estimate, constant, bySize, draws };
}
