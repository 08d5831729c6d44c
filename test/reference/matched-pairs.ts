/**
 * Plain TypeScript references of the kernels over matched pairs: one unit after the other.
 */
import type { Arrays } from "../cases/row.js";

export function pairEffects(given: Arrays<"pairEffects">): number {
  const { n, nPairs, treated, control, share, y, matched, effect, used, squares } = given;
  for (const out of [matched, effect, used, squares]) out.fill(0);
  for (let p = 0; p < nPairs; p++) {
    const [t, c, s] = [treated[p]!, control[p]!, share[p]!];
    if (t >= n) return -3;
    if (c >= n) return -4;
    matched[t] = 1;
    effect[t]! += s * (y[t]! - y[c]!);
    used[c]! += s;
    squares[c]! += s * s;
  }
  return 0;
}

export function pairSquares({ n, nPairs, centre, treated, control, share, y }: Arrays<"pairSquares">): number {
  let sum = 0;
  for (let p = 0; p < nPairs; p++) {
    if (treated[p]! >= n || control[p]! >= n) return Number.NaN;
    sum += share[p]! * (y[treated[p]!]! - y[control[p]!]! - centre) ** 2;
  }
  return sum;
}

export function abadieImbensSums(given: Arrays<"abadieImbensSums">): number {
  const { n, centre, matched, effect, used, squares, sigma2, sums } = given;
  sums.fill(0);
  for (let i = 0; i < n; i++) {
    const [m, K] = [matched[i]!, used[i]!];
    const deviation = effect[i]! - centre;
    sums[0]! += m;
    sums[1]! += m * deviation;
    sums[2]! += m * deviation ** 2;
    sums[3]! += (K * K - squares[i]!) * sigma2[i]!;
    sums[4]! += (m - K) ** 2 * sigma2[i]!;
  }
  return 0;
}

export function neighbourVariances(given: Arrays<"neighbourVariances">): number {
  const { n, neighbours, scale, tolerance, x, y, variances } = given;
  if (neighbours === 0) return -2;
  if (x.some(Number.isNaN)) return -5;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => x[i]! - x[j]!);
  order.forEach((unit, place) => {
    const squared = (at: number) => {
      const distance = at < 0 || at >= n ? Number.POSITIVE_INFINITY : Math.abs(x[order[at]!]! - x[unit]!) * scale;
      return distance * distance;
    };
    let [low, high, reach] = [place, place, 0];
    for (let found = 0; found < Math.min(neighbours, n - 1); found++) {
      reach = Math.min(squared(low - 1), squared(high + 1));
      if (squared(low - 1) === reach) low--;
      else high++;
    }
    while (squared(low - 1) <= reach + tolerance) low--;
    while (squared(high + 1) <= reach + tolerance) high++;
    const near = order.subarray(low, high + 1);
    const mean = near.reduce((sum, j) => sum + y[j]!, 0) / near.length;
    variances[unit] = near.reduce((sum, j) => sum + (y[j]! - mean) ** 2, 0) / (near.length - 1);
  });
  return 0;
}
