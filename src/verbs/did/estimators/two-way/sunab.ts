/**
 * Sun and Abraham's interaction-weighted estimator: dummies of every cohort's event times in one regression, averaged by the rows of
 * their cells. Event time -1 and never treated units are compared with.
 * Source: Sun & Abraham (2021), Journal of Econometrics 225(2), doi:10.1016/j.jeconom.2020.09.006.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { numberCells } from "../../shared/cells.js";
import { comparedWith } from "../../shared/controls.js";
import { REFERENCE, refuseAnticipation, requireReference } from "../../shared/direct.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { fitByCells } from "../../shared/regression.js";

export const sunab: DidEstimator = {
  name: "sunab",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    refuseAnticipation("sunab", plan);
    requireReference("sunab", sample.design);
    const { roleOf, notes } = comparedWith(sample, { control: "never", anticipation: 0 }, (cohort, period) =>
      period - cohort === REFERENCE ? "reference" : "effect",
    );
    const fit = fitByCells(engine, sample, plan, numberCells(sample, roleOf));
    return { ...fit, notes: [...fit.notes, ...notes] };
  },
};
