/**
 * Extended two-way fixed effects: a dummy for each cohort's treated periods, compared with rows not yet treated; averages by the rows of
 * their cells. With never treated controls, every other period of a cohort has a dummy too, as in Sun and Abraham's regression.
 * Source: Wooldridge (2021), Two-way fixed effects, the two-way Mundlak regression, and difference-in-differences estimators,
 * doi:10.2139/ssrn.3906345.
 */
import type { Engine } from "../../../../engine/kernels/engine.js";
import type { DidPlan } from "../../design/plan.js";
import type { DidSample } from "../../design/sample.js";
import { numberCells } from "../../shared/cells.js";
import { comparedWith } from "../../shared/controls.js";
import { fitCounts } from "../../shared/counts.js";
import type { DidEstimator, DidFit } from "../../shared/estimator.js";
import { fitInteracted } from "../../shared/interacted.js";
import { fitByCells } from "../../shared/regression.js";

export const etwfe: DidEstimator = {
  name: "etwfe",
  paths: ["never", "always", "absorbing"],
  fit: (engine: Engine, sample: DidSample, plan: DidPlan): DidFit => {
    const { control, anticipation } = plan;
    const { roleOf, notes } = comparedWith(sample, plan, (cohort, period) => {
      const event = period - cohort;
      if (control === "never") return event === -1 - anticipation ? "reference" : "effect";
      return event >= -anticipation ? "effect" : "control";
    });
    const fitted = fitOf(sample, plan)(engine, sample, plan, numberCells(sample, roleOf));
    return { ...fitted, notes: [...fitted.notes, ...notes] };
  },
};

/** The regression that a plan asks for. */
function fitOf({ x }: DidSample, { family, covariates }: DidPlan): typeof fitByCells {
  if (family === "poisson") return fitCounts;
  return covariates === "interacted" && x.names.length > 0 ? fitInteracted : fitByCells;
}
