/**
 * Intervals of effects of one treated unit, as they are asked for. Those that weigh donors anew, with a period left out or an outcome
 * changed, need weights that rest on outcomes: weights by predictors alone would not move.
 */

import { NotSupported } from "../../../../base/errors.js";
import { flagText } from "../../../../base/text.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidRun } from "../../shared/estimator.js";
import { conformal } from "./conformal.js";
import { jackknife } from "./jackknife.js";
import type { ScPanel, TreatedUnit } from "./panel.js";
import { PREDICTION_DRAWS, prediction } from "./prediction.js";
import type { Predictors } from "./predictors.js";
import type { ScIntervals } from "./record.js";
import type { Subject } from "./subject.js";
import { type Weighed, weigher } from "./weigh.js";

/** Throws NotSupported `sc_intervals`. */
export function intervalsOf(
  engine: Engine,
  panel: ScPanel,
  treated: TreatedUnit,
  donors: readonly number[],
  predictors: Predictors | null,
  weighed: Weighed,
  gap: Float64Array,
  scale: number,
  plan: DidPlan,
  run: DidRun,
): ScIntervals[] {
  const { intervals = [], augment, level } = plan;
  if (intervals.length > 0 && predictors !== null && augment === undefined) {
    throw new NotSupported(
      "sc_intervals",
      `${flagText("intervals", intervals.join(","))} need weights that are fitted to outcomes: leave --predictors out, or balance them too by --augment.`,
      { got: intervals, expected: [] },
    );
  }
  const lambda = weighed.ridge?.lambda;
  const subject: Subject = {
    ...{ panel, treated, donors, weights: weighed.weights, gap, scale, level },
    refit: (periods, own) => {
      run.signal?.throwIfAborted();
      const changed: ScPanel = { ...panel, path: (u) => (u === treated.unit ? own : panel.path(u)) };
      const again = weigher(engine, changed, predictors, {
        ...plan,
        ...(lambda === undefined ? {} : { augment: lambda }),
      });
      return again.one({ target: treated.unit, donors, before: periods }).weights;
    },
  };
  return intervals.map((kind) => {
    if (kind === "conformal") return conformal(subject);
    if (kind === "jackknife") return jackknife(subject);
    requireSimplex(weighed, treated);
    const draws = plan.drawsAsked ?? PREDICTION_DRAWS;
    const step = (done: number): void => {
      run.signal?.throwIfAborted();
      run.onProgress?.({ stage: "prediction intervals", fraction: done / draws, msLeft: null });
    };
    return prediction(engine, subject, { draws, seed: plan.seed, step });
  });
}

/** Throws NotSupported `sc_intervals` for augmented weights, which leave the simplex, and for a past too short to have a spread. */
function requireSimplex({ ridge }: Weighed, { before }: TreatedUnit): void {
  if (ridge === null && before.length > 2) return;
  throw new NotSupported(
    "sc_intervals",
    `--intervals prediction ${ridge === null ? `need at least three periods before treatment and got ${before.length}: ask for another kind` : "are of weights of the simplex, which --augment leaves: ask for conformal or jackknife"}.`,
    { got: ridge === null ? before.length : "augment", expected: undefined },
  );
}
