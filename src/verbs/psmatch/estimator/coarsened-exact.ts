/**
 * Coarsened exact matching: covariates cut into bins, units matched with all units of the other group that
 * agree in every bin; and the imbalance of two groups over such cells. Factors come as codes and are matched exactly.
 */
import { DataError, UsageError } from "../../../base/errors.js";
import { countNotFinite } from "../../../engine/kernels/blas.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import { groupSums } from "../../../engine/kernels/groups.js";
import {
  type Coded,
  combineCodes,
  cutCodes,
  extremes,
  stratumWeights,
} from "../../../engine/kernels/kernel-weights.js";
import { groupWeights } from "./balance.js";
import type { Candidates, Matching } from "./match.js";

export interface CoarsenedMatching extends Matching {
  readonly pairs: null;
  /** The cell of every unit, those that don't take part among them. */
  readonly strata: Coded;
  /** Cells that hold units of both groups that take part. */
  readonly nMatchedStrata: number;
  readonly nTreated: number;
  readonly nControls: number;
}

/**
 * Inner edges of `bins` bins of equal width between the smallest and the largest number: low + i (high - low) / bins. None
 * when all numbers are equal. Throws UsageError `bins`, DataError `not_finite`.
 */
export function equalWidthCuts(engine: Engine, x: Float64Array, bins: number): Float64Array {
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new UsageError("bins", `A covariate must be cut into a whole number of bins, 1 or more; got ${bins}.`, {
      got: bins,
      expected: "1, 2, ...",
    });
  }
  requireFinite(engine, x);
  const { low, high } = extremes(engine, x);
  const width = (high - low) / bins;
  if (!(width > 0)) return new Float64Array(0);
  return Float64Array.from({ length: bins - 1 }, (_, i) => low + (i + 1) * width);
}

/**
 * Edges by the rule of Sturges: ceiling(log2 n + 1) bins of equal width. Source: Sturges (1926), Journal of the American
 * Statistical Association 21(153), doi:10.1080/01621459.1926.10502161.
 */
export function sturgesCuts(engine: Engine, x: Float64Array): Float64Array {
  return equalWidthCuts(engine, x, sturgesBins(x.length));
}

/** ceiling(log2 n + 1), by doubling: exact for every n. */
export function sturgesBins(n: number): number {
  let bins = 1;
  for (let size = 1; size < n; size *= 2) bins++;
  return bins;
}

/**
 * Bins of a covariate between ascending `cuts`; a number at a cut is in the bin above it. Throws UsageError `cuts` unless they
 * ascend, DataError `not_finite`.
 */
export function coarsen(engine: Engine, x: Float64Array, cuts: Float64Array): Coded {
  const at = cuts.findIndex((cut, i) => !(i === 0 ? Number.isFinite(cut) : cut > cuts[i - 1]!));
  if (at >= 0) {
    throw new UsageError("cuts", `Cutpoints must be finite and ascend; cutpoint ${at + 1} is ${cuts[at]}.`, {
      got: cuts[at],
      expected: at === 0 ? "a finite number" : `above ${cuts[at - 1]}`,
    });
  }
  requireFinite(engine, x);
  return { codes: cutCodes(engine, x, cuts), nLevels: cuts.length + 1 };
}

/** Cells of the units: combinations of codes that occur, in the order of the first code, then the second, and so on. */
export function strataOf(engine: Engine, n: number, parts: readonly Coded[]): Coded {
  const one: Coded = { codes: new Uint32Array(n), nLevels: 1 };
  return parts.reduce((cells, part) => combineCodes(engine, cells, part), one);
}

/**
 * Matches within cells of `parts` (and of `candidates.cells`): treated units weigh 1 where their cell has a control, controls
 * the treated of their cell over its controls, so that controls sum to the number of treated that are matched.
 *
 * Throws DataError `no_overlap` when no cell holds both groups.
 *
 * Source: Iacus, King & Porro (2012), Political Analysis 20(1), doi:10.1093/pan/mpr013.
 */
export function coarsenedExactMatching(
  engine: Engine,
  candidates: Candidates,
  parts: readonly Coded[],
): CoarsenedMatching {
  const { treated, eligible, cells, nCells } = candidates;
  const strata = strataOf(engine, treated.length, [{ codes: cells, nLevels: nCells }, ...parts]);
  const present = Float64Array.from(eligible);
  const [in1, in0] = ([1, 0] as const).map((group) =>
    groupSums(engine, groupWeights(treated, group, present), strata.codes, strata.nLevels),
  ) as [Float64Array, Float64Array];
  const both = in1.map((count, s) => (count > 0 && in0[s]! > 0 ? 1 : 0));
  const sum = (counts: Float64Array) => counts.reduce((total, count, s) => total + count * both[s]!, 0);
  if (sum(in1) === 0) {
    throw new DataError(
      "no_overlap",
      `Coarsened exact matching: none of ${strata.nLevels} cells holds both a treated unit and a control. Use fewer covariates or wider bins.`,
      { got: 0, expected: "at least one cell with both groups" },
    );
  }
  const weights = stratumWeights(engine, strata.codes, groupWeights(treated, 1, null), in1, in0);
  return {
    weights: weights.map((w, i) => w * present[i]!),
    ...{ pairs: null, strata, nMatchedStrata: sum(both), nTreated: sum(in1), nControls: sum(in0) },
  };
}

/**
 * Imbalance L1 of treated and controls over cells: half the sum of the absolute differences of the cells' shares. 0 for equal
 * distributions, 1 for no cell in common. `weights` f64[n], or null for none. NaN when a group has no weight.
 *
 * Source: Iacus, King & Porro (2011), Journal of the American Statistical Association 106(493),
 * doi:10.1198/jasa.2011.tm09599.
 */
export function imbalanceL1(
  engine: Engine,
  { codes, nLevels }: Coded,
  treated: Uint8Array,
  weights: Float64Array | null,
): number {
  const shares = ([1, 0] as const).map((group) => {
    const counts = groupSums(engine, groupWeights(treated, group, weights), codes, nLevels);
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => count / total);
  }) as [Float64Array, Float64Array];
  return shares[0].reduce((sum, share, s) => sum + Math.abs(share - shares[1][s]!), 0) / 2;
}

function requireFinite(engine: Engine, x: Float64Array): void {
  if (countNotFinite(engine, x) === 0) return;
  const row = x.findIndex((value) => !Number.isFinite(value));
  throw new DataError("not_finite", `A covariate to be cut into bins is ${x[row]} in row ${row + 1} of the sample.`, {
    row: row + 1,
    got: x[row],
    expected: "a finite number",
  });
}
