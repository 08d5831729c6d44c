/**
 * Fisher's test under dates of treatment assigned anew: of every effect the share of permutations of the units whose |t| is as large as that
 * observed. Which draws are made here is the run's matter.
 * Source: Roth & Sant'Anna (2023), Journal of Political Economy Microeconomics 1(4), doi:10.1086/726581, section 3.4.
 */
import { isAsFar } from "../../../../base/numbers.js";
import { handShare, shareOf, takeWhole } from "../../../../base/replications.js";
import { PURPOSE } from "../../../../engine/kernels/cluster-draws.js";
import { type CohortRows, type TimingEffects, timingDraws } from "../../../../engine/kernels/cohorts.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidRun } from "../../shared/estimator.js";

/** Multiplications between looks at the signal. */
const MOST_PRODUCTS = 2 ** 29;

export interface Drawn {
  /** Draws whose |t| is as large as that observed, of each effect; null where it has no error. */
  readonly asLarge: readonly (number | null)[];
  /** (1 + as large) / (1 + draws). */
  readonly pValues: readonly (number | null)[];
}

/** @param observed t of each effect, NaN for one without an error */
export function randomisationTest(
  engine: Engine,
  rows: CohortRows,
  effects: TimingEffects,
  observed: Float64Array,
  { draws, seed }: { readonly draws: number; readonly seed: number },
  run: DidRun,
): Drawn {
  const { nEffects } = effects;
  const statistics = new Float64Array(draws * nEffects);
  fill(engine, rows, effects, statistics, { draws, seed }, run);
  const asLarge = Array.from(observed, (t, j) => {
    if (Number.isNaN(t)) return null;
    const isAsLarge = isAsFar(Math.abs(t), "count");
    let count = 0;
    for (let d = 0; d < draws; d++) {
      const drawn = Math.abs(statistics[d * nEffects + j]!);
      // a draw without an error says nothing against the null
      if (Number.isNaN(drawn) || isAsLarge(drawn)) count++;
    }
    return count;
  });
  return { asLarge, pValues: asLarge.map((count) => (count === null ? null : (1 + count) / (1 + draws))) };
}

/** Throws as `handShare` and `takeWhole`. */
function fill(
  engine: Engine,
  rows: CohortRows,
  effects: TimingEffects,
  statistics: Float64Array,
  { draws, seed }: { readonly draws: number; readonly seed: number },
  { signal, onProgress, replications }: DidRun,
): void {
  const stage = `dates assigned: ${draws}`;
  const { nEffects } = effects;
  if (replications?.kind === "whole") {
    takeWhole(replications, stage, { statistics });
    return;
  }
  const share =
    replications === undefined ? { first: 0, count: draws } : shareOf(draws, replications.task, replications.tasks);
  const end = share.first + share.count;
  const products = rows.outcomes.length * rows.nPeriods + effects.loads.length * rows.nPeriods;
  const together = Math.max(64, Math.floor(MOST_PRODUCTS / Math.max(1, products)));
  const started = performance.now();
  for (let { first } = share; first < end; first += together) {
    signal?.throwIfAborted();
    const count = Math.min(together, end - first);
    statistics.set(
      timingDraws(engine, rows, effects, { first, count, seed, purpose: PURPOSE.timing }),
      first * nEffects,
    );
    const fraction = (first + count - share.first) / share.count;
    onProgress?.({ stage, fraction, msLeft: ((performance.now() - started) * (1 - fraction)) / fraction });
  }
  if (replications !== undefined) handShare(replications, { stage, of: draws, ...share, columns: { statistics } });
}
