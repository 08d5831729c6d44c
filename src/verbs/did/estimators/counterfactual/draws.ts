/**
 * Fits of a sample drawn again: units (or clusters of them) with replacement, apart for those ever treated and the others, or without each
 * in turn. A draw is weights of units. Knows no estimator and no average.
 */
import { handShare, shareOf, takeWhole } from "../../../../base/replications.js";
import { copyOut } from "../../../../engine/kernels/blas.js";
import { clusterCountsBlock, PURPOSE } from "../../../../engine/kernels/cluster-draws.js";
import { counterfactualFits, FIT_STATUS } from "../../../../engine/kernels/counterfactual.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidRun } from "../../shared/estimator.js";
import type { Cells } from "./cells.js";
import { type Labelling, stacked } from "./groups.js";
import {
  type CounterfactualFit,
  DRAW_TOLERANCE,
  MOST_DRAW_STEPS,
  type Model,
  problemOf,
  type Rank,
  ranksOf,
} from "./model.js";

/** A fit that draws are made of: which cells it uses, where it starts, and what is averaged of it. */
export interface Readout {
  readonly name: string;
  readonly used: Uint8Array;
  readonly start: CounterfactualFit["start"];
  readonly labellings: readonly Labelling[];
}

/** By draw and group, through all labellings: the average, NaN where a draw has none. */
export type Drawn = Readonly<Record<string, Float64Array>>;

/** Counts of clusters by draw, f64[count * clusters]. */
export type CountsOf = (first: number, count: number) => Float64Array;

/** Numbers of weights made at a time. */
const MOST_WEIGHTS = 2 ** 20;

/** Draws with replacement, as many of clusters with units ever treated, and of the others, as there are. */
export function drawnClusters(engine: Engine, isTreated: Uint8Array, seed: number): CountsOf {
  const strata = [1, 0].map((own) => Uint32Array.from(isTreated.keys()).filter((c) => isTreated[c] === own));
  const purposes = [PURPOSE.counterfactualTreated, PURPOSE.counterfactualControls];
  return (first, count) => {
    const counts = new Float64Array(count * isTreated.length);
    strata.forEach((members, s) => {
      if (members.length === 0) return;
      const own = engine.scope((scope) =>
        copyOut(clusterCountsBlock(engine, scope, members.length, { first, count, seed, purpose: purposes[s]! })),
      );
      for (let d = 0; d < count; d++) {
        members.forEach((c, j) => {
          counts[d * isTreated.length + c] = own[d * members.length + j]!;
        });
      }
    });
    return counts;
  };
}

/** Each cluster left out in turn. */
export const leftOut =
  (nClusters: number): CountsOf =>
  (first, count) =>
    Float64Array.from({ length: count * nClusters }, (_, at) =>
      Number(at % nClusters !== first + Math.floor(at / nClusters)),
    );

/** Makes draws by `make`, or those of one task, or takes them as made before; columns are f64[draws * width]. */
export function inShares(
  stage: string,
  draws: number,
  columns: Drawn,
  { signal, onProgress, replications }: DidRun,
  make: (first: number, count: number) => void,
  together: number,
): void {
  if (replications?.kind === "whole") {
    takeWhole(replications, stage, columns);
    return;
  }
  const share =
    replications === undefined ? { first: 0, count: draws } : shareOf(draws, replications.task, replications.tasks);
  const end = share.first + share.count;
  const started = performance.now();
  for (let { first } = share; first < end; first += together) {
    signal?.throwIfAborted();
    const count = Math.min(together, end - first);
    make(first, count);
    const done = first + count - share.first;
    const msLeft = ((performance.now() - started) * (share.count - done)) / done;
    onProgress?.({ stage, fraction: done / share.count, msLeft });
  }
  if (replications !== undefined) handShare(replications, { stage, of: draws, ...share, columns });
}

/** All draws of all readouts. */
export function drawFits(
  engine: Engine,
  model: Model,
  rank: Rank,
  readouts: readonly Readout[],
  { draws, stage, countsOf, clusterOf }: { draws: number; stage: string; countsOf: CountsOf; clusterOf: Uint32Array },
  run: DidRun,
): Drawn {
  const { cells, scale } = model;
  const { N, isFitted, weights } = cells;
  const plans = readouts.map((readout) => ({ readout, ...stacked(readout.labellings) }));
  const columns = Object.fromEntries(
    plans.map(({ readout, nGroups }) => [readout.name, new Float64Array(draws * nGroups).fill(Number.NaN)]),
  );
  const nClusters = clusterOf.reduce((most, c) => Math.max(most, c + 1), 0);
  const make = (first: number, count: number): void => {
    const counts = countsOf(first, count);
    const averaging = new Float64Array(count * N);
    for (let d = 0; d < count; d++) {
      for (let i = 0; i < N; i++) averaging[d * N + i] = counts[d * nClusters + clusterOf[i]!]! * weights[i]!;
    }
    const own = averaging.map((weight, at) => (isFitted[at % N] === 1 ? weight : 0));
    for (const { readout, labels, nGroups } of plans) {
      const { sums, totals, status } = counterfactualFits(engine, {
        ...{ ...problemOf(model), ...ranksOf(model, rank, count), count, used: readout.used },
        ...{ tolerance: DRAW_TOLERANCE, limit: MOST_DRAW_STEPS, weights: own, averaging, labels, nGroups },
        start: readout.start,
        between: () => run.signal?.throwIfAborted(),
      });
      const into = columns[readout.name]!;
      for (let at = 0; at < count * nGroups; at++) {
        if (status[Math.floor(at / nGroups)] !== FIT_STATUS.found) continue;
        into[first * nGroups + at] = totals[at]! > 0 ? (scale * sums[at]!) / totals[at]! : Number.NaN;
      }
    }
  };
  inShares(stage, draws, columns, run, make, Math.max(1, Math.floor(MOST_WEIGHTS / N)));
  return columns;
}

/** Draws in which the first average is known. */
export function knownDraws(values: Float64Array, p: number): number {
  let known = 0;
  for (let d = 0; d * p < values.length; d++) known += Number(!Number.isNaN(values[d * p]!));
  return known;
}

/** The cluster of each unit kept, numbered by those they have. */
export function clustersOf(
  { units }: Cells,
  ofUnit: Uint32Array,
): { readonly clusterOf: Uint32Array; readonly nClusters: number } {
  const code = new Map<number, number>();
  const clusterOf = Uint32Array.from(units, (u) => {
    const c = ofUnit[u]!;
    if (!code.has(c)) code.set(c, code.size);
    return code.get(c)!;
  });
  return { clusterOf, nClusters: code.size };
}
