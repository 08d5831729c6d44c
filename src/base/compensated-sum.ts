/**
 * Sums that keep the digits lost to each addition, for totals and moments that are printed.
 */

/**
 * The sum of `values`, its error bounded by a rounding of the sum itself; infinite or NaN where the plain sum is.
 * Source: Neumaier (1974), ZAMM 54(1), doi:10.1002/zamm.19740540106.
 */
export function compensatedSum(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(sum) ? sum + lost : sum;
}
