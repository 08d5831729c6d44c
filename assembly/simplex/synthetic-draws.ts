import { f64At, InF64, InU32, OutF64, setF64, u32At, WorkF64, WorkU32 } from "../abi";
import { simplexPoints } from "./simplex-points";
import { centre } from "./centre";

/** The mean of `count` units of a period. */
// @ts-ignore: decorator
@inline function meanOf(column: usize, members: usize, count: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < count; i++) sum += f64At(column, u32At(members, i));
  return sum / <f64>count;
}

/**
 * Effects of synthetic differences-in-differences in draws of units: of each group of treated units and period, how far its mean lies above
 * that of its donors, weighed so that the path before treatment is matched, less what it does so on average of the periods before
 * treatment, weighed so that they match those after it.
 *
 * In    low, high the draws of this call; nUnits, nPeriods of Y, a column a period; most donors of a draw; Y f64[nUnits*nPeriods];
 *       starts u32[draws*(nGroups+1)+1] and members u32[...]: of each draw its donors, then the units of each group; firsts
 *       u32[nGroups] periods before the treatment of each, > 0; penalties f64[2*nGroups] the square of the penalty on unit weights and of that on
 *       time weights
 * Out   effects f64[nPeriods*nGroups*draws]; NaN for a group without a unit in the draw
 * Work  work f64[...] and places u32[...] as syntheticWork and syntheticPlaces of src/engine/kernels/synthetic.ts have them
 * Info  0; 5 where a number is not finite; 6 for a draw without a donor
 * Cost  O(nPeriods^2 nUnits) a draw and group
 * Source  Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), American Economic Review 111(12), doi:10.1257/aer.20190159, algorithm 1
 */
export function syntheticDraws(
  low: usize, high: usize, nUnits: usize, nPeriods: usize, nGroups: usize, most: usize, Y: InF64, starts: InU32, members: InU32,
  firsts: InU32, penalties: InF64, effects: OutF64, work: WorkF64, places: WorkU32,
): i32 {
  const D = work, omega = D + ((most * nPeriods) << 3), lambda = omega + (most << 3), path = lambda + (nPeriods << 3);
  const target = path + (nPeriods << 3), rest = target + (max(most, nPeriods) << 3);
  for (let draw = low; draw < high; draw++) {
    const offsets = starts + ((draw * (nGroups + 1)) << 2);
    const donors = members + (u32At(offsets, 0) << 2);
    const n: usize = u32At(offsets, 1) - u32At(offsets, 0);
    if (n == 0) return 6;
    for (let g: usize = 0; g < nGroups; g++) {
      const out = effects + (((draw * nGroups + g) * nPeriods) << 3);
      const treated = members + (u32At(offsets, g + 1) << 2);
      const count: usize = u32At(offsets, g + 2) - u32At(offsets, g + 1);
      if (count == 0) {
        for (let t: usize = 0; t < nPeriods; t++) setF64(out, t, NaN);
        continue;
      }
      const before = u32At(firsts, g);
      for (let t: usize = 0; t < nPeriods; t++) setF64(path, t, meanOf(Y + ((t * nUnits) << 3), treated, count));
      // weights of donors: their paths before treatment, levels aside
      for (let j: usize = 0; j < n; j++) {
        const column = D + ((j * before) << 3), unit = u32At(donors, j);
        for (let t: usize = 0; t < before; t++) setF64(column, t, f64At(Y, t * nUnits + unit) - f64At(path, t));
        centre(before, column);
      }
      const forUnits = simplexPoints(before, n, <f64>before * f64At(penalties, 2 * g), D, omega, rest, places);
      // weights of periods: donors in them, levels aside, against their mean after treatment
      for (let j: usize = 0; j < n; j++) {
        const unit = u32At(donors, j);
        let sum: f64 = 0;
        for (let t = before; t < nPeriods; t++) sum += f64At(Y, t * nUnits + unit);
        setF64(target, j, sum / <f64>(nPeriods - before));
      }
      for (let t: usize = 0; t < before; t++) {
        const column = D + ((t * n) << 3), period = Y + ((t * nUnits) << 3);
        for (let j: usize = 0; j < n; j++) setF64(column, j, f64At(period, u32At(donors, j)) - f64At(target, j));
        centre(n, column);
      }
      const forTimes = simplexPoints(n, before, <f64>n * f64At(penalties, 2 * g + 1), D, lambda, rest, places);
      if (isNaN(forUnits + forTimes)) return 5;
      let level: f64 = 0;
      for (let t: usize = 0; t < nPeriods; t++) {
        const period = Y + ((t * nUnits) << 3);
        let synthetic: f64 = 0;
        for (let j: usize = 0; j < n; j++) synthetic += f64At(omega, j) * f64At(period, u32At(donors, j));
        const gap = f64At(path, t) - synthetic;
        setF64(out, t, gap);
        if (t < before) level += f64At(lambda, t) * gap;
      }
      for (let t: usize = 0; t < nPeriods; t++) setF64(out, t, f64At(out, t) - level);
    }
  }
  return 0;
}
