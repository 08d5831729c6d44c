/**
 * What says which comparisons two-way effects are made of, by name: the designs each serves, and what it finds.
 */
import type { UnitPath } from "../../../data/panel/treatment-design.js";
import type { Engine } from "../../../engine/kernels/engine.js";
import type { DidPlan } from "../design/plan.js";
import type { DidSample } from "../design/sample.js";
import type { DidEstimator } from "../shared/estimator.js";
import { bacon } from "./bacon.js";
import { contamination } from "./contamination.js";
import type { DecompositionName } from "./names.js";
import type { Comparison } from "./record.js";
import { twfeWeights } from "./twfe-weights.js";

export interface Decomposition {
  readonly name: DecompositionName;
  readonly paths: readonly UnitPath[];
  /** As of an estimator. */
  readonly takesUnseen?: NonNullable<DidEstimator["takesUnseen"]>;
  readonly find: (engine: Engine, sample: DidSample, plan: DidPlan) => Comparison;
}

const STAYING = ["never", "always", "absorbing"] as const;

export const decompositions: Readonly<Record<DecompositionName, Decomposition>> = {
  bacon: { name: "bacon", paths: STAYING, takesUnseen: () => true, find: bacon },
  "twfe-weights": {
    name: "twfe-weights",
    paths: [...STAYING, "changing dose", "switching off"],
    takesUnseen: () => true,
    find: twfeWeights,
  },
  contamination: { name: "contamination", paths: STAYING, find: contamination },
};
