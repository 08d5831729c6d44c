/**
 * Intervals of effects of one treated unit, as they are asked for. Those that weigh donors anew, with a period left out or an outcome
 * changed, need weights that rest on outcomes: weights by predictors alone would not move.
 */
import { NotSupported } from "../../../../base/errors.js";
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../plan.js";
import type { DidRun } from "../estimator.js";
import { conformal } from "./conformal.js";
import { jackknife } from "./jackknife.js";
import type { ScPanel, TreatedUnit } from "./panel.js";
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
      `--intervals ${intervals.join(",")} need weights that are fitted to outcomes: leave --predictors out, or balance them too by --augment.`,
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
  const made = { conformal, jackknife };
  return intervals.map((kind) => made[kind as keyof typeof made](subject));
}
