/**
 * Errors of DID_l from clusters drawn with replacement: everything is estimated again with each cluster as often as it is drawn.
 */

import { NumericalError } from "../../../../base/errors.js";
import { type Note, note } from "../../../../base/messages.js";
import { handShare, shareOf, takeWhole } from "../../../../base/replications.js";
import { clusterCountsBlock, PURPOSE } from "../../../../engine/kernels/cluster-draws.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import { covarianceOfDraws } from "../../shared/draw-covariance.js";
import type { DidRun } from "../../shared/estimator.js";
import { estimateSwitching, eventOf, type Placed, type SwitchingEstimate, valuesOf } from "./estimate.js";
import type { Most } from "./horizons.js";
import { DCDH_NOTES } from "./messages.js";
import type { SwitchingPanel } from "./switching-panel.js";

/** As of the authors' examples, and of the other bootstraps of errors alone. */
const DRAWS = 199;
/** Draws whose counts are made together. */
const TOGETHER = 64;

export interface Drawn {
  /** Of effects by event time and their average. */
  readonly covariance: Float64Array;
  readonly draws: number;
  readonly used: number;
  readonly notes: readonly Note[];
}

/** Throws NumericalError `dcdh_draws` where fewer than two draws have all effects; as `handShare` and `takeWhole`. */
export function drawnCovariance(
  engine: Engine,
  panel: SwitchingPanel,
  placed: Placed,
  most: Most,
  { horizons }: SwitchingEstimate,
  plan: DidPlan,
  { signal, onProgress, replications }: DidRun,
): Drawn {
  const draws = plan.drawsAsked ?? DRAWS;
  const { nClusters, cluster } = panel.grid;
  const wanted = horizons.map(eventOf).join();
  const width = horizons.length + 1;
  // NaN where an effect could not be estimated
  const effects = new Float64Array(draws * width).fill(Number.NaN);
  const stage = `bootstrap draws of dcdh: ${draws}`;
  const share =
    replications?.kind === "share" ? shareOf(draws, replications.task, replications.tasks) : { first: 0, count: draws };
  if (replications?.kind === "whole") takeWhole(replications, stage, { effects });
  else drawAll();
  if (replications?.kind === "share") handShare(replications, { stage, of: draws, ...share, columns: { effects } });
  const found = Array.from({ length: draws }, (_, d) => effects.subarray(d * width, (d + 1) * width)).filter(
    (draw) => !Number.isNaN(draw[0]!),
  );
  if (found.length < 2) {
    throw new NumericalError(
      "dcdh_draws",
      `In ${draws} draws of the clusters all effects could be estimated ${found.length === 1 ? "once" : "never"}: narrow --window, or use errors by influence (without --resampled).`,
      { got: found.length, expected: "2 or more" },
    );
  }
  return {
    covariance: covarianceOfDraws(Float64Array.from(found.flatMap((draw) => [...draw])), width, false),
    ...{ draws, used: found.length },
    notes:
      found.length === draws ? [] : [note(DCDH_NOTES, "dcdh_draws_lost", { draws: draws - found.length, of: draws })],
  };

  function drawAll(): void {
    const end = share.first + share.count;
    for (let { first } = share; first < end; first += TOGETHER) {
      const count = Math.min(TOGETHER, end - first);
      engine.scope((scope) => {
        const stream = { first, count, seed: plan.seed, purpose: PURPOSE.switching };
        const all = clusterCountsBlock(engine, scope, nClusters, stream);
        for (let d = 0; d < count; d++) {
          signal?.throwIfAborted();
          const counts = all.part(d * nClusters, nClusters);
          const often = counts.view();
          const drawn = { ...placed, grid: { ...placed.grid, counts } };
          engine.scope((inner) => {
            const own = estimateSwitching(engine, inner, panel, drawn, most, plan, (g) => often[cluster[g]!]!);
            if (own.horizons.map(eventOf).join() === wanted) effects.set(valuesOf(own), (first + d) * width);
          });
        }
      });
      onProgress?.({ stage: "bootstrap", fraction: (first + count - share.first) / share.count, msLeft: null });
    }
  }
}
