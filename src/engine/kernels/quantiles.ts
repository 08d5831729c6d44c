/**
 * Quantiles within groups: values are put side by side by group once, then ranges of groups are tasks.
 * Knows nothing of what the values are.
 */
import { UsageError } from "../../base/errors.js";
import { checkInfo, checkLength } from "./checks.js";
import type { Engine, Task } from "./engine.js";
import { RANGE } from "./ranges.js";

/** Ranges of whole groups [first, last) of about 65,536 rows or more, fixed by where groups begin. */
function rangesOfGroups(offsets: Uint32Array): (readonly [number, number])[] {
  const nGroups = offsets.length - 1;
  const ranges: (readonly [number, number])[] = [];
  for (let first = 0, last = 1; last <= nGroups; last++) {
    if (last < nGroups && offsets[last]! - offsets[first]! < RANGE) continue;
    ranges.push([first, last]);
    first = last;
  }
  return ranges;
}

/**
 * Quantiles of `x` f64[n] within groups, a column of nGroups numbers for each of `probabilities`, one after the other; NaN
 * in a group without a value. `codes` u32[n] in 0..nGroups-1; rows whose x is NaN are skipped.
 *
 * Without weights: type 7, linear between order statistics. With `weights` f64[n] > 0: the least x whose weights up to it
 * reach p times their total, averaged with the next where they meet it exactly (type 2, weights counting equal
 * observations). Neither depends on the order of rows. Throws UsageError `probability_range`, KernelError on unequal
 * lengths or a code out of range.
 *
 * Source: Hyndman & Fan (1996), The American Statistician 50(4), doi:10.1080/00031305.1996.10473566.
 */
export function groupQuantiles(
  engine: Engine,
  x: Float64Array,
  codes: Uint32Array,
  nGroups: number,
  probabilities: readonly number[],
  weights: Float64Array | null = null,
): Float64Array {
  const n = x.length;
  const nP = probabilities.length;
  checkLength("groupQuantiles", "codes", codes.length, n);
  if (weights !== null) checkLength("groupQuantiles", "weights", weights.length, n);
  requireProbabilities(probabilities);
  return engine.scope((scope) => {
    const weighted = weights === null ? 0 : 1;
    const [offsets, ends, placed, p] = [
      scope.u32(nGroups + 1),
      scope.u32(nGroups),
      scope.f64(n),
      scope.copyF64(Float64Array.from(probabilities)),
    ];
    const loadedWeights = scope.f64(weighted * n).address;
    scope.scope((inner) => {
      const [values, groups] = [inner.copyF64(x).address, inner.copyU32(codes).address];
      const w = weights === null ? 0 : inner.copyF64(weights).address;
      const { csrOffsets, placeByGroup } = engine.kernels;
      checkInfo("csrOffsets", csrOffsets(n, nGroups, groups, offsets.address));
      const columns = [values, groups, w, offsets.address, ends.address, placed.address, loadedWeights] as const;
      checkInfo("placeByGroup", placeByGroup(n, nGroups, weighted, ...columns));
    });
    const out = scope.f64(nGroups * nP);
    const tasks = rangesOfGroups(offsets.view().slice()).map(
      ([first, last]): Task => [
        ...[first, last, nGroups, nP, weighted, offsets.address, ends.address],
        ...[placed.address, loadedWeights, p.address, out.address],
      ],
    );
    engine.run("groupQuantiles", tasks);
    return Float64Array.from(out.view());
  });
}

function requireProbabilities(probabilities: readonly number[]): void {
  const outside = probabilities.find((p) => !(p >= 0 && p <= 1));
  if (outside === undefined) return;
  throw new UsageError("probability_range", `Quantiles are at shares from 0 to 1, got ${outside}; 0.5 is the median.`, {
    got: outside,
    expected: "0 <= p <= 1",
  });
}
